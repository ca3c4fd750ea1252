using System.Collections.Concurrent;
using TypedMq.Consumers;

namespace TypedMq.Channels;

/// <summary>What deliveries and consumers need of a channel.</summary>
public sealed partial class MqChannelCore
{
    private readonly ConcurrentQueue<DeliveryToken> _tokens = new();
    private DeadLetterWriter? _deadLetters;
    private volatile bool _isClosed;

    /// <summary>Where messages go that nobody can handle. Made when it is first asked for; its queue when it is first used.</summary>
    /// <exception cref="MqConfigurationException">The name of the queue leaves no room for that of its dead-letter queue.</exception>
    internal DeadLetterWriter DeadLetters => Volatile.Read(ref _deadLetters) ?? MakeDeadLetters();

    /// <summary>A token for a delivery: no more are made than there are deliveries at a time.</summary>
    internal DeliveryToken RentToken() => _tokens.TryDequeue(out DeliveryToken? token) ? token : new(this);

    internal void Return(DeliveryToken token) => _tokens.Enqueue(token);

    internal void Close()
    {
        _isClosed = true;
        Volatile.Read(ref _deadLetters)?.Close();
        _node.Close(Queue);
        _caller?.Dispose();
    }

    private DeadLetterWriter MakeDeadLetters()
    {
        DeadLetterWriter made = new(_node, this);
        made = Interlocked.CompareExchange(ref _deadLetters, made, null) ?? made;
        if (_isClosed)
        {
            made.Close();
        }

        return made;
    }
}
