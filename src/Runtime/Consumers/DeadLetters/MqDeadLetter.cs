using System.Diagnostics.CodeAnalysis;
using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>
/// A message that could not be handled, as it lies in the queue <c>&lt;name&gt;.dead</c>: why, and the message whole. It is a MessagePack array that programs in
/// any language can read; docs/wire-format.md lists its elements.
/// </summary>
public sealed class MqDeadLetter
{
    /// <summary>The name of the queue that the message came from.</summary>
    public required string Queue { get; init; }

    /// <summary>Why it is here, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The type of the exception that its handler threw last; null when none did.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>The message of that exception, of which a very long one is cut.</summary>
    public string? ExceptionMessage { get; init; }

    /// <summary>How often it was tried, over all of its deliveries; 0 when it could not even be decoded.</summary>
    public int Attempts { get; init; }

    /// <summary>The priority with which it was sent.</summary>
    public int Priority { get; init; }

    /// <summary>When it was given up (UTC).</summary>
    public DateTimeOffset DeadLetteredAt { get; init; }

    /// <summary>The envelope with which it was sent: tag, correlation, trace, time; empty when its channel has none (<see cref="MqEnvelopeMode.None"/>).</summary>
    public MqEnvelope Envelope { get; init; }

    /// <summary>The message itself, byte for byte.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Whether its channel has an envelope.</summary>
    internal bool HasEnvelope { get; init; } = true;

    /// <summary>The contracts of its channel, where that is known.</summary>
    internal IReadOnlyList<MqMessageType> Contracts { get; init; } = [];

    /// <summary>When the message was sent (UTC, by the sender's clock); null when the sender did not say so.</summary>
    public DateTimeOffset? SentAt => MqEnvelopeValues.SentAt(Envelope);

    /// <summary>What relates a reply to its request; null when the sender set none.</summary>
    public ulong? CorrelationId => MqEnvelopeValues.CorrelationId(Envelope);

    /// <summary>The trace that the sender was part of; null when the sender set none.</summary>
    public MqTraceContext? TraceContext => MqEnvelopeValues.TraceContext(Envelope);

    /// <summary>Decodes the message, each time anew, where the dead letters were opened for its channel (<see cref="MqNode.OpenDeadLetters{TChannel}"/>).</summary>
    /// <typeparam name="T">A contract that the channel carries.</typeparam>
    /// <param name="message">The message.</param>
    /// <returns>False when the message is of another contract, or <typeparamref name="T"/> is none of the channel's.</returns>
    /// <exception cref="MqDecodeException">It is said to be the contract, and is not: perhaps that is why it is here.</exception>
    public bool TryRead<T>([MaybeNullWhen(false)] out T message)
    {
        foreach (MqMessageType contract in Contracts)
        {
            // Without an envelope there is no tag, and one contract.
            bool isMeant = contract.Tag == Envelope.Tag || (Envelope.Tag == 0 && Contracts.Count == 1);
            if (isMeant && contract is IMqMessageReader<T> reader)
            {
                message = reader.Read(Payload.Span);
                return true;
            }
        }

        message = default;
        return false;
    }
}
