using System.Runtime.InteropServices;

namespace TypedMq.Chaos.Ledgers;

/// <summary>What a worker does for the queue.</summary>
internal enum Role
{
    Sender,
    Receiver,
}

/// <summary>How far the life of a worker has come.</summary>
internal enum Life
{
    /// <summary>The process does not run yet.</summary>
    Unborn,

    /// <summary>It runs.</summary>
    Born,

    /// <summary>It ended as it was told to, with nothing in its hands.</summary>
    Ended,

    /// <summary>It met something that must not be; the text says what.</summary>
    Failed,
}

/// <summary>What a worker is doing: the operation that a kill finds in flight.</summary>
internal enum Doing
{
    Starting,
    Attaching,
    Deciding,
    Claiming,
    Writing,
    Committing,
    Aborting,
    Receiving,
    Reading,
    Completing,
    Abandoning,
    Waiting,
    Awaiting,
    Detaching,
}

/// <summary>The first page of a ledger. Each field has one writer: the first lines are the supervisor's, the others the worker's.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct LedgerHeader
{
    public const int Size = 4096;
    public const int TextOffset = 1024;

    [FieldOffset(0)]
    public int Incarnation;
    [FieldOffset(4)]
    public int Role;
    [FieldOffset(8)]
    public int Seed;
    [FieldOffset(12)]
    public int Queue;
    [FieldOffset(16)]
    public int Capacity;
    [FieldOffset(20)]
    public int Topology;
    [FieldOffset(24)]
    public int Delivery;
    [FieldOffset(28)]
    public int Priorities;
    [FieldOffset(32)]
    public int Awaits;
    [FieldOffset(36)]
    public int MostRecords;
    [FieldOffset(64)]
    public int Stop;

    [FieldOffset(128)]
    public int Life;
    [FieldOffset(192)]
    public ulong Now;
    [FieldOffset(256)]
    public int Records;
    [FieldOffset(TextOffset - sizeof(int))]
    public int TextLength;
}
