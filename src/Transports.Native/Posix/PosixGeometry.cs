namespace TypedMq.Transports.Posix;

/// <summary>How many messages of which size, as the kernel counts: the size includes the envelope.</summary>
/// <param name="Capacity">mq_maxmsg.</param>
/// <param name="MessageSize">mq_msgsize, in bytes.</param>
internal readonly record struct PosixGeometry(long Capacity, long MessageSize)
{
    /// <summary>The bytes that the kernel charges for one place in a queue besides its message (<c>getrlimit(2)</c>, RLIMIT_MSGQUEUE).</summary>
    public const int BytesPerPlace = 96;

    /// <summary>What the kernel charges to RLIMIT_MSGQUEUE for such a queue, in bytes.</summary>
    public Int128 Bytes => (Int128)Capacity * (MessageSize + BytesPerPlace);

    /// <summary>The part of a message that the envelope takes at most, in bytes.</summary>
    public static int ReservedBytes(MqEnvelopeMode envelope) => envelope == MqEnvelopeMode.Standard ? MqEnvelopePrefix.ReservedBytes : 0;

    /// <summary>What a queue is created with: what was asked for, else what the contracts need, else what the host has as default.</summary>
    public static PosixGeometry ForCreation(MqQueueOptions options)
    {
        long reserved = ReservedBytes(options.Envelope);
        long size = options switch
        {
            { MaxMessageBytes: { } asked } => asked + reserved,

            // The contracts' worst case is a wish, not a demand: what is really too large is refused when it is sent.
            { ContractBytes: { } contract } => Math.Min(Math.Max(contract, 1) + reserved, PosixLimits.LargestMessageSize ?? long.MaxValue),
            _ => PosixLimits.DefaultMessageSize,
        };
        return new(options.Capacity ?? PosixLimits.DefaultMessages, Math.Max(size, reserved + 1));
    }
}
