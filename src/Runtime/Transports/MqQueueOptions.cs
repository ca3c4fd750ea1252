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

    /// <summary>Checks what holds for every transport.</summary>
    /// <exception cref="MqConfigurationException">A value is out of range, or the mode has bits that no queue has.</exception>
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

        if (Mode is { } mode && (mode & ~ReadWriteBits) != 0)
        {
            throw new MqConfigurationException($"Channels:{Name}:Mode", "0" + Convert.ToString((int)mode, 8), "A queue is read and written, never executed: use only the bits of 0666.");
        }
    }

    private const UnixFileMode ReadWriteBits =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static string Invariant(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
