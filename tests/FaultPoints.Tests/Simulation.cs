using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Faults;

/// <summary>
/// Several processes at work on one queue, in one thread, so that a seed tells everything that happens: at a fault point one of them may be killed, or
/// stopped while others work, and go on afterwards. The ledger checks each step.
/// </summary>
internal sealed unsafe class Simulation
{
    private const int DeepestNesting = 3;
    private const int PayloadBytes = 8;
    private const int DeathsOfEach = 4;

    private readonly FastMqTransport _transport;
    private readonly MqQueueName _name;
    private readonly Coverage _coverage;
    private readonly int _capacity;
    private readonly int _priorities;
    private readonly Ledger _ledger = new();
    private readonly List<Process> _processes = [];
    private readonly Stack<Process> _running = [];
    private Random _random = new(0);
    private int _lastId;
    private int _deathsLeft;
    private FaultPoint? _point;
    private int _countdown;

    /// <summary>Nobody comes in between any more.</summary>
    private bool _isQuiet;

    public Simulation(FastMqTransport transport, MqQueueName name, Coverage coverage, int capacity, int priorities)
    {
        (_transport, _name, _coverage, _capacity, _priorities) = (transport, name, coverage, capacity, priorities);
        FaultPoints.Handler = null;
        using MqQueue queue = transport.Open(Options(MqDelivery.AtLeastOnce) with { OpenMode = MqOpenMode.CreateNew });
    }

    /// <summary>Lets processes work, die and come again, and clears up; then nothing may be missing, and no slot.</summary>
    /// <param name="seed">What happens.</param>
    /// <param name="victims">How many processes die, a few times each.</param>
    /// <param name="point">Where the first one dies; the others die anywhere.</param>
    /// <param name="phase">At which passing of the point.</param>
    public void Run(int seed, int victims, FaultPoint point, int phase)
    {
        _random = new(seed);
        (_deathsLeft, _point, _countdown) = (victims * DeathsOfEach, point, phase);
        FaultPoints.Handler = Reached;
        for (int i = 0; i < victims + 2; i++)
        {
            _processes.Add(new() { IsVictim = i < victims, Delivery = _random.Next(4) == 0 ? MqDelivery.AtMostOnce : MqDelivery.AtLeastOnce });
        }

        // Some points are rare: where nobody comes by in time, the run ends without a death.
        for (int step = 0; step < 200 && (_deathsLeft > 0 || step < 20); step++)
        {
            Step(_processes[_random.Next(_processes.Count)]);
        }

        _deathsLeft = 0;
        _isQuiet = true;
        foreach (Process process in _processes)
        {
            _running.Push(process);
            process.Doing = Doing.Nothing;
            End(process, gracefully: _random.Next(2) == 0);
            _running.Pop();
        }

        _isQuiet = false;
        FaultPoints.Handler = null;
        _processes.Clear();
        CheckThatNothingIsMissing();
    }

    private MqQueueOptions Options(MqDelivery delivery) => new()
    {
        Name = _name,
        Capacity = _capacity,
        MaxMessageBytes = PayloadBytes,
        MaxPriorities = Math.Max(_priorities, 1),
        Delivery = delivery,
    };

    private void Step(Process process)
    {
        _running.Push(process);
        process.SawEmpty = _ledger.InRings == 0;
        process.HasEffect = false;
        process.Message = -1;
        try
        {
            if (process.Queue is null)
            {
                process.Doing = Doing.Opening;
                process.Queue = (FastMqQueue)_transport.Open(Options(process.Delivery));
            }
            else
            {
                Work(process);
            }
        }
        catch (KilledException)
        {
            Bury(process);
        }

        process.Doing = Doing.Nothing;
        _running.Pop();
    }

    private void Work(Process process)
    {
        FastMqQueue queue = process.Queue!;
        switch (_random.Next(20))
        {
            case < 5:
                Claim(process, queue);
                if (_random.Next(3) > 0)
                {
                    Commit(process, queue);
                }

                break;
            case < 7:
                Commit(process, queue);
                break;
            case < 11:
                Receive(process, queue);
                if (_random.Next(3) > 0)
                {
                    Settle(process, queue);
                }

                break;
            case < 15:
                Settle(process, queue);
                break;
            case 15 when process.Claims.Count > 0:
                process.Doing = Doing.Aborting;
                MqClaim unsent = Take(process.Claims).Claim;
                queue.Abort(ref unsent);
                break;
            case 16:
                process.Doing = Doing.Discarding;
                queue.TryDiscardOldest(_random.Next(_priorities));
                break;
            case 17:
                process.Doing = Doing.Leaving;
                End(process, gracefully: true);
                break;
            default:
                process.Doing = Doing.Recovering;
                queue.LookAfterOthers(atOnce: true);
                break;
        }
    }

    private void Claim(Process process, FastMqQueue queue)
    {
        process.Doing = Doing.Claiming;
        int priority = _random.Next(_priorities);
        MqEnvelope envelope = default;
        if (queue.TryClaim(in envelope, priority, out MqClaim claim))
        {
            int id = ++_lastId;
            BitConverter.TryWriteBytes(claim.Payload, id);
            _ledger.Written(id, priority);
            process.Claims.Add((claim, id));
        }
    }

    private static void Commit(Process process, FastMqQueue queue)
    {
        if (process.Claims.Count > 0)
        {
            process.Doing = Doing.Committing;
            (MqClaim claim, int id) = Take(process.Claims);
            process.Message = id;
            process.HasEffect = false;
            Assert.True(queue.TryCommit(ref claim, PayloadBytes));
            Assert.True(process.HasEffect, "a send returned and sent nothing");
        }
    }

    private void Receive(Process process, FastMqQueue queue)
    {
        process.Doing = Doing.Receiving;
        (process.HasEffect, process.Message) = (false, -1);
        if (!queue.TryReceive(out MqLease lease))
        {
            Assert.True(process.SawEmpty, "nothing was received, though there was a message all the time");
            return;
        }

        int id = BitConverter.ToInt32(lease.Payload);
        Assert.Equal(process.Message, id);
        Assert.Equal(_ledger.PriorityOf(id), lease.Priority);
        Assert.Equal(_ledger.RedeliveriesOf(id) + 1, lease.DeliveryCount);
        process.Leases.Add((lease, id));
    }

    private void Settle(Process process, FastMqQueue queue)
    {
        if (process.Leases.Count == 0)
        {
            return;
        }

        (MqLease lease, int id) = Take(process.Leases);
        process.Message = id;
        process.HasEffect = false;
        if (_random.Next(3) > 0)
        {
            process.Doing = Doing.Completing;
            queue.Complete(ref lease);
        }
        else
        {
            process.Doing = Doing.Abandoning;
            queue.Abandon(ref lease);
        }
    }

    private static T Take<T>(List<T> list)
    {
        T last = list[^1];
        list.RemoveAt(list.Count - 1);
        return last;
    }

    /// <summary>Somebody has passed a point: the ledger is told, and perhaps it is killed, or others work before it goes on.</summary>
    private void Reached(FaultPoint point)
    {
        Process process = _running.Peek();
        _coverage.Passed(point);
        Tell(process, point);
        if (_ledger.InRings == 0)
        {
            foreach (Process other in _running)
            {
                other.SawEmpty = true;
            }
        }

        if (_deathsLeft > 0 && (process.IsVictim || process.Doing == Doing.Opening) && IsTime(point))
        {
            _deathsLeft--;
            _point = null;
            _coverage.Killed(point);
            throw new KilledException(point);
        }

        // What is discarded is not told to who discards it: nobody may come in between.
        if (!_isQuiet && process.Doing != Doing.Discarding && _running.Count < DeepestNesting && _random.Next(8) == 0)
        {
            Process other = _processes[_random.Next(_processes.Count)];
            if (!_running.Contains(other))
            {
                Step(other);
            }
        }
    }

    private bool IsTime(FaultPoint point) => _point is { } first ? point == first && --_countdown == 0 : _random.Next(12) == 0;

    private void Tell(Process process, FaultPoint point)
    {
        switch (point)
        {
            case FaultPoint.CommitEntry:
                process.HasEffect = true;
                _ledger.Sent(process.Message);
                break;
            case FaultPoint.Claimed:
                process.Message = process.FindTaken();
                process.HasEffect = true;
                _ledger.Taken(process.Message, discards: process.Doing == Doing.Discarding);
                break;
            case FaultPoint.OrphanClaimed:
                process.Message = process.FindTaken();
                process.HasEffect = true;
                _ledger.TakenAgain(process.Message);
                break;
            case FaultPoint.OrphanCounted:
                _ledger.CountedAgain(process.Message);
                break;
            case FaultPoint.Released:
                process.HasEffect = true;
                _ledger.Done(process.Message);
                process.Message = -1;
                break;
            case FaultPoint.OrphanMade:
                process.HasEffect = true;
                Return(process, process.Message);
                process.Message = -1;
                break;
            default:
                break;
        }
    }

    /// <summary>What a dead process held is delivered again, or lost, as its handle wanted it.</summary>
    private void Bury(Process process)
    {
        bool isHeld = process.Doing switch
        {
            Doing.Receiving or Doing.Discarding => process.HasEffect,
            Doing.Completing or Doing.Abandoning => true,
            _ => false,
        };
        if (isHeld && process.Message >= 0)
        {
            Return(process, process.Message);
        }

        foreach ((_, int id) in process.Leases)
        {
            Return(process, id);
        }

        process.Die();
    }

    private void Return(Process process, int id)
    {
        if (process.Delivery == MqDelivery.AtLeastOnce)
        {
            _ledger.Orphaned(id);
        }
        else
        {
            _ledger.Done(id);
        }
    }

    private void End(Process process, bool gracefully)
    {
        if (process.Queue is not { } queue)
        {
            return;
        }

        if (!gracefully)
        {
            Bury(process);
            return;
        }

        while (process.Claims.Count > 0)
        {
            MqClaim claim = Take(process.Claims).Claim;
            queue.Abort(ref claim);
        }

        while (process.Leases.Count > 0)
        {
            Settle(process, queue);
        }

        process.Doing = Doing.Leaving;
        process.Message = -1;
        queue.Dispose();
        process.Queue = null;
    }

    private void CheckThatNothingIsMissing()
    {
        using FastMqQueue queue = (FastMqQueue)_transport.Open(Options(MqDelivery.AtLeastOnce));
        queue.LookAfterOthers(atOnce: true);
        HashSet<int> pending = [.. _ledger.Pending];
        while (queue.TryReceive(out MqLease lease))
        {
            int id = BitConverter.ToInt32(lease.Payload);
            Assert.True(pending.Remove(id), "a message came that was settled, or never sent");
            queue.Complete(ref lease);
        }

        Assert.True(pending.Count == 0, $"{pending.Count} messages are lost");
        MqClaim[] claims = new MqClaim[_capacity];
        MqEnvelope envelope = default;
        Assert.Equal(_capacity, queue.TryClaim(in envelope, 0, claims));
        foreach (ref MqClaim claim in claims.AsSpan())
        {
            queue.Abort(ref claim);
        }

        FastMqMemory memory = Process.MemoryOf(queue);
        Assert.Equal(1, Enumerable.Range(1, memory.Geometry.Participants - 1).Count(index => memory.Participant((uint)index)->State != (uint)ParticipantState.Free));
        _ledger.Forget();
    }
}
