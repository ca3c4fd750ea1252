using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Faults;

/// <summary>
/// A sender and a receiver of a one-to-one queue, in one thread: at a fault point one of them may be killed, or the other one works before it goes on.
/// Each comes again after it was killed.
/// </summary>
internal sealed class OneToOneSimulation(FastMqTransport transport, MqQueueName name, Coverage coverage, int capacity, MqDelivery delivery, Random random)
{
    private const int Steps = 240;

    private readonly Queue<int> _messages = [];
    private readonly HashSet<int> _shown = [];
    private FastMqQueue? _sender;
    private FastMqQueue? _receiver;
    private MqLease _lease;
    private int _lastId;
    private bool _isLeased;

    /// <summary>Whether a message is the receiver's for good, though it is not settled.</summary>
    private bool _isBegun;

    /// <summary>A message that is lost and still takes room.</summary>
    private int _unclaimed;
    private bool _isSending;
    private bool _isReceiving;
    private FaultPoint? _point;
    private int _countdown;

    /// <param name="point">Where somebody dies first; after that, anywhere.</param>
    /// <param name="phase">At which passing of the point.</param>
    public void Run(FaultPoint point, int phase)
    {
        (_point, _countdown) = (point, phase);
        FaultPoints.Handler = Reached;
        for (int step = 0; step < Steps; step++)
        {
            if (random.Next(2) == 0)
            {
                StepOfSender();
            }
            else
            {
                StepOfReceiver();
            }
        }

        FaultPoints.Handler = null;
        if (_isLeased)
        {
            _receiver!.Complete(ref _lease);
            Released();
        }

        _sender?.Dispose();
        _receiver?.Dispose();
        (_sender, _receiver) = (null, null);
        using FastMqQueue last = Open(MqAccess.Both);
        while (last.TryReceive(out MqLease lease))
        {
            Check(in lease);
            last.Complete(ref lease);
            _messages.Dequeue();
        }

        Assert.Empty(_messages);
        _shown.Clear();
    }

    private void StepOfSender()
    {
        _isSending = true;
        try
        {
            if (_sender is null)
            {
                _sender = Open(MqAccess.Send);
            }
            else if (random.Next(12) == 0)
            {
                _sender.Dispose();
                _sender = null;
            }
            else
            {
                MqEnvelope envelope = default;
                bool hadRoom = _messages.Count + _unclaimed < capacity;
                if (_sender.TryClaim(in envelope, 0, out MqClaim claim))
                {
                    Assert.True(hadRoom);
                    BitConverter.TryWriteBytes(claim.Payload, ++_lastId);
                    _sender.TryCommit(ref claim, sizeof(int));
                }
                else
                {
                    Assert.False(hadRoom);
                }
            }
        }
        catch (KilledException)
        {
            Bury(ref _sender);
        }

        _isSending = false;
    }

    private void StepOfReceiver()
    {
        _isReceiving = true;
        try
        {
            if (_receiver is null)
            {
                _receiver = Open(MqAccess.Receive);
            }
            else if (_isLeased)
            {
                if (random.Next(3) > 0)
                {
                    _receiver.Complete(ref _lease);
                }
                else
                {
                    _receiver.Abandon(ref _lease);
                }

                _isLeased = false;
            }
            else if (random.Next(12) == 0)
            {
                _receiver.Dispose();
                _receiver = null;
            }
            else if (_receiver.TryReceive(out _lease))
            {
                Check(in _lease);
                _isLeased = true;
            }
            else
            {
                Assert.Empty(_messages);
            }
        }
        catch (KilledException)
        {
            Bury(ref _receiver);
            if (_isBegun)
            {
                // It wanted nothing twice. The next receiver makes room of it.
                Released();
                _unclaimed = 1;
            }

            _isLeased = false;
        }

        _isReceiving = false;
    }

    private void Check(in MqLease lease)
    {
        Assert.True(_messages.TryPeek(out int first), "a message came that was settled, or never sent");
        Assert.Equal(first, BitConverter.ToInt32(lease.Payload));
        Assert.True(_shown.Add(first) || (lease.DeliveryCount > 1 && delivery == MqDelivery.AtLeastOnce), "a message came again as if it were the first time");
    }

    private void Released()
    {
        _messages.Dequeue();
        (_isLeased, _isBegun) = (false, false);
    }

    private void Reached(FaultPoint point)
    {
        coverage.Passed(point);
        switch (point)
        {
            case FaultPoint.OneToOnePublished:
                _messages.Enqueue(_lastId);
                break;
            case FaultPoint.OneToOneReceiverMarked:
                _unclaimed = 0;
                break;
            case FaultPoint.OneToOneBegun:
                _isBegun = true;
                break;
            case FaultPoint.OneToOneReleased:
                Released();
                break;
            default:
                break;
        }

        if (_point is { } first ? point == first && --_countdown == 0 : random.Next(10) == 0)
        {
            _point = null;
            coverage.Killed(point);
            throw new KilledException(point);
        }

        if (_isSending && !_isReceiving && random.Next(4) == 0)
        {
            StepNested(StepOfReceiver, ref _isSending);
        }
        else if (_isReceiving && !_isSending && random.Next(4) == 0)
        {
            StepNested(StepOfSender, ref _isReceiving);
        }
    }

    private static void StepNested(Action step, ref bool isStopped)
    {
        step();
        isStopped = true;
    }

    private FastMqQueue Open(MqAccess access) => (FastMqQueue)transport.Open(new()
    {
        Name = name,
        Access = access,
        Topology = MqTopology.OneToOne,
        Capacity = capacity,
        MaxMessageBytes = 8,
        Delivery = delivery,
    });

    private static void Bury(ref FastMqQueue? queue)
    {
        if (queue is not null)
        {
            Process.MemoryOf(queue).Close();
            queue = null;
        }
    }
}
