using System.Buffers.Binary;
using System.Diagnostics;

namespace TypedMq.Transports;

/// <summary>Which optional fields an envelope carries.</summary>
[Flags]
public enum MqEnvelopeFields : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="MqEnvelope.CorrelationId"/>.</summary>
    CorrelationId = 1,

    /// <summary><see cref="MqEnvelope.TraceContext"/>.</summary>
    TraceContext = 2,

    /// <summary><see cref="MqEnvelope.SentAt"/>.</summary>
    SentAt = 4,

    /// <summary><see cref="MqEnvelope.TimeToLive"/>.</summary>
    TimeToLive = 8,

    /// <summary><see cref="MqEnvelope.ReplyTo"/>.</summary>
    ReplyTo = 16,
}

/// <summary>The W3C trace context of a message: trace id, parent span id and flags (<see href="https://www.w3.org/TR/trace-context/"/>).</summary>
/// <param name="TraceIdHigh">The first eight bytes of the trace id.</param>
/// <param name="TraceIdLow">The last eight bytes of the trace id.</param>
/// <param name="SpanId">The span id of the sender.</param>
/// <param name="Flags">The trace flags; 1 means sampled.</param>
public readonly record struct MqTraceContext(ulong TraceIdHigh, ulong TraceIdLow, ulong SpanId, byte Flags)
{
    /// <summary>The same place in a trace as .NET has it: the parent of what is done for the message.</summary>
    /// <returns>The context, of another process; default when it names no span.</returns>
    public ActivityContext ToActivityContext() => Diagnostics.TraceContext.Of(this);
}

/// <summary>What travels with a payload: its contract's tag and, only when used, a few optional fields.</summary>
/// <remarks>
/// The tag and the set of optional fields have a place of their own in each transport (a slot's header, or the prefix of
/// <see cref="MqEnvelopePrefix"/>); the optional fields themselves form a block that is the same everywhere: in the order of
/// <see cref="MqEnvelopeFields"/>, little endian, without padding.
/// </remarks>
public readonly record struct MqEnvelope
{
    /// <summary>The longest block of optional fields, in bytes.</summary>
    public const int MaxFieldBytes = 8 + 25 + 8 + 4 + 8;

    private const MqEnvelopeFields KnownFields =
        MqEnvelopeFields.CorrelationId | MqEnvelopeFields.TraceContext | MqEnvelopeFields.SentAt | MqEnvelopeFields.TimeToLive |
        MqEnvelopeFields.ReplyTo;

    /// <summary>Which contract the payload is: a hash of the contract's tag. 0 when it is not known.</summary>
    public uint Tag { get; init; }

    /// <summary>Which optional fields are set.</summary>
    public MqEnvelopeFields Fields { get; init; }

    /// <summary>Relates a reply to its request.</summary>
    public ulong CorrelationId { get; init; }

    /// <summary>The trace that the sender was part of.</summary>
    public MqTraceContext TraceContext { get; init; }

    /// <summary>When it was sent, as ticks of UTC (<see cref="DateTime.Ticks"/>).</summary>
    public long SentAt { get; init; }

    /// <summary>How long after <see cref="SentAt"/> it is of use, in milliseconds.</summary>
    public uint TimeToLive { get; init; }

    /// <summary>The private queue that takes the reply: the id in its name.</summary>
    public ulong ReplyTo { get; init; }

    /// <summary>The size of the block of optional fields, in bytes: 0 when there are none.</summary>
    public int FieldBytes => Fields == MqEnvelopeFields.None ? 0 : SizeOf(Fields);

    /// <summary>The size of the block that a set of optional fields takes.</summary>
    /// <param name="fields">The set.</param>
    /// <returns>The size in bytes, or -1 when the set names a field that this version does not know.</returns>
    public static int SizeOf(MqEnvelopeFields fields) => (fields & ~KnownFields) != 0
        ? -1
        : ((fields & MqEnvelopeFields.CorrelationId) != 0 ? 8 : 0) +
          ((fields & MqEnvelopeFields.TraceContext) != 0 ? 25 : 0) +
          ((fields & MqEnvelopeFields.SentAt) != 0 ? 8 : 0) +
          ((fields & MqEnvelopeFields.TimeToLive) != 0 ? 4 : 0) +
          ((fields & MqEnvelopeFields.ReplyTo) != 0 ? 8 : 0);

    /// <summary>Writes the block of optional fields.</summary>
    /// <param name="destination">At least <see cref="FieldBytes"/> bytes.</param>
    public void WriteFields(Span<byte> destination)
    {
        if ((Fields & MqEnvelopeFields.CorrelationId) != 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, CorrelationId);
            destination = destination[8..];
        }

        if ((Fields & MqEnvelopeFields.TraceContext) != 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, TraceContext.TraceIdHigh);
            BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], TraceContext.TraceIdLow);
            BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], TraceContext.SpanId);
            destination[24] = TraceContext.Flags;
            destination = destination[25..];
        }

        if ((Fields & MqEnvelopeFields.SentAt) != 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(destination, SentAt);
            destination = destination[8..];
        }

        if ((Fields & MqEnvelopeFields.TimeToLive) != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination, TimeToLive);
            destination = destination[4..];
        }

        if ((Fields & MqEnvelopeFields.ReplyTo) != 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, ReplyTo);
        }
    }

    /// <summary>Reads an envelope back.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="fields">Which optional fields the block holds: only fields for which <see cref="SizeOf"/> is not -1.</param>
    /// <param name="block">The block: at least <see cref="SizeOf"/> bytes.</param>
    /// <returns>The envelope.</returns>
    public static MqEnvelope Read(uint tag, MqEnvelopeFields fields, ReadOnlySpan<byte> block)
    {
        ulong correlationId = 0;
        MqTraceContext trace = default;
        long sentAt = 0;
        uint timeToLive = 0;
        ulong replyTo = 0;

        if ((fields & MqEnvelopeFields.CorrelationId) != 0)
        {
            correlationId = BinaryPrimitives.ReadUInt64LittleEndian(block);
            block = block[8..];
        }

        if ((fields & MqEnvelopeFields.TraceContext) != 0)
        {
            trace = new(
                BinaryPrimitives.ReadUInt64LittleEndian(block),
                BinaryPrimitives.ReadUInt64LittleEndian(block[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(block[16..]),
                block[24]);
            block = block[25..];
        }

        if ((fields & MqEnvelopeFields.SentAt) != 0)
        {
            sentAt = BinaryPrimitives.ReadInt64LittleEndian(block);
            block = block[8..];
        }

        if ((fields & MqEnvelopeFields.TimeToLive) != 0)
        {
            timeToLive = BinaryPrimitives.ReadUInt32LittleEndian(block);
            block = block[4..];
        }

        if ((fields & MqEnvelopeFields.ReplyTo) != 0)
        {
            replyTo = BinaryPrimitives.ReadUInt64LittleEndian(block);
        }

        return new() { Tag = tag, Fields = fields, CorrelationId = correlationId, TraceContext = trace, SentAt = sentAt, TimeToLive = timeToLive, ReplyTo = replyTo };
    }
}
