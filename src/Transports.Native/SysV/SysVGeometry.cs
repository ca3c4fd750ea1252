using System.Runtime.Versioning;

namespace TypedMq.Transports.SysV;

/// <summary>How many messages of which size a queue is made for. The kernel counts their bytes, so smaller messages leave room for more.</summary>
/// <param name="Capacity">How many messages of full size.</param>
/// <param name="MessageSize">The largest message, with the envelope, in bytes.</param>
[SupportedOSPlatform("linux")]
internal readonly record struct SysVGeometry(long Capacity, long MessageSize)
{
    /// <summary>The smallest payload of a queue for which no size is asked, in bytes.</summary>
    private const int SmallestDefaultPayload = 256;

    /// <summary>msg_qbytes.</summary>
    public Int128 Bytes => (Int128)Capacity * MessageSize;

    /// <summary>The part of a message that the envelope takes at most, in bytes.</summary>
    public static int ReservedBytes(MqEnvelopeMode envelope) => envelope == MqEnvelopeMode.Standard ? MqEnvelopePrefix.ReservedBytes : 0;

    /// <summary>
    /// What a queue is created with: what was asked for; else the size that the contracts need, or the largest that so many messages can have; and as
    /// many messages as the kernel gives a queue without being asked.
    /// </summary>
    public static SysVGeometry ForCreation(MqQueueOptions options, SysVLimits limits)
    {
        long reserved = ReservedBytes(options.Envelope);
        long largest = Math.Max(Math.Min(limits.MaxMessageBytes, limits.MaxQueueBytes), reserved + 1);
        long size = options switch
        {
            { MaxMessageBytes: { } asked } => asked + reserved,

            // The contracts' worst case is a wish, not a demand: what is really too large is refused when it is sent.
            { ContractBytes: { } contract } => Math.Min(Math.Max(contract, 1) + reserved, largest),
            { Capacity: { } capacity } => Math.Min(Math.Max(limits.MaxQueueBytes / capacity, reserved + SmallestDefaultPayload), largest),
            _ => largest,
        };
        return new(options.Capacity ?? Math.Max(limits.MaxQueueBytes / size, 1), size);
    }

    /// <summary>What a queue that somebody else made is taken for.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="queueBytes">Its msg_qbytes.</param>
    /// <param name="limits">The limits.</param>
    public static SysVGeometry ForExisting(MqQueueOptions options, ulong queueBytes, SysVLimits limits)
    {
        long bytes = (long)Math.Min(queueBytes, int.MaxValue);
        long largest = Math.Min(limits.MaxMessageBytes, bytes);
        long size = options.MaxMessageBytes is { } asked ? Math.Min((long)asked + ReservedBytes(options.Envelope), largest) : largest;
        return new(bytes / Math.Max(size, 1), size);
    }
}
