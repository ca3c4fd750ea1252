using System.Diagnostics;
using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq.Consumers;

/// <summary>
/// A message in the hands of a consumer, until it is settled, once. Whoever stops the consumer may give it back under a handler that does not end: what the
/// handler does with it afterwards has no effect.
/// </summary>
internal sealed class HeldMessage(MqChannelCore channel, MqLease lease, bool isUnreadable = false)
{
    private readonly Lock _lock = new();
    private MqLease _lease = lease;
    private bool _isSettled;

    /// <summary>A message without a usable envelope, which has left the queue: there is nothing to settle any more.</summary>
    public static HeldMessage Unreadable(MqChannelCore channel, MqDecodeException error)
    {
        byte[] bytes = error.RawMessage.ToArray();
        return new(channel, new MqLease(bytes, 0, bytes.Length) { Priority = error.RawPriority, DeliveryCount = 1 }, isUnreadable: true);
    }

    public int Priority { get; } = lease.Priority;

    /// <summary>How often it was delivered, this time included.</summary>
    public int DeliveryCount { get; } = Math.Max(lease.DeliveryCount, 1);

    /// <summary>The envelope, read once: in shared memory it could change.</summary>
    public MqEnvelope Envelope { get; } = lease.ReadEnvelope();

    /// <summary>Begins the span of all that is done with it, unless nobody wants it.</summary>
    public Activity? StartActivity()
    {
        lock (_lock)
        {
            return _isSettled ? null : channel.Telemetry.StartProcess(in _lease);
        }
    }

    /// <summary>Decodes it.</summary>
    /// <returns>Null when it was given back meanwhile.</returns>
    public MessageCall? Open(MessageDispatcher dispatcher)
    {
        lock (_lock)
        {
            return _isSettled ? null : dispatcher.Open(in _lease);
        }
    }

    /// <summary>Puts it into the dead-letter queue; it is still to be settled.</summary>
    public DeadLetterOutcome Write(DeadLetterWriter deadLetters, in DeadLetterCause cause)
    {
        lock (_lock)
        {
            return _isSettled ? DeadLetterOutcome.Written : deadLetters.Write(in _lease, in cause, !isUnreadable);
        }
    }

    /// <summary>Settles it: it was handled.</summary>
    /// <returns>False when it was given back meanwhile.</returns>
    public bool Complete() => Settle(isHandled: true);

    /// <summary>Gives it back; where the queue delivers at most once, it is gone.</summary>
    /// <returns>False when it was settled meanwhile.</returns>
    public bool Abandon() => Settle(isHandled: false);

    private bool Settle(bool isHandled)
    {
        lock (_lock)
        {
            if (_isSettled)
            {
                return false;
            }

            _isSettled = true;
            if (isUnreadable)
            {
                return true;
            }

            if (isHandled)
            {
                channel.Queue.Complete(ref _lease);
            }
            else
            {
                channel.Queue.Abandon(ref _lease);
            }

            return true;
        }
    }
}
