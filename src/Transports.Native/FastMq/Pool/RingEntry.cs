using System.Runtime.CompilerServices;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// An entry of a ring of slot indices: <c>turn(44) | index(20)</c>. Position p is filled in turn (p / ring size) + 1, so the turn tells whether an
/// entry is of a position, older or newer; receivers never write into a ring.
/// </summary>
internal static class RingEntry
{
    public const ulong TurnMask = (1UL << 44) - 1;

    private const int IndexBits = 20;
    private const ulong Half = 1UL << 43;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Make(ulong turn, uint index) => (turn << IndexBits) | index;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Index(ulong entry) => (uint)(entry & ((1 << IndexBits) - 1));

    /// <summary>How far the turn of an entry is from one: 0 when it is that one. Turns come round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Distance(ulong entry, ulong turn) => ((entry >> IndexBits) - turn) & TurnMask;

    /// <summary>Whether a distance says that the entry is of an earlier turn: its position is not filled yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOlder(ulong distance) => distance >= Half;
}
