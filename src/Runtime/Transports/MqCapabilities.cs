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

    /// <summary>
    /// Whether a queue is full when its bytes are used up, so that <see cref="MqQueue.Capacity"/> is what it holds at least: messages that are
    /// smaller than the largest leave room for more.
    /// </summary>
    public bool CountsBytes { get; init; }

    /// <summary>Whether a program can be told that a queue is not empty any more (<see cref="MqQueue.Notify"/>).</summary>
    public bool Notifications { get; init; }

    /// <summary>Whether a receiver can choose by priority (<see cref="MqQueue.TryReceive(MqSelection, out MqLease)"/>).</summary>
    public bool SelectiveReceive { get; init; }

    /// <summary>Whether a message can be looked at and stay (<see cref="MqQueue.TryPeek"/>). The kernel underneath may still refuse it.</summary>
    public bool Peek { get; init; }

    /// <summary>
    /// How many different priorities a queue can hold at a time at most; <see cref="int.MaxValue"/>, the default, when that has no limit of its own. A
    /// queue's own limit is <see cref="MqQueueOptions.MaxPriorities"/>.
    /// </summary>
    public int DistinctPriorities { get; init; } = int.MaxValue;

    /// <summary>Whether the oldest message can be discarded to make room (<see cref="MqQueue.TryDiscardOldest"/>, <see cref="MqFullMode.DropOldest"/>).</summary>
    public bool DropOldest { get; init; }

    /// <summary>Whether a part of the capacity can be kept for messages of high priority (<see cref="MqQueueOptions.ReservedSlots"/>).</summary>
    public bool ReservedSlots { get; init; }

    /// <summary>Whether a queue can be for one sender and one receiver only (<see cref="MqTopology.OneToOne"/>).</summary>
    public bool OneToOne { get; init; }

    /// <summary>What messages survive.</summary>
    public required MqSurvival Survives { get; init; }

    /// <summary>How long a blocking call spins before it sleeps, unless the channel says otherwise; zero where every look costs a system call.</summary>
    public TimeSpan SpinTime { get; init; }
}
