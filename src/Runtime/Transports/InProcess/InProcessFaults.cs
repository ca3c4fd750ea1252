using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq;

/// <summary>How a message of an in-process queue is damaged.</summary>
public enum InProcessDamage
{
    /// <summary>Its first byte becomes 0xC1, with which no MessagePack value starts: <see cref="MqDecodeException"/> for every contract. An empty message stays as it is.</summary>
    Payload,

    /// <summary>It loses the second half of its bytes.</summary>
    Cut,

    /// <summary>It is no message of TypedMq at all: <see cref="MqDecodeException"/>, on channels of bytes too.</summary>
    Envelope,
}

/// <summary>
/// What goes wrong with the in-process queues of the nodes that it is given to (<see cref="InProcessOptions.Faults"/>): nothing, until a test
/// says so, by the name of a queue. Thread-safe.
/// </summary>
/// <remarks>A fault can be set before its queue exists. What holds for a time is ended by disposing what is returned; twice does no harm.</remarks>
public sealed class InProcessFaults
{
    /// <summary>The one byte that MessagePack has no meaning for.</summary>
    private const byte NeverUsed = 0xC1;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, QueueFaults> _queues = new(StringComparer.Ordinal);

    /// <summary>The queue has no room for anybody, however few messages it holds: sends wait for the end of it, time out or fail as for a full queue.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <returns>Ends it; who waits then gets room.</returns>
    /// <exception cref="MqConfigurationException">It is no name of a queue.</exception>
    public IDisposable Full(string queue) => Of(MqQueueName.Parse(queue)).HoldBack();

    /// <summary>
    /// Messages that are sent from now on arrive late, in the order of their times; on their way they take up room, but are not counted. When
    /// several delays hold at once, the longest does.
    /// </summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="delay">How late, by the clock of the node (<see cref="InProcessOptions.Clock"/>); more than zero.</param>
    /// <returns>Ends it for what is sent afterwards; what is on its way arrives at its time.</returns>
    /// <exception cref="MqConfigurationException">It is no name of a queue.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The delay is not more than zero, or longer than 49 days.</exception>
    public IDisposable Delay(string queue, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, TimeSpan.FromDays(49));
        return Of(MqQueueName.Parse(queue)).Delay(delay);
    }

    /// <summary>The next message that is received arrives damaged. Called several times, it is for as many messages.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="damage">What is wrong with it.</param>
    /// <exception cref="MqConfigurationException">It is no name of a queue.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is no damage.</exception>
    public void CorruptNext(string queue, InProcessDamage damage = InProcessDamage.Payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)damage, (uint)InProcessDamage.Envelope, nameof(damage));
        Of(MqQueueName.Parse(queue)).Corrupt(new(damage, static payload => payload[..Math.Min(1, payload.Length)].Fill(NeverUsed)));
    }

    /// <summary>The next message that is received arrives altered. Called several times, it is for as many messages.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="alter">Alters the payload.</param>
    /// <exception cref="MqConfigurationException">It is no name of a queue.</exception>
    public void CorruptNext(string queue, Action<Span<byte>> alter)
    {
        ArgumentNullException.ThrowIfNull(alter);
        Of(MqQueueName.Parse(queue)).Corrupt(new(InProcessDamage.Payload, alter));
    }

    /// <summary>
    /// Takes an open queue away, with its messages: who has it open gets <see cref="MqQueueRemovedException"/>, also on a host where removed queues
    /// keep working, and its name is free for a new one.
    /// </summary>
    /// <param name="queue">The name of the queue.</param>
    /// <returns>Whether there was one that is open.</returns>
    /// <exception cref="MqConfigurationException">It is no name of a queue.</exception>
    public bool Remove(string queue) => Of(MqQueueName.Parse(queue)).Remove();

    internal QueueFaults Of(MqQueueName queue)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(queue.Value, out QueueFaults? faults))
            {
                _queues.Add(queue.Value, faults = new());
            }

            return faults;
        }
    }
}
