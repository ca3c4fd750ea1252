using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TypedMq.Transports.FastMq;

/// <summary>Receiving.</summary>
internal sealed unsafe partial class PoolEngine
{
    private const int AnyPriority = -1;

    /// <summary>What the head of a lane shows.</summary>
    public enum Look
    {
        Empty,
        Message,

        /// <summary>Others were at work: look again.</summary>
        Again,
        Corrupt,
    }

    /// <summary>
    /// Looks for a message where one priority is in use and nothing waits to be delivered again, which is nearly always. Nothing is written, and it may be asked also when
    /// the memory is gone.
    /// </summary>
    /// <param name="seen">The message.</param>
    /// <returns>A message, or that there certainly was none; otherwise <see cref="TryAcquire"/> decides.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Look Glance(out SeenMessage seen)
    {
        seen = default;
        ulong used = Volatile.Read(ref _header->UsedLanes) & _laneMask;
        if ((used & (used - 1)) != 0 || Volatile.Read(ref _header->OrphansRaised) != Volatile.Read(ref _header->OrphansScanned))
        {
            return Look.Again;
        }

        int lane = System.Numerics.BitOperations.TrailingZeroCount(used) & (FastMqGeometry.MaxLanes - 1);
        ulong position = Volatile.Read(ref *Head(lane));
        ulong entry = Volatile.Read(ref Ring(lane)[position & _ringMask]);
        ulong distance = RingEntry.Distance(entry, Turn(position));
        if (distance != 0)
        {
            return RingEntry.IsOlder(distance) && Volatile.Read(ref *Head(lane)) == position && (Volatile.Read(ref _header->UsedLanes) & _laneMask) == used
                ? Look.Empty
                : Look.Again;
        }

        LaneOrder order = _order;
        uint index = RingEntry.Index(entry);
        if (order.Used != used || index >= _capacity)
        {
            return Look.Again;
        }

        SlotHeader* slot = Slot(index);
        PrefetchPayload(slot);
        ulong state = Volatile.Read(ref slot->State);
        FaultPoints.Reach(FaultPoint.HeadSeen);
        if (SlotState.Phase(state) != SlotPhase.Ready || Volatile.Read(ref *Head(lane)) != position || (Volatile.Read(ref _header->UsedLanes) & _laneMask) != used)
        {
            return Look.Again;
        }

        seen = new(slot, state, position, lane, order.Priorities[lane]);
        return Look.Message;
    }

    /// <summary>Takes a message that was seen.</summary>
    /// <param name="seen">The message.</param>
    /// <param name="state">The state by which it is known to be ours.</param>
    /// <returns>False when somebody else was faster.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(in SeenMessage seen, out ulong state)
    {
        state = seen.State;
        return TryClaim(seen.Lane, seen.Position, seen.Slot, ref state);
    }

    /// <summary>Takes the oldest message of the highest priority.</summary>
    /// <param name="slot">Its slot, which is ours now.</param>
    /// <param name="state">The state by which it is known to be ours.</param>
    /// <param name="priority">Its priority.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PoolOutcome TryAcquire(out SlotHeader* slot, out ulong state, out int priority) =>
        Volatile.Read(ref _header->OrphansRaised) == Volatile.Read(ref _header->OrphansScanned)
            ? TryAcquireAbove(AnyPriority, out slot, out state, out priority)
            : TryAcquireAmongOrphans(out slot, out state, out priority);

    /// <summary>Discards the oldest message of the lowest priority, if that is not higher than what is given.</summary>
    public PoolOutcome TryDiscard(int maxPriority)
    {
        LaneOrder order = ReadOrder(Volatile.Read(ref _header->UsedLanes) & _laneMask);
        for (int i = order.Lanes.Length - 1; i >= 0 && order.Priorities[order.Lanes[i]] <= maxPriority; i--)
        {
            PoolOutcome outcome = TryTakeFrom(order.Lanes[i], out SlotHeader* slot, out ulong state);
            if (outcome == PoolOutcome.Done)
            {
                Interlocked.Increment(ref _header->Discarded);
                Release(slot, state);
            }

            if (outcome != PoolOutcome.Nothing)
            {
                return outcome;
            }
        }

        return TryDiscardOrphan(maxPriority);
    }

    /// <summary>Takes from the lanes above a priority.</summary>
    private PoolOutcome TryAcquireAbove(int above, out SlotHeader* slot, out ulong state, out int priority)
    {
        slot = null;
        state = 0;
        priority = 0;
        for (int turns = 0; turns < MaxTurns; turns++)
        {
            ulong used = Volatile.Read(ref _header->UsedLanes) & _laneMask;
            LaneOrder order = ReadOrder(used);
            ReadOnlySpan<byte> lanes = order.Lanes;
            ulong heads = 0;
            Look look = Look.Empty;
            int i = 0;
            for (; i < lanes.Length; i++)
            {
                int lane = lanes[i];
                if (order.Priorities[lane] <= above)
                {
                    break;
                }

                ulong position, foundState;
                SlotHeader* found;
                while ((look = LookAt(lane, out position, out found, out foundState)) == Look.Again && ++turns < MaxTurns)
                {
                }

                FaultPoints.Reach(FaultPoint.LaneSeen);
                if (look == Look.Message && IsFirst(used, lanes[..i], heads) && TryClaim(lane, position, found, ref foundState))
                {
                    slot = found;
                    state = foundState;
                    priority = order.Priorities[lane];
                    return PoolOutcome.Done;
                }

                if (look != Look.Empty)
                {
                    break;
                }

                heads += position;
            }

            if (look == Look.Corrupt)
            {
                return PoolOutcome.Corrupt;
            }

            if (look == Look.Empty && IsFirst(used, lanes[..i], heads))
            {
                return PoolOutcome.Nothing;
            }
        }

        return Corrupt("rings whose heads do not fit their entries");
    }

    /// <summary>Takes the oldest message of one lane, whatever lies in others.</summary>
    private PoolOutcome TryTakeFrom(int lane, out SlotHeader* slot, out ulong state)
    {
        slot = null;
        state = 0;
        for (int turns = 0; turns < MaxTurns; turns++)
        {
            switch (LookAt(lane, out ulong position, out slot, out state))
            {
                case Look.Empty:
                    return PoolOutcome.Nothing;
                case Look.Corrupt:
                    return PoolOutcome.Corrupt;
                case Look.Message when TryClaim(lane, position, slot, ref state):
                    return PoolOutcome.Done;
                default:
                    continue;
            }
        }

        return Corrupt("a ring whose head does not fit its entries");
    }

    /// <summary>Looks at the head of a lane. A message is that of the slot and of the state that are given: the loads come in this order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Look LookAt(int lane, out ulong position, out SlotHeader* slot, out ulong state)
    {
        ulong* head = Head(lane);
        position = Volatile.Read(ref *head);
        ulong entry = Volatile.Read(ref Ring(lane)[position & _ringMask]);
        ulong distance = RingEntry.Distance(entry, Turn(position));
        FaultPoints.Reach(FaultPoint.HeadSeen);
        slot = null;
        state = 0;
        if (distance != 0)
        {
            // The head cannot have passed what was not filled when it was read.
            return RingEntry.IsOlder(distance) ? Look.Empty : Look.Again;
        }

        uint index = RingEntry.Index(entry);
        if (index >= _capacity)
        {
            FoundSlot(index);
            return Look.Corrupt;
        }

        slot = Slot(index);
        PrefetchPayload(slot);
        state = Volatile.Read(ref slot->State);
        if (SlotState.Phase(state) != SlotPhase.Ready)
        {
            // Taken by somebody who has come no further yet: the head follows.
            Interlocked.CompareExchange(ref *head, position + 1, position);
            FaultPoints.Reach(FaultPoint.HeadHelped);
            return Look.Again;
        }

        // Otherwise the state may be that of the slot's next use.
        return Volatile.Read(ref *head) == position ? Look.Message : Look.Again;
    }

    /// <summary>Most payloads go on in the second line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchPayload(SlotHeader* slot)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)slot + FastMqGeometry.LineSize);
        }
    }

    /// <summary>
    /// The second collect: whether the higher lanes have been empty ever since they were seen so. Then there was a moment at which the message was the first
    /// of all, or at which there was none.
    /// </summary>
    /// <param name="used">The lanes that were used at first.</param>
    /// <param name="lanes">Those that were seen empty.</param>
    /// <param name="heads">The sum of their heads then.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsFirst(ulong used, ReadOnlySpan<byte> lanes, ulong heads)
    {
        ulong sum = 0;
        foreach (byte lane in lanes)
        {
            ulong position = Volatile.Read(ref *Head(lane));
            if (!RingEntry.IsOlder(RingEntry.Distance(Volatile.Read(ref Ring(lane)[position & _ringMask]), Turn(position))))
            {
                // Filled; or even by a later turn, when many messages have passed since the head was read.
                return false;
            }

            sum += position;
        }

        // Heads only grow, so an equal sum is one of equal heads.
        return sum == heads && (Volatile.Read(ref _header->UsedLanes) & _laneMask) == used;
    }

    /// <summary>Makes the message ours, and lets the head follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryClaim(int lane, ulong position, SlotHeader* slot, ref ulong state)
    {
        ulong found = state;
        state = SlotState.With(found, SlotPhase.Reading, _me);
        if (Interlocked.CompareExchange(ref slot->State, state, found) != found)
        {
            return false;
        }

        FaultPoints.Reach(FaultPoint.Claimed);
        Interlocked.CompareExchange(ref *Head(lane), position + 1, position);
        FaultPoints.Reach(FaultPoint.HeadAdvanced);
        return true;
    }

    /// <summary>A message at the head of a lane, not taken yet.</summary>
    internal readonly struct SeenMessage(SlotHeader* slot, ulong state, ulong position, int lane, int priority)
    {
        public readonly SlotHeader* Slot = slot;
        public readonly ulong State = state;
        public readonly ulong Position = position;
        public readonly int Lane = lane;
        public readonly int Priority = priority;
    }
}
