using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq.Consumers;

/// <summary>
/// A dead letter on the wire: a MessagePack array of [queue, reason, exception type or nil, exception message or nil, attempts, priority, dead-lettered at, tag,
/// envelope fields, their block or nil, payload].
/// </summary>
/// <remarks>What is added later comes behind: readers skip what they do not know. The block is nil where the channel has no envelope.</remarks>
internal static class DeadLetterFormat
{
    /// <summary>The tag of dead letters: FNV-1a of <c>typedmq.dead-letter</c>.</summary>
    public const uint Tag = 0xba503a52;

    /// <summary>How much longer a dead letter is than its payload at most, in bytes.</summary>
    public const int Overhead = 2048;

    private const int Elements = 11;
    private const int MaxReason = 160;
    private const int MaxType = 120;
    private const int MaxMessage = 240;

    /// <summary>Writes a dead letter. Where there is no room for all of it, the words become fewer; the payload is whole.</summary>
    /// <returns>The length in bytes; more than the buffer has where even the payload with the least beside it does not fit: then nothing usable was written.</returns>
    public static long Write(Span<byte> buffer, string queue, in MqLease lease, bool hasEnvelope, in DeadLetterCause cause, DateTimeOffset now)
    {
        long length = Write(buffer, queue, in lease, hasEnvelope, in cause, now, isBrief: false);
        return length <= buffer.Length ? length : Write(buffer, queue, in lease, hasEnvelope, in cause, now, isBrief: true);
    }

    /// <summary>Reads a dead letter.</summary>
    /// <param name="bytes">The dead letter.</param>
    /// <param name="contracts">The contracts of its channel, where that is known.</param>
    /// <exception cref="MqDecodeException">It is none.</exception>
    public static MqDeadLetter Read(ReadOnlySpan<byte> bytes, IReadOnlyList<MqMessageType> contracts)
    {
        MqReader reader = new(bytes);
        reader.At("MqDeadLetter"u8);
        int elements = reader.ReadArrayHeader();
        if (elements < Elements)
        {
            throw reader.Error($"{elements} elements were found where {Elements} or more belong", 0);
        }

        string queue = reader.ReadString();
        string reason = reader.ReadString();
        string? type = reader.TryReadNil() ? null : reader.ReadString();
        string? message = reader.TryReadNil() ? null : reader.ReadString();
        int attempts = reader.ReadInt32();
        int priority = reader.ReadInt32();
        DateTime at = reader.ReadDateTime();
        uint tag = reader.ReadUInt32();
        MqEnvelopeFields fields = (MqEnvelopeFields)reader.ReadUInt16();
        int start = reader.Position;
        bool hasEnvelope = !reader.TryReadNil();
        ReadOnlySpan<byte> block = hasEnvelope ? reader.ReadBinarySpan() : default;
        if (MqEnvelope.SizeOf(fields) != block.Length)
        {
            throw reader.Error("the fields of the envelope do not have the length that they should", start);
        }

        byte[] payload = reader.ReadBinary();
        for (int i = Elements; i < elements; i++)
        {
            reader.Skip();
        }

        reader.End();
        return new()
        {
            Queue = queue,
            Reason = reason,
            ExceptionType = type,
            ExceptionMessage = message,
            Attempts = attempts,
            Priority = priority,
            DeadLetteredAt = at,
            Envelope = MqEnvelope.Read(tag, fields, block),
            HasEnvelope = hasEnvelope,
            Contracts = contracts,
            Payload = payload,
        };
    }

    private static long Write(Span<byte> buffer, string queue, in MqLease lease, bool hasEnvelope, in DeadLetterCause cause, DateTimeOffset now, bool isBrief)
    {
        MqEnvelope envelope = lease.ReadEnvelope();
        Span<byte> block = stackalloc byte[MqEnvelope.MaxFieldBytes];
        envelope.WriteFields(block);

        MqWriter writer = new(buffer);
        writer.WriteArrayHeader(Elements);
        writer.WriteString(queue);
        WriteText(ref writer, isBrief ? "" : cause.Reason, MaxReason);
        WriteText(ref writer, isBrief ? null : cause.Error?.GetType().ToString(), MaxType);
        WriteText(ref writer, isBrief ? null : cause.Error?.Message, MaxMessage);
        writer.WriteInt32(cause.Attempts);
        writer.WriteInt32(lease.Priority);
        writer.WriteDateTime(now.UtcDateTime);
        writer.WriteUInt32(envelope.Tag);
        writer.WriteUInt16((ushort)envelope.Fields);
        if (hasEnvelope)
        {
            writer.WriteBinary(block[..envelope.FieldBytes]);
        }
        else
        {
            writer.WriteNil();
        }

        writer.WriteBinary(lease.Payload);
        return writer.Length;
    }

    private static void WriteText(scoped ref MqWriter writer, string? text, int longest)
    {
        if (text is null)
        {
            writer.WriteNil();
            return;
        }

        int length = Math.Min(text.Length, longest);
        length -= length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? 1 : 0;
        writer.WriteString(text.AsSpan(0, length));
    }
}

/// <summary>Why a message is given up.</summary>
/// <param name="Reason">For people.</param>
/// <param name="Error">What was thrown last; null when nothing was.</param>
/// <param name="Attempts">How often it was tried.</param>
internal readonly record struct DeadLetterCause(string Reason, Exception? Error, int Attempts);
