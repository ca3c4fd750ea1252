using Samples;

namespace HostWatch;

/// <summary>Where a ledger keeps what, in bytes from its start. Every entry is one aligned 64-bit number, so it is written whole or not at all.</summary>
/// <remarks>
/// <code>
/// 0      state (see <see cref="LedgerState"/>)
/// 8      messages that came out of order, or twice
/// 16     lane 0: last sequence number that was about to be sent; then the last that was sent; then the same of lane 1
/// 48     latency buckets
/// 8192   one entry for each sender: for each lane the first sequence number received, the last one, and how many are missing between
/// </code>
/// </remarks>
internal static class LedgerLayout
{
    /// <summary>How many lanes there are.</summary>
    public const int Lanes = 2;

    /// <summary>The state.</summary>
    public const int State = 0;

    /// <summary>How many messages came out of order.</summary>
    public const int Disordered = 8;

    /// <summary>The highest number that a sender may have: so often may a role be started in one run.</summary>
    public const int MaxSender = RoleKeeper.MaxIncarnations;

    /// <summary>The size of a ledger. Most of it is a hole that takes no room on the disk.</summary>
    public const long Size = Senders + ((MaxSender + 1L) * SenderBytes);

    private const int Sends = 16;
    private const int Latencies = 48;
    private const int Senders = 8192;
    private const int LaneBytes = 24;
    private const int SenderBytes = Lanes * LaneBytes;

    /// <summary>The last sequence number that was about to be sent.</summary>
    public static long Intended(MessageLane lane) => Sends + ((int)lane * 16);

    /// <summary>The last sequence number whose send returned.</summary>
    public static long Sent(MessageLane lane) => Intended(lane) + 8;

    /// <summary>A latency bucket.</summary>
    public static long Bucket(int bucket) => Latencies + (bucket * 8L);

    /// <summary>The first sequence number received of a sender in a lane.</summary>
    public static long First(int sender, MessageLane lane) => Senders + ((long)sender * SenderBytes) + ((int)lane * LaneBytes);

    /// <summary>The last sequence number received.</summary>
    public static long Last(int sender, MessageLane lane) => First(sender, lane) + 8;

    /// <summary>How many sequence numbers are missing between the first and the last.</summary>
    public static long Missing(int sender, MessageLane lane) => First(sender, lane) + 16;
}

/// <summary>How far a process has come.</summary>
internal enum LedgerState : long
{
    /// <summary>It has started.</summary>
    Started,

    /// <summary>Its channels are open, and it works.</summary>
    Running,

    /// <summary>It has ended in order. A ledger that never gets here belongs to a process that was killed, or failed.</summary>
    Closed,
}
