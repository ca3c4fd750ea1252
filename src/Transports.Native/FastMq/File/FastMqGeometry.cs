using System.Numerics;

namespace TypedMq.Transports.FastMq;

/// <summary>Which protocol the slots of a queue follow.</summary>
internal enum FastMqEngine : uint
{
    /// <summary>Any number of senders and receivers, priorities.</summary>
    Pool = 1,

    /// <summary>One sender, one receiver.</summary>
    OneToOne = 2,
}

/// <summary>
/// What the size of a queue's file follows from, and where its parts lie. A file is trusted only when every number in it is the one that is computed here;
/// after that these private values are used, and those in the file are never read again.
/// </summary>
/// <param name="Engine">The protocol.</param>
/// <param name="Capacity">How many messages it holds, over all priorities.</param>
/// <param name="MaxMessageBytes">The largest payload in bytes.</param>
/// <param name="Lanes">How many distinct priorities can be used.</param>
/// <param name="Participants">How many handles can be open at once, and one more: index 0 is nobody.</param>
internal readonly record struct FastMqGeometry(FastMqEngine Engine, int Capacity, int MaxMessageBytes, int Lanes, int Participants)
{
    /// <summary>An index into the slots has 20 bits, and one value less than fits, so that no ring is larger than 2^20.</summary>
    public const int MaxCapacity = (1 << 20) - 1;

    /// <summary>A bit for each in one word.</summary>
    public const int MaxLanes = 64;

    /// <summary>An owner has 13 bits in the state of a slot.</summary>
    public const int MaxParticipants = (1 << 13) - 1;

    /// <summary>The largest payload: with the largest capacity a file is still smaller than 2^50 bytes, which no sum here overflows.</summary>
    public const int MaxMaxMessageBytes = 1 << 30;

    /// <summary>The largest file in bytes: so many lines have a number of 32 bits.</summary>
    public const long MaxFileSize = 1L << 38;

    public const int HeaderSize = 4096;
    public const int ManifestSize = 16384;

    /// <summary>Where the contracts lie.</summary>
    public const long ManifestOffset = HeaderSize;

    /// <summary>Where the table of the participants lies.</summary>
    public const long ParticipantsOffset = ManifestOffset + ManifestSize;

    public const int LineSize = 64;
    public const int ParticipantSize = 64;
    public const int LaneSize = 256;

    /// <summary>The words between two rings besides their entries: they keep the lanes from falling on the same sets of a cache.</summary>
    public const int RingStagger = 24;

    private const int PageSize = 4096;

    /// <summary>With at least so many entries the 44 bits of a turn never come round while a process is stopped.</summary>
    private const int SmallestRing = 1024;

    /// <summary>How many entries a ring has: a power of two, and more than there are slots, since one entry may be consumed before the head has passed it.</summary>
    public int RingSize => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Capacity + 1, SmallestRing));

    /// <summary>How many bytes one slot takes: header, block of envelope fields, payload.</summary>
    public int Stride => (SlotHeader.PayloadAfterFields + MaxMessageBytes + LineSize - 1) / LineSize * LineSize;

    /// <summary>How many slots there are: in the one-to-one engine the position tells the slot, by a mask.</summary>
    public int Slots => Engine == FastMqEngine.OneToOne ? (int)BitOperations.RoundUpToPowerOf2((uint)Capacity) : Capacity;

    /// <summary>One word a slot: since when it is held, as somebody saw it.</summary>
    public long NotesOffset => ParticipantsOffset + Pages((long)Participants * ParticipantSize);

    public long LanesOffset => NotesOffset + Pages((long)Slots * sizeof(ulong));

    public long RingsOffset => LanesOffset + Pages((long)Lanes * LaneSize);

    public long SlotsOffset => RingsOffset + (Engine == FastMqEngine.Pool ? Pages((long)Lanes * RingWords * sizeof(ulong)) : 0);

    public long FileSize => SlotsOffset + Pages((long)Slots * Stride);

    /// <summary>The words of one ring.</summary>
    public int RingWords => RingSize + RingStagger;

    /// <summary>Whether all numbers are in their ranges, so that nothing overflows.</summary>
    public bool IsValid =>
        Engine is FastMqEngine.Pool or FastMqEngine.OneToOne
        && Capacity is >= 1 and <= MaxCapacity
        && MaxMessageBytes is >= 1 and <= MaxMaxMessageBytes
        && Lanes is >= 1 and <= MaxLanes
        && Participants is >= 2 and <= MaxParticipants
        && FileSize <= MaxFileSize;

    private static long Pages(long bytes) => (bytes + PageSize - 1) / PageSize * PageSize;
}
