namespace TypedMq.Transports;

/// <summary>What survives what.</summary>
public enum MqSurvival
{
    /// <summary>Messages are gone with the process.</summary>
    Nothing,

    /// <summary>Messages stay while no process is attached, and are gone with a reboot of the host.</summary>
    Process,
}

/// <summary>What a transport can do. A channel that asks for more is refused when it is opened.</summary>
public sealed record MqCapabilities
{
    /// <summary>The highest priority; 0 when there is only one.</summary>
    public required int MaxPriority { get; init; }

    /// <summary>Whether a message stays with the queue until it is completed, and comes again when it is abandoned.</summary>
    public required bool AtLeastOnce { get; init; }

    /// <summary>Whether a waiting asynchronous receiver or sender costs no thread.</summary>
    public required bool AsyncWithoutThread { get; init; }

    /// <summary>Whether programs in other languages can use the same queue without this library.</summary>
    public required bool ForeignPeers { get; init; }

    /// <summary>Whether a removed queue keeps working for those who have it open.</summary>
    public required bool RemovedKeepsWorking { get; init; }

    /// <summary>What messages survive.</summary>
    public required MqSurvival Survives { get; init; }

    /// <summary>How long a blocking call spins before it sleeps, unless the channel says otherwise; zero where every look costs a system call.</summary>
    public TimeSpan SpinTime { get; init; }
}
