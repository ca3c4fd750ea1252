using System.Diagnostics;
using System.Numerics;
using TypedMq.Channels;
using TypedMq.Diagnostics;
using TypedMq.Formatters;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>
/// The side of a channel that sends requests: its reply queue, made with the first request, one loop that receives from it, and the calls that wait.
/// Thread-safe.
/// </summary>
internal sealed class Caller : IDisposable
{
    // The kernel's queues are few and small: there it is what the host gives.
    private const int ReplyCapacity = 128;

    /// <summary>How long a control message waits for room: the server would have to be stopped.</summary>
    private static readonly TimeSpan ControlPatience = TimeSpan.FromSeconds(5);

    private readonly MqChannelCore _channel;
    private readonly PeerSender _control;
    private readonly Lock _lock = new();
    private readonly List<PendingPool> _pools = [];
    private MqChannelCore? _replies;
    private ulong _id;
    private long _late;
    private bool _disposed;

    public Caller(MqChannelCore channel)
    {
        _channel = channel;
        _control = new(channel);
        Pending = new($"channel '{QueueName}'");
    }

    public PendingCalls Pending { get; }

    public TimeProvider Clock => _channel.Queue.Clock;

    public string QueueName => _channel.Queue.Name.Value;

    /// <summary>How many replies came when nobody waited for them any more.</summary>
    public long LateReplies => Volatile.Read(ref _late);

    /// <summary>The worst case of all replies in bytes.</summary>
    public int MaxReplyBytes { get; set; } = RemoteFailure.UsualBytes;

    /// <summary>The envelope of a request whose call has begun.</summary>
    public MqEnvelope EnvelopeOf(uint tag, PendingCall call, TimeSpan timeout)
    {
        MqEnvelope envelope = new()
        {
            Tag = tag,
            Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.SentAt | MqEnvelopeFields.TimeToLive | MqEnvelopeFields.ReplyTo,
            CorrelationId = call.Correlation,
            ReplyTo = _id,
            SentAt = Clock.GetUtcNow().UtcTicks,
            TimeToLive = (uint)Math.Ceiling(timeout.TotalMilliseconds),
        };
        return Instruments.Source.HasListeners() ? TraceContext.AddTo(in envelope, Activity.Current) : envelope;
    }

    /// <summary>Makes the reply queue, unless it is there.</summary>
    /// <exception cref="MqException">It cannot be made.</exception>
    /// <exception cref="ObjectDisposedException">The channel is disposed.</exception>
    public void Open()
    {
        if (Volatile.Read(ref _replies) is null)
        {
            OpenOnce();
        }
    }

    /// <summary>Tells the server that nobody waits any more, if it has said where.</summary>
    /// <param name="correlation">The call.</param>
    /// <param name="control">The server's private queue; 0 when it is not known, and the server is told as soon as it is.</param>
    public void Cancel(ulong correlation, ulong control) => Tell<MqNothingFormatter, MqNothing>(control, RequestTags.Cancel, correlation, default);

    /// <summary>Lets the server of a stream send more items.</summary>
    public void Grant(ulong correlation, ulong control, int items) => Tell<Int32Formatter, int>(control, RequestTags.Credit, correlation, items);

    public void Dispose()
    {
        MqChannelCore? replies;
        lock (_lock)
        {
            _disposed = true;
            replies = _replies;
        }

        replies?.Close();
        _control.Dispose();
        EndForGood();
    }

    /// <summary>Lets a pool be closed with the caller. Called before its first request.</summary>
    internal void Add(PendingPool pool) => _pools.Add(pool);

    private void EndForGood()
    {
        Pending.FailAll(Disposed, forGood: true);
        foreach (PendingPool pool in _pools)
        {
            pool.Close();
        }
    }

    private ObjectDisposedException Disposed() => new($"channel '{QueueName}'");

    private void OpenOnce()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                throw Disposed();
            }

            if (_replies is not null)
            {
                return;
            }

            ulong id = PrivateQueueName.NewId();
            MqChannelCore replies = _channel.Node.OpenPrivate(_channel, new()
            {
                Name = PrivateQueueName.Of(_channel.Queue.Name, id),
                Access = MqAccess.Receive,
                Capacity = _channel.Transport.Capabilities.ForeignPeers ? null : ReplyCapacity,
                MaxMessageBytes = MaxReplyBytes == MqSize.Unbounded ? _channel.MaxMessageBytes : null,
                ContractBytes = MaxReplyBytes == MqSize.Unbounded ? null : MqNode.WithHeadroom(MaxReplyBytes),
                MaxPriorities = 1,
                Private = true,
            });
            _id = id;
            Volatile.Write(ref _replies, replies);
            new ReplyLoop(this, replies).Start();
        }
    }

    /// <summary>Reads a message of the reply queue; it is still to be settled.</summary>
    /// <returns>The call that it ends, which is to be finished whatever happens, because nobody else can any more; null when it ends none.</returns>
    internal PendingCall? Deliver(in MqLease lease)
    {
        MqEnvelope envelope = lease.ReadEnvelope();
        ulong correlation = envelope.CorrelationId;
        if (envelope.ReplyTo != 0 && lease.Tag != RequestTags.Failed)
        {
            Accept(correlation, envelope.ReplyTo);
        }

        if (lease.Tag == RequestTags.Accepted || Pending.Find(correlation)?.TryReceive(correlation, in lease) == true)
        {
            return null;
        }

        if (Pending.Take(correlation) is { } call)
        {
            call.Complete(in lease);
            return call;
        }

        if (envelope.ReplyTo == 0)
        {
            CountLate();
        }

        return null;
    }

    /// <summary>The reply queue has ended: with the channel, or because somebody has removed it, and then the next request makes another one.</summary>
    internal void End(MqChannelCore replies, Exception error)
    {
        bool forGood;
        lock (_lock)
        {
            forGood = _disposed || error is ObjectDisposedException;
            _disposed |= forGood;
            if (!forGood)
            {
                Volatile.Write(ref _replies, null);
            }
        }

        replies.Close();
        if (forGood)
        {
            EndForGood();
            return;
        }

        Pending.FailAll(() => new MqException($"Queue '{QueueName}': the queue for the replies to this channel has ended: {error.Message} Send the request again.", innerException: error), forGood: false);
    }

    /// <summary>The server has named its private queue: who has given up meanwhile can say so now.</summary>
    private void Accept(ulong correlation, ulong control)
    {
        // Looked at again afterwards: who gives up in between has not seen the queue, or we see that it is gone.
        if (Pending.Find(correlation)?.TryAccept(correlation, control) != true || Pending.Find(correlation) is null)
        {
            Cancel(correlation, control);
        }
    }

    private void CountLate()
    {
        long count = Interlocked.Increment(ref _late);
        if (BitOperations.IsPow2(count))
        {
            Log.LateReply(_channel.Logger, QueueName, count);
        }
    }

    private void Tell<TFormatter, T>(ulong control, uint tag, ulong correlation, T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        if (control == 0)
        {
            return;
        }

        MqEnvelope envelope = new()
        {
            Tag = tag,
            Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.ReplyTo,
            CorrelationId = correlation,
            ReplyTo = _id,
        };
        _ = SendAsync();

        async Task SendAsync()
        {
            try
            {
                await _control.SendAsync<TFormatter, T>(control, in envelope, in value, ControlPatience).ConfigureAwait(false);
            }
            catch (Exception error) when (error is MqException or ObjectDisposedException)
            {
                // The server cannot be told: its deadline tells it.
            }
        }
    }
}
