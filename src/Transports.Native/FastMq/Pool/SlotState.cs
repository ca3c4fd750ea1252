using System.Runtime.CompilerServices;

namespace TypedMq.Transports.FastMq;

/// <summary>What a slot is at the moment.</summary>
internal enum SlotPhase
{
    /// <summary>Anybody may reserve it.</summary>
    Free,

    /// <summary>A sender writes into it.</summary>
    Writing,

    /// <summary>It holds a message that is sent, or about to be: it is sent once a ring has its index.</summary>
    Ready,

    /// <summary>A receiver reads from it.</summary>
    Reading,

    /// <summary>It holds a message that was received and not settled; no ring has its index any more.</summary>
    Orphan,
}

/// <summary>
/// The word that decides everything about a slot: <c>version(48) | phase(3) | owner(13)</c>. It is only changed as a whole, and says who owns the
/// slot, so that no slot is ever without an owner who can be asked for. The version grows with each reservation and each redelivery: a word
/// that was seen once never comes back.
/// </summary>
internal static class SlotState
{
    private const int VersionShift = 16;
    private const int PhaseShift = 13;
    private const ulong OwnerMask = (1 << PhaseShift) - 1;
    private const ulong VersionMask = ~0UL << VersionShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SlotPhase Phase(ulong state) => (SlotPhase)((state >> PhaseShift) & 7);

    public static uint Owner(ulong state) => (uint)(state & OwnerMask);

    /// <summary>How often the slot was reserved or delivered again.</summary>
    public static ulong Version(ulong state) => state >> VersionShift;

    /// <summary>Another phase of the same use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong With(ulong state, SlotPhase phase, uint owner) => (state & VersionMask) | ((ulong)phase << PhaseShift) | owner;

    /// <summary>A phase of the next use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Next(ulong state, SlotPhase phase, uint owner) => With(state + (1UL << VersionShift), phase, owner);
}
