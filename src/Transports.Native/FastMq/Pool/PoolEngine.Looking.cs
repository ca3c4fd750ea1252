namespace TypedMq.Transports.FastMq;

/// <summary>Looking at a queue without taking anything out of it.</summary>
internal sealed unsafe partial class PoolEngine
{
    /// <summary>How many messages can be received. Exact while nobody is at work.</summary>
    public int Count(int enough = int.MaxValue)
    {
        long count = 0;
        for (int lane = 0; lane < _laneCount && count < enough; lane++)
        {
            // The head first, as both grow. It may be one further than the tail, whose sender has come no further yet.
            ulong head = Volatile.Read(ref *Head(lane));
            ulong tail = Volatile.Read(ref *Tail(lane));
            if ((long)(tail - head) < 0 || tail - head > _capacity + 1)
            {
                continue;
            }

            count += (long)(tail - head) + (IsFilled(lane, tail) ? 1 : 0) - (tail != head && IsConsumed(lane, head) ? 1 : 0);
        }

        if (count < enough && Volatile.Read(ref _header->OrphansRaised) != Volatile.Read(ref _header->OrphansScanned))
        {
            for (uint index = 0; index < _capacity; index++)
            {
                count += SlotState.Phase(Volatile.Read(ref Slot(index)->State)) == SlotPhase.Orphan ? 1 : 0;
            }
        }

        return (int)Math.Min(count, _capacity);
    }

    /// <summary>The priorities that were ever used, the highest first.</summary>
    public IReadOnlyList<int> UsedPriorities()
    {
        LaneOrder order = ReadOrder(Volatile.Read(ref _header->UsedLanes) & _laneMask);
        return [.. order.Lanes.ToArray().Select(lane => Math.Max(order.Priorities[lane], 0))];
    }

    /// <summary>How many slots a sender of a priority could reserve now; no more than are asked for are counted.</summary>
    public int CountFree(int priority, int enough)
    {
        uint end = priority >= _reservedForPriority ? _capacity : _unreserved;
        uint cursor = _cursor < end ? _cursor : 0;
        int free = 0;
        for (uint left = end; left > 0 && free < enough; left--)
        {
            free += SlotState.Phase(Volatile.Read(ref Slot(cursor)->State)) == SlotPhase.Free ? 1 : 0;
            cursor = cursor + 1 == end ? 0 : cursor + 1;
        }

        return free;
    }

    /// <summary>Whether somebody holds a slot: claimed and not sent, received and not settled.</summary>
    public bool Holds(uint owner)
    {
        for (uint index = 0; index < _capacity; index++)
        {
            ulong state = Volatile.Read(ref Slot(index)->State);
            if (SlotState.Owner(state) == owner
                && (SlotState.Phase(state) is SlotPhase.Writing or SlotPhase.Reading || (SlotState.Phase(state) == SlotPhase.Ready && !FindIndexesInRings()[index])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Copies a message that stays in the queue.</summary>
    /// <param name="number">Which one, in the order of delivery as it is now.</param>
    /// <param name="payload">Where it goes.</param>
    /// <param name="length">Its length.</param>
    /// <param name="priority">Its priority.</param>
    public PoolOutcome TryPeek(int number, Span<byte> payload, out int length, out int priority)
    {
        for (int turns = 0; turns < MaxTurns; turns++)
        {
            if (FindMessage(number) is not ({ } index, { } state, { } itsPriority))
            {
                length = priority = 0;
                return PoolOutcome.Nothing;
            }

            SlotHeader* slot = Slot(index);
            length = Volatile.Read(ref slot->Length);
            priority = itsPriority;
            int offset = Volatile.Read(ref slot->Fields) == 0 ? SlotHeader.PayloadAlone : SlotHeader.PayloadAfterFields;
            if ((uint)length <= (uint)_maxMessageBytes)
            {
                new ReadOnlySpan<byte>((byte*)slot + offset, length).CopyTo(payload);
            }

            // Whoever takes the message changes the state before the slot can be written again.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref slot->State) == state)
            {
                return (uint)length <= (uint)_maxMessageBytes ? PoolOutcome.Done : Corrupt($"a message of {length} bytes where {_maxMessageBytes} have room");
            }
        }

        length = priority = 0;
        return PoolOutcome.Nothing;
    }

    /// <summary>Finds the message that is delivered after so many others: in each priority orphans first, then those of the ring.</summary>
    private (uint? Index, ulong? State, int? Priority) FindMessage(int number)
    {
        LaneOrder order = ReadOrder(Volatile.Read(ref _header->UsedLanes) & _laneMask);
        foreach (byte lane in order.Lanes)
        {
            foreach ((uint index, ulong state) in MessagesOf(lane))
            {
                if (number-- == 0)
                {
                    return (index, state, Math.Max(order.Priorities[lane], 0));
                }
            }
        }

        return default;
    }

    private List<(uint Index, ulong State)> MessagesOf(byte lane)
    {
        List<(uint Index, ulong State)> messages = [];
        if (Volatile.Read(ref _header->OrphansRaised) != Volatile.Read(ref _header->OrphansScanned))
        {
            List<(ulong Order, uint Index, ulong State)> orphans = [];
            for (uint index = 0; index < _capacity; index++)
            {
                ulong state = Volatile.Read(ref Slot(index)->State);
                if (SlotState.Phase(state) == SlotPhase.Orphan && Slot(index)->Lane == lane)
                {
                    orphans.Add((Slot(index)->Order, index, state));
                }
            }

            orphans.Sort(static (one, other) => IsBefore(one.Order, other.Order) ? -1 : one.Order == other.Order ? 0 : 1);
            messages.AddRange(orphans.ConvertAll(static orphan => (orphan.Index, orphan.State)));
        }

        ulong position = Volatile.Read(ref *Head(lane));
        for (uint left = _capacity; left > 0; left--, position++)
        {
            ulong entry = Volatile.Read(ref Ring(lane)[position & _ringMask]);
            uint index = RingEntry.Index(entry);
            if (RingEntry.Distance(entry, Turn(position)) != 0 || index >= _capacity)
            {
                break;
            }

            ulong state = Volatile.Read(ref Slot(index)->State);
            if (SlotState.Phase(state) == SlotPhase.Ready)
            {
                messages.Add((index, state));
            }
        }

        return messages;
    }

    /// <summary>Whether the entry at the tail is written already: its sender has come no further.</summary>
    private bool IsFilled(int lane, ulong position) => RingEntry.Distance(Volatile.Read(ref Ring(lane)[position & _ringMask]), Turn(position)) == 0;

    /// <summary>Whether the message at the head is taken already: its receiver has come no further.</summary>
    private bool IsConsumed(int lane, ulong position)
    {
        uint index = RingEntry.Index(Volatile.Read(ref Ring(lane)[position & _ringMask]));
        return index < _capacity && SlotState.Phase(Volatile.Read(ref Slot(index)->State)) != SlotPhase.Ready;
    }
}
