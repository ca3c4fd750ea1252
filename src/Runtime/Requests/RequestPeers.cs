using System.Collections.Concurrent;
using TypedMq.Channels;
using TypedMq.Formatters;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>
/// The side of a channel that serves requests, as its callers see it: replies, and the private queue through which callers cancel, and take more items. That is
/// made when the first request takes its time. Thread-safe.
/// </summary>
internal sealed class RequestPeers(MqChannelCore channel) : IDisposable
{
    /// <summary>A control message has no more than a number.</summary>
    private const int ControlBytes = 32;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly PeerSender _replies = new(channel, channel.CountUndelivered);
    private readonly ConcurrentDictionary<(ulong Caller, ulong Correlation), MqServerContext> _running = new();
    private readonly Lock _lock = new();
    private MqChannelCore? _control;
    private ulong _controlId;
    private long _retryAt;
    private bool _disposed;

    public TimeProvider Clock => channel.Queue.Clock;

    public string QueueName => channel.Queue.Name.Value;

    /// <summary>The id of the private queue; 0 when there is none.</summary>
    public ulong ControlId => Volatile.Read(ref _controlId);

    /// <summary>Answers a request.</summary>
    /// <param name="request">Its envelope.</param>
    /// <param name="tag">What the answer is.</param>
    /// <param name="control">The private queue, where the caller is to know of it; else 0.</param>
    /// <param name="value">The answer.</param>
    /// <param name="patience">How long to wait for room.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<bool> ReplyAsync<TFormatter, T>(in MqEnvelope request, uint tag, ulong control, in T value, TimeSpan patience, CancellationToken cancellationToken)
        where TFormatter : struct, IMqFormatter<T> => _replies.SendAsync<TFormatter, T>(request.ReplyTo, EnvelopeOf(in request, tag, control), in value, patience, cancellationToken);

    /// <summary>Tells the caller, if there is room, that its request takes its time, and where to cancel it.</summary>
    /// <returns>Null when there is no room, false when the caller has gone, true when there is nothing more to be done about it.</returns>
    public bool? TryAccept(in MqEnvelope request)
    {
        try
        {
            return ControlId is not 0 and var control
                ? _replies.TrySend<MqNothingFormatter, MqNothing>(request.ReplyTo, EnvelopeOf(in request, RequestTags.Accepted, control), default)
                : null;
        }
        catch (MqException)
        {
            // It is a timer that asks. What is wrong with the queue shows when it is replied to; until then the deadline does.
            return true;
        }
    }

    /// <summary>Lets callers find what is being executed.</summary>
    /// <returns>False when there is no private queue, so that they cannot.</returns>
    public bool TryAdd(MqServerContext context)
    {
        if (!TryOpen())
        {
            return false;
        }

        _running[context.Key] = context;
        return true;
    }

    public void Remove(MqServerContext context) => _running.TryRemove(new(context.Key, context));

    public void Dispose()
    {
        MqChannelCore? control;
        lock (_lock)
        {
            _disposed = true;
            control = _control;
        }

        control?.Close();
        _replies.Dispose();
    }

    private static MqEnvelope EnvelopeOf(in MqEnvelope request, uint tag, ulong control) => new()
    {
        Tag = tag,
        Fields = control == 0 ? MqEnvelopeFields.CorrelationId : MqEnvelopeFields.CorrelationId | MqEnvelopeFields.ReplyTo,
        CorrelationId = request.CorrelationId,
        ReplyTo = control,
    };

    /// <summary>Makes the private queue, unless it is there.</summary>
    private bool TryOpen()
    {
        if (ControlId != 0)
        {
            return true;
        }

        lock (_lock)
        {
            if (_disposed || _control is not null || Environment.TickCount64 < _retryAt)
            {
                return !_disposed && _control is not null;
            }

            ulong id = PrivateQueueName.NewId();
            try
            {
                _control = channel.Node.OpenPrivate(channel, new()
                {
                    Name = PrivateQueueName.Of(channel.Queue.Name, id),
                    Access = MqAccess.Receive,
                    Capacity = channel.Transport.Capabilities.ForeignPeers ? null : 128,
                    MaxMessageBytes = ControlBytes,
                    MaxPriorities = 1,
                    Private = true,
                });
            }
            catch (Exception error) when (error is MqException or ObjectDisposedException)
            {
                // Without it, callers cannot cancel: their deadlines do.
                _retryAt = Environment.TickCount64 + (long)RetryAfter.TotalMilliseconds;
                Diagnostics.Log.NoControlQueue(channel.Logger, error, QueueName);
                return false;
            }

            Volatile.Write(ref _controlId, id);
            using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
            MqChannelCore control = _control;
            _ = Task.Run(() => ReceiveAsync(control));
            return true;
        }
    }

    private async Task ReceiveAsync(MqChannelCore control)
    {
        while (true)
        {
            try
            {
                MqLease lease = await QueueLoop.ReceiveAsync(control, CancellationToken.None).ConfigureAwait(false);
                Obey(control.Queue, ref lease);
            }
            catch (MqDecodeException)
            {
                // Something foreign, which is settled.
            }
            catch (Exception error) when (error is MqException or ObjectDisposedException)
            {
                // It was closed, or removed: a new one is made when it is needed.
                lock (_lock)
                {
                    _control = _control == control ? null : _control;
                    Volatile.Write(ref _controlId, 0);
                }

                control.Close();
                return;
            }
        }
    }

    private void Obey(MqQueue queue, ref MqLease lease)
    {
        try
        {
            MqEnvelope envelope = lease.ReadEnvelope();
            if (!_running.TryGetValue((envelope.ReplyTo, envelope.CorrelationId), out MqServerContext? context))
            {
                return;
            }

            if (lease.Tag == RequestTags.Cancel)
            {
                context.GiveUp();
            }
            else if (lease.Tag == RequestTags.Credit)
            {
                MqReader reader = new(lease.Payload);
                context.Grant(Int32Formatter.Read(ref reader));
            }
        }
        finally
        {
            queue.Complete(ref lease);
        }
    }
}
