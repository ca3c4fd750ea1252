using System.Buffers.Binary;

namespace TypedMq.Transports;

/// <summary>The envelope as a compact prefix of the payload, for transports that carry nothing but bytes.</summary>
/// <remarks>
/// <code>
/// offset 0  u8   0xC1: the one byte that never starts a MessagePack value, so that a foreign payload is told apart
///        1  u8   version, 1
///        2  u16  the optional fields that follow (little endian, as everything here)
///        4  u32  tag
///        8  ...  the optional fields
/// </code>
/// </remarks>
public static class MqEnvelopePrefix
{
    /// <summary>The size of a prefix without optional fields, in bytes.</summary>
    public const int MinBytes = 8;

    /// <summary>The room that a queue keeps for the prefix of a message, in bytes: enough for every optional field, now and later.</summary>
    public const int ReservedBytes = 64;

    private const byte Magic = 0xC1;
    private const byte Version = 1;

    /// <summary>Writes the prefix of a message.</summary>
    /// <param name="destination">At least <see cref="ReservedBytes"/> bytes.</param>
    /// <param name="envelope">The envelope.</param>
    /// <returns>How many bytes the prefix takes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The envelope names a field that this version does not know.</exception>
    public static int Write(Span<byte> destination, in MqEnvelope envelope)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(
            destination,
            Magic | ((ulong)Version << 8) | ((ulong)envelope.Fields << 16) | ((ulong)envelope.Tag << 32));
        if (envelope.Fields == MqEnvelopeFields.None)
        {
            return MinBytes;
        }

        int size = envelope.FieldBytes;
        ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(envelope));
        envelope.WriteFields(destination[MinBytes..]);
        return MinBytes + size;
    }

    /// <summary>Reads the prefix of a message. Any bytes may be passed.</summary>
    /// <param name="message">The message as it came from the queue.</param>
    /// <param name="tag">The tag of the payload's contract.</param>
    /// <param name="fields">The optional fields, which lie between <see cref="MinBytes"/> and the payload.</param>
    /// <param name="problem">Why the bytes are not a TypedMq message; null when they are.</param>
    /// <returns>Where the payload starts, or -1 when the bytes are not a TypedMq message of a version that is known here.</returns>
    public static int Read(ReadOnlySpan<byte> message, out uint tag, out MqEnvelopeFields fields, out string? problem)
    {
        tag = 0;
        fields = MqEnvelopeFields.None;
        if (message.Length < MinBytes || message[0] != Magic)
        {
            problem = "the message has no TypedMq envelope; a channel shared with other programs needs Envelope = None";
            return -1;
        }

        if (message[1] != Version)
        {
            problem = $"the envelope has version {message[1]}, this library knows version {Version}; update the receiver first";
            return -1;
        }

        fields = (MqEnvelopeFields)BinaryPrimitives.ReadUInt16LittleEndian(message[2..]);
        tag = BinaryPrimitives.ReadUInt32LittleEndian(message[4..]);
        int size = MqEnvelope.SizeOf(fields);
        if (size < 0)
        {
            problem = $"the envelope has fields that this library does not know (0x{(ushort)fields:x4}); update the receiver first";
            return -1;
        }

        if (MinBytes + size > message.Length)
        {
            problem = "the envelope is cut off";
            return -1;
        }

        problem = null;
        return MinBytes + size;
    }
}
