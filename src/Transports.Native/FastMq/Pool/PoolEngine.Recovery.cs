namespace TypedMq.Transports.FastMq;

/// <summary>What was found in the slots of a participant that is no more.</summary>
/// <param name="Aborted">Messages that it was writing, or had not yet sent.</param>
/// <param name="Orphaned">Messages that it had received and not settled: they are delivered again.</param>
/// <param name="Lost">Messages that it had received, and did not want delivered again.</param>
internal readonly record struct RecoveredSlots(int Aborted, int Orphaned, int Lost);

/// <summary>
/// Clears up behind a participant: nothing of it is left in any slot. Each step can be done again, and by somebody else, so the recoverer may die too.
/// </summary>
internal sealed unsafe partial class PoolEngine
{
    /// <summary>Clears up. The caller has the lock of the participant, which therefore is dead, or the caller itself; nobody else does this for it.</summary>
    /// <param name="owner">The participant.</param>
    /// <param name="deliversAgain">What becomes of the messages that it had received.</param>
    public RecoveredSlots RecoverSlots(uint owner, bool deliversAgain)
    {
        int aborted = 0, orphaned = 0, lost = 0;
        bool hasOrphans = false;
        bool[]? inRings = null;
        for (uint index = 0; index < _capacity; index++)
        {
            SlotHeader* slot = Slot(index);
            ulong state = Volatile.Read(ref slot->State);
            SlotPhase phase = SlotState.Phase(state);
            hasOrphans |= phase == SlotPhase.Orphan;
            if (SlotState.Owner(state) != owner)
            {
                continue;
            }

            switch (phase)
            {
                case SlotPhase.Writing:
                    Change(slot, state, SlotPhase.Free, FaultPoint.RecoveredWriting);
                    aborted++;
                    break;
                case SlotPhase.Ready when (inRings ??= FindIndexesInRings())[index]:
                    Change(slot, state, SlotPhase.Ready, FaultPoint.RecoveredReady);
                    break;
                case SlotPhase.Ready:
                    // The send has not returned, and its entry will never be written: not sent.
                    Change(slot, state, SlotPhase.Free, FaultPoint.RecoveredUnsent);
                    aborted++;
                    break;
                case SlotPhase.Reading:
                    HelpHead(slot->Lane, index);
                    Change(slot, state, deliversAgain ? SlotPhase.Orphan : SlotPhase.Free, FaultPoint.RecoveredReading);
                    (orphaned, lost) = deliversAgain ? (orphaned + 1, lost) : (orphaned, lost + 1);
                    break;
                default:
                    break;
            }
        }

        if (hasOrphans || orphaned > 0)
        {
            // Also for those that were found: whoever made them may have died before it raised the counter.
            Interlocked.Increment(ref _header->OrphansRaised);
            FaultPoints.Reach(FaultPoint.RecoveryRaised);
        }

        Interlocked.Add(ref _header->ClaimsAborted, aborted);
        Interlocked.Add(ref _header->LostToReceivers, lost);
        return new(aborted, orphaned, lost);
    }

    private static void Change(SlotHeader* slot, ulong state, SlotPhase phase, FaultPoint point)
    {
        // Fails when a receiver has taken the message meanwhile, which is as good.
        Interlocked.CompareExchange(ref slot->State, SlotState.With(state, phase, 0), state);
        FaultPoints.Reach(point);
    }

    /// <summary>A slot leaves Reading only after the head has passed its entry; its reader may have died before that.</summary>
    private void HelpHead(byte lane, uint index)
    {
        if (lane >= _laneCount)
        {
            return;
        }

        ulong* head = Head(lane);
        ulong position = Volatile.Read(ref *head);
        ulong entry = Volatile.Read(ref Ring(lane)[position & _ringMask]);
        if (RingEntry.Distance(entry, Turn(position)) == 0 && RingEntry.Index(entry) == index)
        {
            Interlocked.CompareExchange(ref *head, position + 1, position);
            FaultPoints.Reach(FaultPoint.RecoveryHelpedHead);
        }
    }

    /// <summary>
    /// The slots whose indices lie in a ring. Exact for those of a dead participant: it adds none, and a slot leaves the window of its ring before it is
    /// free. The head is read first, after the caller got the lock; an entry that is newer than its position is no end, only an older one is.
    /// </summary>
    private bool[] FindIndexesInRings()
    {
        bool[] found = new bool[_capacity];
        for (int lane = 0; lane < _laneCount; lane++)
        {
            ulong position = Volatile.Read(ref *Head(lane));
            for (ulong i = 0; i <= _ringMask; i++, position++)
            {
                ulong entry = Volatile.Read(ref Ring(lane)[position & _ringMask]);
                if (RingEntry.IsOlder(RingEntry.Distance(entry, Turn(position))))
                {
                    break;
                }

                if (RingEntry.Index(entry) < _capacity)
                {
                    found[RingEntry.Index(entry)] = true;
                }
            }
        }

        return found;
    }
}
