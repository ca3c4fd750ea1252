namespace TypedMq.Transports.FastMq;

/// <summary>Looking at a queue without taking anything out of it.</summary>
internal sealed unsafe partial class PoolEngine
{
    /// <summary>
    /// How many messages can be received: those that a receiver would find, in the lanes where it looks. Exact while nobody is at work.
    /// </summary>
    /// <param name="enough">No more are counted.</param>
    public int Count(int enough = int.MaxValue)
    {
        int count = 0;
        ulong used = Volatile.Read(ref _header->UsedLanes) & _laneMask;
        for (int lane = 0; lane < _laneCount && count < enough; lane++)
        {
            ulong position = Volatile.Read(ref *Head(lane));
            for (uint left = (used >> lane & 1) != 0 ? _capacity + 1 : 0; left > 0 && count < enough && IsFilled(lane, position); left--, position++)
            {
                count += IsConsumed(lane, position) ? 0 : 1;
            }
        }

        if (count < enough && Volatile.Read(ref _header->OrphansRaised) != Volatile.Read(ref _header->OrphansScanned))
        {
            for (uint index = 0; index < _capacity && count < enough; index++)
            {
                count += SlotState.Phase(Volatile.Read(ref Slot(index)->State)) == SlotPhase.Orphan ? 1 : 0;
            }
        }

        return (int)Math.Min((uint)count, _capacity);
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
        int free = 0;
        uint index = _cursor;
        for (uint left = _unreserved; left > 0 && free < enough; left--, index = After(index))
        {
            free += IsFree(index) ? 1 : 0;
        }

        for (index = _unreserved; index < _capacity && free < enough && priority >= _reservedForPriority; index++)
        {
            free += IsFree(index) ? 1 : 0;
        }

        return free;
    }

    /// <summary>Whether somebody holds a slot: claimed and not sent, received and not settled.</summary>
    public bool Holds(uint owner)
    {
        bool[]? inRings = null;
        for (uint index = 0; index < _capacity; index++)
        {
            ulong state = Volatile.Read(ref Slot(index)->State);
            if (SlotState.Owner(state) != owner)
            {
                continue;
            }

            SlotPhase phase = SlotState.Phase(state);
            if (phase is SlotPhase.Writing or SlotPhase.Reading)
            {
                return true;
            }

            // Ready and in no ring: somebody is in the middle of a commit, and will look itself when it is through. Unless it was received meanwhile.
            if (phase == SlotPhase.Ready && !(inRings ??= FindIndexesInRings())[index] && Volatile.Read(ref Slot(index)->State) == state)
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
            foreach ((uint index, ulong state) in MessagesOf(lane, number + 1))
            {
                if (number-- == 0)
                {
                    return (index, state, Math.Max(order.Priorities[lane], 0));
                }
            }
        }

        return default;
    }

    /// <summary>The first messages of a lane.</summary>
    private List<(uint Index, ulong State)> MessagesOf(byte lane, int enough)
    {
        List<(uint Index, ulong State)> messages = [];
        ulong position = Volatile.Read(ref *Head(lane));
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

            // All of them lie behind the head; places come round.
            orphans.Sort((one, other) => (one.Order - position).CompareTo(other.Order - position));
            messages.AddRange(orphans.ConvertAll(static orphan => (orphan.Index, orphan.State)));
        }

        for (uint left = _capacity; left > 0 && messages.Count < enough; left--, position++)
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

    private bool IsFree(uint index) => SlotState.Phase(Volatile.Read(ref Slot(index)->State)) == SlotPhase.Free;

    /// <summary>Whether the entry of a position is written.</summary>
    private bool IsFilled(int lane, ulong position) => RingEntry.Distance(Volatile.Read(ref Ring(lane)[position & _ringMask]), Turn(position)) == 0;

    /// <summary>Whether the message of a position is taken already: the head has not followed yet.</summary>
    private bool IsConsumed(int lane, ulong position)
    {
        uint index = RingEntry.Index(Volatile.Read(ref Ring(lane)[position & _ringMask]));
        return index < _capacity && SlotState.Phase(Volatile.Read(ref Slot(index)->State)) != SlotPhase.Ready;
    }
}
