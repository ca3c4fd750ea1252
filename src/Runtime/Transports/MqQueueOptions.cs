namespace TypedMq.Transports;

/// <summary>What a handle may do.</summary>
[Flags]
public enum MqAccess
{
    /// <summary>Receive.</summary>
    Receive = 1,

    /// <summary>Send.</summary>
    Send = 2,

    /// <summary>Both.</summary>
    Both = Receive | Send,
}

/// <summary>How to open one queue: the channel's settings, resolved and checked, as a transport sees them.</summary>
public sealed record MqQueueOptions
{
    /// <summary>The name of the queue within the transport's scope.</summary>
    public required MqQueueName Name { get; init; }

    /// <summary>What the handle may do.</summary>
    public MqAccess Access { get; init; } = MqAccess.Both;

    /// <summary>Whether the queue may be created.</summary>
    public MqOpenMode OpenMode { get; init; } = MqOpenMode.OpenOrCreate;

    /// <summary>How many messages the queue holds at least; null leaves it to the transport.</summary>
    public int? Capacity { get; init; }

    /// <summary>The largest payload in bytes that the queue takes at least; null leaves it to the transport and to <see cref="ContractBytes"/>.</summary>
    public int? MaxMessageBytes { get; init; }

    /// <summary>
    /// What a created queue should take when <see cref="MaxMessageBytes"/> is not set: the worst case of the contracts, with
    /// room for keys that are added later; null when the contracts have no bound.
    /// </summary>
    public int? ContractBytes { get; init; }

    /// <summary>The permission bits of a queue that is created, before the umask; null means 0600, or 0660 in the scope of a group.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>How the envelope travels.</summary>
    public MqEnvelopeMode Envelope { get; init; }

    /// <summary>When a message counts as received.</summary>
    public MqDelivery Delivery { get; init; }

    /// <summary>Who uses the queue.</summary>
    public MqTopology Topology { get; init; }

    /// <summary>
    /// How many different priorities a created queue can hold at a time: 1 to 64; null leaves it to the transport. It binds only transports whose
    /// <see cref="MqCapabilities.DistinctPriorities"/> are limited: one more priority is an <see cref="MqLimitException"/> for who sends it.
    /// </summary>
    public int? MaxPriorities { get; init; }

    /// <summary>
    /// How many messages of the capacity are kept for messages of at least <see cref="ReservedForPriority"/>: 0 or more, and fewer than the capacity.
    /// Set both or neither.
    /// </summary>
    public int? ReservedSlots { get; init; }

    /// <summary>The lowest priority whose messages may take the last <see cref="ReservedSlots"/>: 0 or more.</summary>
    public int? ReservedForPriority { get; init; }

    /// <summary>
    /// Whether the queue is this handle's own: it is created (<see cref="OpenMode"/> does not count), deleted when the handle is disposed, and, should this process
    /// die, when somebody sweeps (<see cref="MqTransport.SweepPrivate"/>). Others send to it, or receive from it, until then.
    /// </summary>
    public bool Private { get; init; }

    /// <summary>
    /// What is compared with the contracts of others who use the queue (<see cref="MqManifest.Merge"/>), and kept with it; null skips that. Removing the queue removes
    /// what is kept.
    /// </summary>
    public string? Manifest { get; init; }

    /// <summary>Checks what holds for every transport.</summary>
    /// <exception cref="MqConfigurationException">A value is out of range, two do not go together, or the mode has bits that no queue has.</exception>
    public void Validate()
    {
        if (Capacity is <= 0)
        {
            throw new MqConfigurationException($"Channels:{Name}:Capacity", Invariant(Capacity.Value), "A queue holds at least one message: set it to 1 or more, or leave it unset.");
        }

        if (MaxMessageBytes is <= 0)
        {
            throw new MqConfigurationException($"Channels:{Name}:MaxMessageBytes", Invariant(MaxMessageBytes.Value), "A queue takes at least one byte: set it to 1 or more, or leave it unset.");
        }

        if (!Enum.IsDefined(Topology))
        {
            throw new MqConfigurationException($"Channels:{Name}:Topology", Topology.ToString(), $"It is one of: {string.Join(", ", Enum.GetNames<MqTopology>())}.");
        }

        if (MaxPriorities is < 1 or > MaxMaxPriorities)
        {
            throw new MqConfigurationException($"Channels:{Name}:MaxPriorities", Invariant(MaxPriorities.Value), $"It is 1 to {MaxMaxPriorities}: how many different priorities are in use, not the highest of them.");
        }

        ValidateReservation();
        if (Mode is { } mode && (mode & ~ReadWriteBits) != 0)
        {
            throw new MqConfigurationException($"Channels:{Name}:Mode", "0" + Convert.ToString((int)mode, 8), "A queue is read and written, never executed: use only the bits of 0666.");
        }
    }

    private void ValidateReservation()
    {
        if (ReservedSlots is < 0)
        {
            throw new MqConfigurationException($"Channels:{Name}:ReservedSlots", Invariant(ReservedSlots.Value), "It is 0 or more, and less than the capacity.");
        }

        if (ReservedForPriority is < 0)
        {
            throw new MqConfigurationException($"Channels:{Name}:ReservedForPriority", Invariant(ReservedForPriority.Value), "A priority is 0 or more.");
        }

        if (ReservedSlots is null != ReservedForPriority is null)
        {
            throw new MqConfigurationException(
                $"Channels:{Name}:{(ReservedSlots is null ? nameof(ReservedSlots) : nameof(ReservedForPriority))}",
                null,
                "ReservedSlots says how many, ReservedForPriority for whom: set both, or neither.");
        }

        if (ReservedSlots >= Capacity)
        {
            throw new MqConfigurationException($"Channels:{Name}:ReservedSlots", Invariant(ReservedSlots.Value), $"Some slots must be left for all messages, and Capacity is {Invariant(Capacity.Value)}: reserve fewer, or raise it.");
        }
    }

    private const int MaxMaxPriorities = 64;

    private const UnixFileMode ReadWriteBits =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static string Invariant(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
