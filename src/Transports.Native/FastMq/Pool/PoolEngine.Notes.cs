namespace TypedMq.Transports.FastMq;

/// <summary>
/// Since when slots are held, for people. Nobody reads a clock for a message; whoever looks at a slot that is held writes down when it saw that first.
/// </summary>
internal sealed unsafe partial class PoolEngine
{
    /// <summary>A note is the low bits of the slot's version, and milliseconds: <c>version(22) | time(42)</c>, good until 2109.</summary>
    private const int TimeBits = 42;
    private const ulong TimeMask = (1UL << TimeBits) - 1;

    /// <summary>Writes down when, for each slot that is held now and has no note yet.</summary>
    public void NoteHeld(DateTimeOffset now)
    {
        for (uint index = 0; index < _capacity; index++)
        {
            ulong state = Volatile.Read(ref Slot(index)->State);
            if (SlotState.Phase(state) is SlotPhase.Writing or SlotPhase.Reading)
            {
                _ = Note(index, state, now);
            }
        }
    }

    /// <summary>What is held: by whom, whether it is a claim, and since when, as far as somebody has looked.</summary>
    public IEnumerable<(uint Owner, bool IsClaim, DateTimeOffset Since)> ReadHeld(DateTimeOffset now)
    {
        List<(uint Owner, bool IsClaim, DateTimeOffset Since)> held = [];
        for (uint index = 0; index < _capacity; index++)
        {
            ulong state = Volatile.Read(ref Slot(index)->State);
            if (SlotState.Phase(state) is SlotPhase.Writing or SlotPhase.Reading)
            {
                held.Add((SlotState.Owner(state), SlotState.Phase(state) == SlotPhase.Writing, Note(index, state, now)));
            }
        }

        return held;
    }

    private DateTimeOffset Note(uint index, ulong state, DateTimeOffset now)
    {
        ulong version = SlotState.Version(state) << TimeBits;
        ulong found = Volatile.Read(ref _notes[index]);
        if ((found & ~TimeMask) == version && found != 0)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(found & TimeMask));
        }

        // Another one who looks at the same moment may write it down; both are right.
        Interlocked.CompareExchange(ref _notes[index], version | ((ulong)now.ToUnixTimeMilliseconds() & TimeMask), found);
        return now;
    }
}
