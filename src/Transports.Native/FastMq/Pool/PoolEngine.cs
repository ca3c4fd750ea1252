using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using TypedMq.Waiting;

namespace TypedMq.Transports.FastMq;

/// <summary>How an operation on shared memory ended.</summary>
internal enum PoolOutcome
{
    Done,

    /// <summary>There is no room, or no message.</summary>
    Nothing,

    /// <summary>Found what cannot be; <see cref="PoolEngine.Found"/> says what.</summary>
    Corrupt,
}

/// <summary>
/// The pool: slots that senders and receivers own by the slot's own state word, and for each priority a ring of slot indices. Any number of threads and
/// processes; no lock, so nobody waits for somebody who was stopped, and nothing is left locked by somebody who was killed.
/// </summary>
/// <remarks>
/// <para>The counters of a ring only follow: what was done is decided by one compare-and-swap on a word that says who did it, and whoever
/// comes next advances the counters if that one did not. The order of the loads in <see cref="TryAcquire"/> is part of the protocol: each is an acquire.</para>
/// <para>Nothing here rings: who has published, or made room, rings once for all of it, after it.</para>
/// <para>docs/fastmq.md has the protocol as tables; the models under tests/Models use the names of the steps here.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class PoolEngine
{
    /// <summary>No correct queue lets an operation start over so often. Bounds what a hostile peer can make us do.</summary>
    private const int MaxTurns = 100_000;

    private readonly FastMqHeader* _header;
    private readonly byte* _slots;
    private readonly byte* _lanes;
    private readonly ulong* _rings;
    private readonly ulong* _notes;
    private readonly ulong _slotBytes;
    private readonly uint _stride;
    private readonly ulong _perStride;
    private readonly uint _capacity;
    private readonly uint _unreserved;
    private readonly uint _step;
    private readonly int _reservedForPriority;
    private readonly int _maxMessageBytes;
    private readonly int _laneCount;
    private readonly ulong _laneMask;
    private readonly int _ringWords;
    private readonly ulong _ringMask;
    private readonly int _ringShift;
    private readonly uint _me;
    private readonly bool _fences;
    private LaneOrder _order = LaneOrder.None;
    private uint _cursor;

    // The lanes that were sent to, by the low bits of their priority: that and one more in the high half, the lane in the low one.
    private readonly ulong[] _knownLanes = new ulong[FastMqGeometry.MaxLanes];

    /// <summary>Works on the memory of a queue.</summary>
    /// <param name="memory">The mapping, whose geometry was verified; it stays mapped as long as anything here is called.</param>
    /// <param name="me">The participant as whom; 0 for somebody who only looks.</param>
    /// <param name="canBeFenced">Whether the fences of those who sleep reach this process: <see cref="Interop.Membarrier.IsUsable"/>.</param>
    public PoolEngine(FastMqMemory memory, uint me, bool canBeFenced = true)
    {
        FastMqGeometry geometry = memory.Geometry;
        _header = memory.Header;
        _slots = memory.At(geometry.SlotsOffset);
        _lanes = memory.At(geometry.LanesOffset);
        _rings = (ulong*)memory.At(geometry.RingsOffset);
        _notes = (ulong*)memory.At(geometry.NotesOffset);
        _stride = (uint)geometry.Stride;
        _capacity = (uint)geometry.Capacity;
        _slotBytes = (ulong)_capacity * _stride;
        _perStride = (ulong.MaxValue / (_stride / FastMqGeometry.LineSize)) + 1;
        _unreserved = _capacity - (uint)memory.ReservedSlots;
        _step = SlotOrder.StepFor(_unreserved);
        _reservedForPriority = memory.ReservedForPriority;
        _maxMessageBytes = geometry.MaxMessageBytes;
        _laneCount = geometry.Lanes;
        _laneMask = ulong.MaxValue >> (FastMqGeometry.MaxLanes - geometry.Lanes);
        _ringWords = geometry.RingWords;
        _ringMask = (ulong)geometry.RingSize - 1;
        _ringShift = System.Numerics.BitOperations.Log2((uint)geometry.RingSize);
        _me = me;
        _fences = !memory.SleepersFence || !canBeFenced;

        // Senders start apart from each other, so that they do not try the same slots.
        _cursor = (uint)((ulong)me * _unreserved / (uint)geometry.Participants);
    }

    /// <summary>What was found that cannot be.</summary>
    public string? Found { get; private set; }

    /// <summary>Finds a free slot and makes it ours.</summary>
    /// <param name="priority">The priority of the message: high ones may take reserved slots.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="state">Its state, by which it is known to be ours.</param>
    /// <returns>False when a look at every slot found none free.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int priority, out SlotHeader* slot, out ulong state)
    {
        // Nearly always the next one is free.
        uint cursor = _cursor;
        slot = Slot(cursor);
        if (TryReserve(slot, out state))
        {
            _cursor = After(cursor);
            return true;
        }

        slot = ReserveAnother(priority, out ulong another);
        state = another;
        return slot is not null;
    }

    /// <summary>Publishes a message. After the entry of the ring is written it is sent, whatever becomes of the sender.</summary>
    /// <param name="slot">The slot, of which tag, fields and lane are written.</param>
    /// <param name="state">Its state.</param>
    /// <param name="index">Its index.</param>
    /// <param name="length">The length of the payload.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PoolOutcome Commit(SlotHeader* slot, ulong state, uint index, int length)
    {
        int lane = slot->Lane;
        if (lane >= _laneCount)
        {
            return FoundLane(lane);
        }

        slot->Length = length;
        slot->Deliveries = 0;
        slot->Order = Volatile.Read(ref *Tail(lane));
        FaultPoints.Reach(FaultPoint.LengthWritten);
        if ((Volatile.Read(ref _header->UsedLanes) >> lane & 1) == 0)
        {
            Interlocked.Or(ref _header->UsedLanes, 1UL << lane);
            FaultPoints.Reach(FaultPoint.LaneUsed);
        }

        Volatile.Write(ref slot->State, SlotState.With(state, SlotPhase.Ready, _me));
        FaultPoints.Reach(FaultPoint.CommitReady);
        return TryAppend(lane, index) ? PoolOutcome.Done : AppendAgain(lane, index);
    }

    /// <summary>Gives a slot back unsent.</summary>
    public void Abort(SlotHeader* slot, ulong state)
    {
        MakeFree(slot, state);
        FaultPoints.Reach(FaultPoint.Aborted);
    }

    /// <summary>The message was handled: its slot is free. Only after the head has passed its entry, as <see cref="TryAcquire"/> leaves it.</summary>
    public void Release(SlotHeader* slot, ulong state)
    {
        MakeFree(slot, state);
        FaultPoints.Reach(FaultPoint.Released);
    }

    /// <summary>The message was not handled: it will be delivered again.</summary>
    public void Abandon(SlotHeader* slot, ulong state)
    {
        Interlocked.CompareExchange(ref slot->State, SlotState.With(state, SlotPhase.Orphan, 0), state);
        FaultPoints.Reach(FaultPoint.OrphanMade);
        Interlocked.Increment(ref _header->OrphansRaised);
        FaultPoints.Reach(FaultPoint.OrphanRaised);
    }

    /// <summary>Wakes one who waits for a message. What was published before is visible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RingNotEmpty() => EventWord.RingOne(&_header->NotEmpty);

    /// <summary>Wakes one who waits for room; all where slots are reserved, since one might be woken who may not take it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RingNotFull()
    {
        if (_unreserved == _capacity)
        {
            EventWord.RingOne(&_header->NotFull);
        }
        else
        {
            EventWord.Ring(&_header->NotFull);
        }
    }

    /// <summary>The index of a slot that was given out; whether there is one at the address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGetIndex(SlotHeader* slot, out uint index)
    {
        // The division, in lines, is a multiplication: exact, as there are less than 2^32 of them.
        index = (uint)Math.BigMul((ulong)((byte*)slot - _slots) / FastMqGeometry.LineSize, _perStride, out _);
        return Contains(slot) && Slot(index) == slot;
    }

    /// <summary>Whether an address lies among the slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(SlotHeader* slot) => (ulong)((byte*)slot - _slots) < _slotBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SlotHeader* Slot(uint index) => (SlotHeader*)(_slots + ((ulong)index * _stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReserve(SlotHeader* slot, out ulong state)
    {
        ulong found = Volatile.Read(ref slot->State);
        state = SlotState.Next(found, SlotPhase.Writing, _me);
        if (SlotState.Phase(found) != SlotPhase.Free)
        {
            return false;
        }

        FaultPoints.Reach(FaultPoint.SlotSeen);
        if (Interlocked.CompareExchange(ref slot->State, state, found) != found)
        {
            return false;
        }

        FaultPoints.Reach(FaultPoint.Reserved);
        return true;
    }

    /// <summary>Looks at every slot.</summary>
    /// <returns>The first one that was free, ours now; null when there is none.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SlotHeader* ReserveAnother(int priority, out ulong state)
    {
        uint index = _cursor;
        for (uint left = _unreserved; left > 0; left--)
        {
            SlotHeader* slot = Slot(index);
            index = After(index);
            if (TryReserve(slot, out state))
            {
                _cursor = index;
                return slot;
            }
        }

        for (index = _unreserved; index < _capacity && priority >= _reservedForPriority; index++)
        {
            if (TryReserve(Slot(index), out state))
            {
                return Slot(index);
            }
        }

        state = 0;
        return null;
    }

    /// <summary>The slot that is tried after another one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint After(uint index)
    {
        uint next = index + _step;
        return next < _unreserved ? next : next - _unreserved;
    }

    /// <summary>Writes the index of a slot into the first entry of a ring that is not filled, and lets the tail follow.</summary>
    /// <returns>False when somebody else was at work: again.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAppend(int lane, uint index)
    {
        ulong* tail = Tail(lane);
        ulong position = Volatile.Read(ref *tail);
        ulong* entry = Ring(lane) + (position & _ringMask);
        ulong found = Volatile.Read(ref *entry);
        ulong turn = Turn(position);
        ulong distance = RingEntry.Distance(found, turn);
        FaultPoints.Reach(FaultPoint.TailSeen);
        if (distance == RingEntry.TurnMask)
        {
            if (Interlocked.CompareExchange(ref *entry, RingEntry.Make(turn, index), found) != found)
            {
                return false;
            }

            FaultPoints.Reach(FaultPoint.CommitEntry);
            bool advanced = Interlocked.CompareExchange(ref *tail, position + 1, position) == position;
            FaultPoints.Reach(FaultPoint.CommitTail);
            if (_fences && !advanced)
            {
                // A compare-and-swap that fails is no full fence everywhere.
                Interlocked.MemoryBarrier();
            }

            return true;
        }

        if (distance == 0)
        {
            Interlocked.CompareExchange(ref *tail, position + 1, position);
            FaultPoints.Reach(FaultPoint.CommitHelped);
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PoolOutcome AppendAgain(int lane, uint index)
    {
        for (int turns = 0; turns < MaxTurns; turns++)
        {
            if (TryAppend(lane, index))
            {
                return PoolOutcome.Done;
            }
        }

        return FoundTail(lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MakeFree(SlotHeader* slot, ulong state)
    {
        ulong free = SlotState.With(state, SlotPhase.Free, 0);
        if (_fences)
        {
            // The next load is of the event word: without the fence it could come first.
            Interlocked.Exchange(ref slot->State, free);
        }
        else
        {
            Volatile.Write(ref slot->State, free);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong* Head(int lane) => (ulong*)(_lanes + ((long)lane * FastMqGeometry.LaneSize));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong* Tail(int lane) => (ulong*)(_lanes + ((long)lane * FastMqGeometry.LaneSize) + (FastMqGeometry.LaneSize / 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong* Ring(int lane) => _rings + ((long)lane * _ringWords);

    /// <summary>The turn in which a position is filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Turn(ulong position) => (position >> _ringShift) + 1 & RingEntry.TurnMask;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PoolOutcome FoundLane(int lane) => Corrupt($"lane {lane} of {_laneCount} in a slot");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PoolOutcome FoundTail(int lane) => Corrupt($"a ring of lane {lane} whose tail does not fit its entries");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PoolOutcome FoundSlot(uint index) => Corrupt($"slot {index} of {_capacity} in a ring");

    private PoolOutcome Corrupt(string found)
    {
        Found = found;
        return PoolOutcome.Corrupt;
    }
}
