using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>
/// A received message that is settled by hand: completed when it is handled, abandoned to come again, or put into the dead-letter queue. Once: what is settled
/// twice is an <see cref="InvalidOperationException"/>. Dispose it: one that is not settled by then is abandoned.
/// </summary>
/// <remarks>
/// It is a value over something pooled: copies of it are the same delivery, and none of them can do anything once it is settled. The message itself stays
/// usable. Settling is safe from any thread. Only channels that deliver at least once have deliveries.
/// </remarks>
/// <typeparam name="T">The contract.</typeparam>
public readonly struct MqDelivery<T> : IDisposable, IEquatable<MqDelivery<T>>
{
    private readonly DeliveryToken? _token;
    private readonly long _version;

    internal MqDelivery(T value, DeliveryToken token, scoped in MqLease lease)
    {
        Value = value;
        Priority = lease.Priority;
        DeliveryCount = lease.DeliveryCount;
        _token = token;
        _version = token.Hold(in lease);
    }

    /// <summary>The message.</summary>
    public T Value { get; }

    /// <summary>The priority of the message.</summary>
    public int Priority { get; }

    /// <summary>How often the message was delivered, this time included: 1 or more.</summary>
    public int DeliveryCount { get; }

    /// <summary>Whether the message was delivered before, and not completed: what is done with it may have been done already.</summary>
    public bool Redelivered => DeliveryCount > 1;

    /// <summary>Whether it is settled.</summary>
    public bool IsSettled => _token is null || !_token.IsHeld(_version);

    /// <summary>The envelope with the fields that the sender set. Read it before the delivery is settled.</summary>
    /// <exception cref="InvalidOperationException">It is settled.</exception>
    public MqEnvelope Envelope => Token.Envelope(_version);

    /// <summary>When the message was sent (UTC, by the sender's clock); null when the sender did not say so. Read it before the delivery is settled.</summary>
    /// <exception cref="InvalidOperationException">It is settled.</exception>
    public DateTimeOffset? SentAt => MqEnvelopeValues.SentAt(Envelope);

    /// <summary>What relates a reply to its request; null when the sender set none. Read it before the delivery is settled.</summary>
    /// <exception cref="InvalidOperationException">It is settled.</exception>
    public ulong? CorrelationId => MqEnvelopeValues.CorrelationId(Envelope);

    /// <summary>The trace that the sender was part of; null when the sender set none. Read it before the delivery is settled.</summary>
    /// <exception cref="InvalidOperationException">It is settled.</exception>
    public MqTraceContext? TraceContext => MqEnvelopeValues.TraceContext(Envelope);

    private DeliveryToken Token => _token ?? throw new InvalidOperationException("This MqDelivery is default: no message was received into it.");

    /// <summary>Whether two are the same delivery.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are.</returns>
    public static bool operator ==(MqDelivery<T> left, MqDelivery<T> right) => left.Equals(right);

    /// <summary>Whether two are different deliveries.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are.</returns>
    public static bool operator !=(MqDelivery<T> left, MqDelivery<T> right) => !left.Equals(right);

    /// <summary>The message was handled, and is gone.</summary>
    /// <exception cref="InvalidOperationException">It is settled already.</exception>
    public void Complete() => Token.Complete(_version);

    /// <summary>The message was not handled: it goes back to its place, and comes again.</summary>
    /// <exception cref="InvalidOperationException">It is settled already.</exception>
    public void Abandon() => Token.Abandon(_version);

    /// <summary>Nobody can handle the message: it goes to the queue <c>&lt;name&gt;.dead</c> (<see cref="MqDeadLetterQueue"/>), which is made when it is first needed.</summary>
    /// <param name="reason">Why, for people. It must not quote the message.</param>
    /// <returns>Completes when the message is there.</returns>
    /// <exception cref="InvalidOperationException">It is settled already.</exception>
    /// <exception cref="MqQueueFullException">The dead-letter queue is full; the message is abandoned.</exception>
    /// <exception cref="MqException">The dead-letter queue cannot be used; the message is abandoned.</exception>
    public ValueTask DeadLetterAsync(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Token.DeadLetter(_version, reason, DeliveryCount);
        return ValueTask.CompletedTask;
    }

    /// <summary>Abandons the message unless it is settled.</summary>
    public void Dispose() => _token?.Dispose(_version);

    /// <inheritdoc/>
    public bool Equals(MqDelivery<T> other) => _token == other._token && _version == other._version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MqDelivery<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_token, _version);
}
