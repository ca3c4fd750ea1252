using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>What the private queues of a channel are called: <c>orders.reply.0123456789abcdef</c>. The number is their id in envelopes.</summary>
internal static class PrivateQueueName
{
    /// <summary>So much of the channel's name that the whole is a name in the longest scope, too.</summary>
    private const int MaxChannelBytes = 190;

    /// <summary>An id that nobody else has; never 0.</summary>
    public static ulong NewId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return Math.Max(BinaryPrimitives.ReadUInt64LittleEndian(bytes), 1);
    }

    /// <param name="channel">The name of the channel's queue.</param>
    /// <param name="id">The id.</param>
    public static MqQueueName Of(MqQueueName channel, ulong id)
    {
        string start = channel.Value;
        int length = 0;
        foreach (Rune rune in start.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(start.AsSpan(0, length + rune.Utf16SequenceLength)) > MaxChannelBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return MqQueueName.Parse(string.Create(CultureInfo.InvariantCulture, $"{start.AsSpan(0, length)}.reply.{id:x16}"));
    }
}
