using System.Runtime.CompilerServices;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// Messages that were received and not settled. The head of their lane has passed them, so they are found by looking at every slot. Two counters that only
/// grow say whether there may be any: a hint that is taken back would have a moment at which an orphan is stranded.
/// </summary>
internal sealed unsafe partial class PoolEngine
{
    /// <summary>Takes an orphan, or a message of a higher priority.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private PoolOutcome TryAcquireAmongOrphans(out SlotHeader* slot, out ulong state, out int priority)
    {
        for (int turns = 0; turns < MaxTurns; turns++)
        {
            uint raised = Volatile.Read(ref _header->OrphansRaised);
            bool isThere = TryFindOrphan(highest: true, out slot, out ulong orphan, out int orphansPriority);
            FaultPoints.Reach(FaultPoint.OrphansSeen);
            if (!isThere)
            {
                EndScan(raised);
                return TryAcquireAbove(AnyPriority, out slot, out state, out priority);
            }

            SlotHeader* found = slot;
            PoolOutcome outcome = TryAcquireAbove(orphansPriority, out slot, out state, out priority);
            if (outcome != PoolOutcome.Nothing)
            {
                return outcome;
            }

            if (TryClaimOrphan(found, orphan, out state))
            {
                slot = found;
                priority = orphansPriority;
                return PoolOutcome.Done;
            }
        }

        slot = null;
        state = 0;
        priority = 0;
        return Corrupt("orphans that change all the time");
    }

    private PoolOutcome TryDiscardOrphan(int maxPriority)
    {
        if (Volatile.Read(ref _header->OrphansRaised) == Volatile.Read(ref _header->OrphansScanned)
            || !TryFindOrphan(highest: false, out SlotHeader* slot, out ulong orphan, out int priority)
            || priority > maxPriority
            || !TryClaimOrphan(slot, orphan, out ulong state))
        {
            return PoolOutcome.Nothing;
        }

        Interlocked.Increment(ref _header->Discarded);
        Release(slot, state);
        return PoolOutcome.Done;
    }

    /// <summary>Finds the oldest of the orphans with the highest priority, or the lowest.</summary>
    private bool TryFindOrphan(bool highest, out SlotHeader* slot, out ulong state, out int priority)
    {
        slot = null;
        state = 0;
        priority = 0;
        ulong order = 0;
        LaneOrder lanes = ReadOrder(Volatile.Read(ref _header->UsedLanes) & _laneMask);
        for (uint index = 0; index < _capacity; index++)
        {
            SlotHeader* candidate = Slot(index);
            ulong found = Volatile.Read(ref candidate->State);
            if (SlotState.Phase(found) != SlotPhase.Orphan)
            {
                continue;
            }

            int itsPriority = Math.Max(lanes.Priorities[candidate->Lane & (FastMqGeometry.MaxLanes - 1)], 0);
            ulong itsOrder = candidate->Order;
            if (slot is null || (itsPriority == priority ? IsBefore(itsOrder, order) : itsPriority > priority == highest))
            {
                slot = candidate;
                state = found;
                priority = itsPriority;
                order = itsOrder;
            }
        }

        return slot is not null;
    }

    /// <summary>Which of two places in a lane comes first. Places come round, and those that orphans have lie close together.</summary>
    private static bool IsBefore(ulong order, ulong other) => (long)(order - other) < 0;

    /// <summary>A new version: who held the message before can never settle it for us.</summary>
    private bool TryClaimOrphan(SlotHeader* slot, ulong orphan, out ulong state)
    {
        state = SlotState.Next(orphan, SlotPhase.Reading, _me);
        if (Interlocked.CompareExchange(ref slot->State, state, orphan) != orphan)
        {
            return false;
        }

        FaultPoints.Reach(FaultPoint.OrphanClaimed);

        // Counted by who delivers it: one who dies before this has shown it to nobody.
        slot->Deliveries++;
        FaultPoints.Reach(FaultPoint.OrphanCounted);
        Interlocked.Increment(ref _header->Redelivered);
        return true;
    }

    /// <summary>A look at every slot found no orphan: all that were raised before it are gone.</summary>
    private void EndScan(uint raised)
    {
        uint scanned = Volatile.Read(ref _header->OrphansScanned);
        while ((int)(raised - scanned) > 0)
        {
            uint found = Interlocked.CompareExchange(ref _header->OrphansScanned, raised, scanned);
            if (found == scanned)
            {
                FaultPoints.Reach(FaultPoint.OrphansScanned);
                return;
            }

            scanned = found;
        }
    }
}
