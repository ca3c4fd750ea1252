using System.Diagnostics;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// The moments at which it makes a difference that a process dies, or that others come in between: after each of its effects on what is shared, and between
/// what it has seen and what it does about it.
/// </summary>
internal enum FaultPoint
{
    SlotSeen,
    TailSeen,
    HeadSeen,
    LaneSeen,
    OrphansSeen,
    LabelSeen,
    Reserved,
    Described,
    LengthWritten,
    LaneLabelled,
    LaneUsed,
    CommitReady,
    CommitEntry,
    CommitTail,
    CommitHelped,
    Aborted,
    Claimed,
    HeadAdvanced,
    HeadHelped,
    Released,
    OrphanMade,
    OrphanRaised,
    OrphanClaimed,
    OrphanCounted,
    OrphansScanned,
    Attached,
    Detached,
    RecoveredWriting,
    RecoveredReady,
    RecoveredUnsent,
    RecoveryHelpedHead,
    RecoveredReading,
    RecoveryRaised,
    RecoveryRang,
    RecoveryEnded,
    OneToOnePublished,
    OneToOneBegun,
    OneToOneReleased,
    OneToOneReceiverMarked,
}

/// <summary>
/// Where tests let a process die. The calls are compiled only into a build of this code with the symbol FASTMQ_FAULTS, which the tests make; in
/// the library there are none.
/// </summary>
internal static class FaultPoints
{
    [ThreadStatic]
    private static Action<FaultPoint>? _handler;

    /// <summary>What happens at a point, on this thread; it may throw, which is death: nothing is cleaned up behind it.</summary>
    public static Action<FaultPoint>? Handler
    {
        get => _handler;
        set => _handler = value;
    }

    /// <summary>The code has passed a point.</summary>
    [Conditional("FASTMQ_FAULTS")]
    public static void Reach(FaultPoint point) => _handler?.Invoke(point);
}
