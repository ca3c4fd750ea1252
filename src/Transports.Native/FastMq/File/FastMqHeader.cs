using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedMq.Transports.FastMq;

/// <summary>What became of a queue, in its header.</summary>
internal enum FastMqCondition : uint
{
    Usable,

    /// <summary>It was deleted: every operation of every handle fails.</summary>
    Removed,

    /// <summary>Somebody found in it what cannot be: nobody uses it any more.</summary>
    Corrupt,
}

/// <summary>The first page of a queue's file. What lies before <see cref="UsedLanes"/> is written before the file gets its name, and read once.</summary>
[StructLayout(LayoutKind.Explicit, Size = FastMqGeometry.HeaderSize)]
internal unsafe struct FastMqHeader
{
    /// <summary>"TYPEDMQ" and a zero.</summary>
    public const ulong MagicNumber = 0x0051_4D44_4550_5954;

    /// <summary>The layout that this version writes, and the newest that it reads.</summary>
    public const uint Version = 1;

    /// <summary>Set in <see cref="Flags"/> when those who sleep fence for those who publish (<see cref="Interop.Membarrier"/>).</summary>
    public const uint SleepersFence = 1;

    /// <summary>Wakes all who sleep on the queue, also those whose wake-up somebody took away and was killed.</summary>
    [SupportedOSPlatform("linux")]
    public static void WakeAll(FastMqHeader* header)
    {
        Waiting.EventWord.RingAlways(&header->NotEmpty);
        Waiting.EventWord.RingAlways(&header->NotFull);
    }

    [FieldOffset(0x00)]
    public ulong Magic;
    [FieldOffset(0x08)]
    public uint LayoutVersion;
    [FieldOffset(0x0C)]
    public uint HeaderSize;
    [FieldOffset(0x10)]
    public uint Capacity;
    [FieldOffset(0x14)]
    public uint MaxMessageBytes;
    [FieldOffset(0x18)]
    public uint Stride;
    [FieldOffset(0x1C)]
    public uint Lanes;
    [FieldOffset(0x20)]
    public uint RingSize;
    [FieldOffset(0x24)]
    public uint Participants;

    [FieldOffset(0x30)]
    public ulong FileSize;
    [FieldOffset(0x38)]
    public uint Engine;
    [FieldOffset(0x3C)]
    public uint Flags;
    [FieldOffset(0x40)]
    public ulong ParticipantsOffset;
    [FieldOffset(0x48)]
    public ulong LanesOffset;
    [FieldOffset(0x50)]
    public ulong RingsOffset;
    [FieldOffset(0x58)]
    public ulong SlotsOffset;

    /// <summary>Who created it, and when: for people only.</summary>
    [FieldOffset(0x60)]
    public ulong CreatorProcess;
    [FieldOffset(0x70)]
    public long CreatedAt;

    /// <summary>Room for the contracts of the channel: <see cref="FastMqManifest"/>.</summary>
    [FieldOffset(0x78)]
    public ulong ManifestOffset;
    [FieldOffset(0x80)]
    public uint ManifestSize;

    /// <summary>How many slots only messages of at least <see cref="ReservedForPriority"/> may take.</summary>
    [FieldOffset(0x84)]
    public uint ReservedSlots;
    [FieldOffset(0x88)]
    public uint ReservedForPriority;
    [FieldOffset(0x90)]
    public ulong NotesOffset;

    /// <summary>A bit for each lane that ever had a message. Read with every message, seldom written.</summary>
    [FieldOffset(0x100)]
    public ulong UsedLanes;

    /// <summary>Grows after a slot has become an orphan.</summary>
    [FieldOffset(0x108)]
    public uint OrphansRaised;

    /// <summary>Up to which value of <see cref="OrphansRaised"/> a look at all slots found no orphan.</summary>
    [FieldOffset(0x10C)]
    public uint OrphansScanned;

    /// <summary>A <see cref="FastMqCondition"/>.</summary>
    [FieldOffset(0x110)]
    public uint Condition;

    /// <summary>The event word of those who wait for a message.</summary>
    [FieldOffset(0x180)]
    public uint NotEmpty;

    /// <summary>How many wait for a message: see <see cref="Sleepers"/>.</summary>
    [FieldOffset(0x184)]
    public uint ReceiversAsleep;

    /// <summary>The event word of those who wait for room.</summary>
    [FieldOffset(0x200)]
    public uint NotFull;

    /// <summary>How many wait for room.</summary>
    [FieldOffset(0x204)]
    public uint SendersAsleep;

    /// <summary>Messages that were delivered once more.</summary>
    [FieldOffset(0x280)]
    public long Redelivered;

    /// <summary>Claims of processes that died.</summary>
    [FieldOffset(0x288)]
    public long ClaimsAborted;

    /// <summary>Handles whose process died.</summary>
    [FieldOffset(0x290)]
    public long ParticipantsReaped;

    /// <summary>Messages that were discarded to make room.</summary>
    [FieldOffset(0x298)]
    public long Discarded;

    /// <summary>Messages whose receiver died and did not want them delivered again.</summary>
    [FieldOffset(0x2A0)]
    public long LostToReceivers;

    /// <summary>The priority of each lane, and one more; 0 while it has none.</summary>
    [FieldOffset(0x300)]
    public fixed uint Labels[FastMqGeometry.MaxLanes];

    /// <summary>One-to-one: how many messages were taken for good.</summary>
    [FieldOffset(0x400)]
    public ulong Head;

    /// <summary>One-to-one, delivery at most once: up to which message the receiver has begun.</summary>
    [FieldOffset(0x480)]
    public ulong Begun;

    /// <summary>One-to-one: the message at which the last receiver died.</summary>
    [FieldOffset(0x488)]
    public ulong SuspectPosition;

    /// <summary>One-to-one: how many receivers died at it.</summary>
    [FieldOffset(0x490)]
    public uint Attempts;

    /// <summary>One-to-one: a <see cref="ParticipantState"/>, that of who has the role of the receiver.</summary>
    [FieldOffset(0x494)]
    public uint HasReceiver;
}

/// <summary>One handle, in the table of a queue. <see cref="State"/> and the sleepers are used by the protocol; the rest is for people.</summary>
[StructLayout(LayoutKind.Explicit, Size = FastMqGeometry.ParticipantSize)]
internal struct ParticipantEntry
{
    /// <summary>A <see cref="ParticipantState"/>.</summary>
    [FieldOffset(0)]
    public uint State;
    [FieldOffset(4)]
    public uint Process;
    [FieldOffset(8)]
    public long AttachedAt;
    [FieldOffset(16)]
    public ulong ProcessNamespace;

    /// <summary>A <see cref="MqAccess"/>.</summary>
    [FieldOffset(24)]
    public uint Access;

    /// <summary>How many of the queue's sleepers are its own: see <see cref="Sleepers"/>.</summary>
    [FieldOffset(28)]
    public uint ReceiversAsleep;
    [FieldOffset(32)]
    public uint SendersAsleep;
}

/// <summary>Whether an entry is used, and what becomes of the messages that its owner holds when it dies.</summary>
internal enum ParticipantState : uint
{
    Free,

    /// <summary>They are delivered again.</summary>
    ActiveAtLeastOnce,

    /// <summary>They are gone.</summary>
    ActiveAtMostOnce,
}
