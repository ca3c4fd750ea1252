using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TypedMq.Transports;

namespace TypedMq.Chaos.Ledgers;

/// <summary>
/// What messages say: who sent them as which one of its messages, and words that follow from that, so that a byte of another message is found out.
/// </summary>
internal static class Payload
{
    /// <summary>The most messages that are claimed, or received, at once.</summary>
    public const int MostAtOnce = 4;

    public const int MostBytes = 200;

    public const uint Tag = 0xC4A05;

    private const int HeaderBytes = 16;

    public static ulong Id(int incarnation, int number) => (ulong)(uint)incarnation << 32 | (uint)number;

    public static int Incarnation(ulong message) => (int)(message >> 32);

    public static int Number(ulong message) => (int)(uint)message;

    public static string Describe(ulong message) => $"message {Incarnation(message)}:{Number(message)}";

    /// <summary>The envelope of a message. One with an optional field lies elsewhere in its slot.</summary>
    public static MqEnvelope Envelope(int incarnation, bool hasField) => hasField
        ? new() { Tag = Tag, Fields = MqEnvelopeFields.CorrelationId, CorrelationId = (ulong)(uint)incarnation }
        : new() { Tag = Tag };

    /// <summary>Writes a message.</summary>
    /// <returns>Its length in bytes.</returns>
    public static int Write(Span<byte> payload, ulong message, int priority)
    {
        ulong seed = Mix(message);
        int length = HeaderBytes + (int)(seed % ((MostBytes - HeaderBytes) / sizeof(ulong) + 1)) * sizeof(ulong);
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(payload[..length]);
        words[0] = message;
        words[1] = (ulong)(uint)priority << 32 | (uint)length;
        for (int i = 2; i < words.Length; i++)
        {
            words[i] = seed + (ulong)i;
        }

        return length;
    }

    /// <summary>Reads a message.</summary>
    /// <returns>What is wrong with it; null when it is whole.</returns>
    public static string? Check(in MqLease lease, out ulong message)
    {
        ReadOnlySpan<byte> payload = lease.Payload;
        message = payload.Length >= HeaderBytes ? BinaryPrimitives.ReadUInt64LittleEndian(payload) : 0;
        Span<byte> expected = stackalloc byte[MostBytes];
        int length = Write(expected, message, lease.Priority);
        if (!payload.SequenceEqual(expected[..length]))
        {
            return $"{Describe(message)} of priority {lease.Priority} has other bytes than were sent: {Convert.ToHexString(payload[..Math.Min(payload.Length, 64)])}";
        }

        MqEnvelope envelope = Envelope(Incarnation(message), lease.Fields != MqEnvelopeFields.None);
        return lease.Tag == envelope.Tag && lease.ReadEnvelope() == envelope ? null : $"{Describe(message)} has another envelope than was sent: {lease.ReadEnvelope()}";
    }

    // The finalizer of splitmix64.
    private static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}
