using System.Buffers;
using System.Runtime.CompilerServices;

namespace TypedMq.Transports.InProcess;

/// <summary>
/// The messages of an in-process queue: slots that are free, claimed, ready or leased, and the order of those that are ready. Not thread-safe:
/// the store's lock guards it; only payloads are written and read outside of it. What every message passes is inlined there, to hold the lock shortly.
/// </summary>
internal sealed class InProcessSlots
{
    private const int SlotBits = 20;
    private const int OrderBits = 48;

    private readonly string _name;
    private readonly Slot[] _slots;
    private readonly Stack<int> _free;
    private readonly PriorityQueue<int, ulong> _ready;
    private readonly int _open;
    private readonly int _reservedForPriority;
    private ulong _order;
    private int _low;

    public InProcessSlots(string name, int capacity, int maxMessageBytes, int reserved, int reservedForPriority)
    {
        _name = name;
        _open = capacity - reserved;
        _reservedForPriority = reservedForPriority;
        _slots = new Slot[capacity];
        _free = new(capacity);
        _ready = new(capacity);
        MaxMessageBytes = maxMessageBytes;
        for (int i = capacity - 1; i >= 0; i--)
        {
            _free.Push(i);
        }
    }

    private enum Phase : byte
    {
        Free,
        Claimed,
        Ready,
        Leased,
    }

    public int Capacity => _slots.Length;

    public int MaxMessageBytes { get; }

    /// <summary>How many messages are ready.</summary>
    public int Count => _ready.Count;

    /// <summary>Whether there may be room for one priority and none for another.</summary>
    public bool HasReserved => _open < Capacity;

    /// <summary>Messages of a low priority take no more than what is not reserved, however few of a high one there are.</summary>
    public bool HasRoom(int priority) => _free.Count > 0 && (_low < _open || priority >= _reservedForPriority);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        if (!_free.TryPeek(out int index) || !HasRoom(priority))
        {
            claim = default;
            return false;
        }

        // The slot is taken once it has its memory: where there is none, it stays free.
        ref Slot slot = ref _slots[index];
        byte[] buffer = slot.Buffer ??= new byte[MqEnvelope.MaxFieldBytes + MaxMessageBytes];
        _free.Pop();
        slot.Tag = envelope.Tag;
        slot.Fields = envelope.Fields;
        slot.Deliveries = 0;
        slot.Priority = priority;
        _low += priority < _reservedForPriority ? 1 : 0;
        claim = new MqClaim(buffer, MqEnvelope.MaxFieldBytes, MaxMessageBytes, priority, slot.Enter(Phase.Claimed, index));
        return true;
    }

    /// <summary>Checks that a claim is one, before anything else is done with it.</summary>
    public int FindClaimed(in MqClaim claim) => Find(claim.Token, Phase.Claimed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(int index, int priority, int length)
    {
        ref Slot slot = ref _slots[index];
        slot.Enter(Phase.Ready, index);
        slot.Length = length;

        // Highest priority first, then the order of committing. 48 bits of order outlast any process.
        slot.Rank = ((ulong)(InProcessStore.MaxPriority - priority) << OrderBits) | ++_order;
        _ready.Enqueue(index, slot.Rank);
    }

    public void Abort(ulong token) => Free(Find(token, Phase.Claimed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out MqLease lease)
    {
        if (!_ready.TryDequeue(out int index, out _))
        {
            lease = default;
            return false;
        }

        lease = Lease(index);
        return true;
    }

    /// <summary>Takes the first of those that a selection allows: looks at every message.</summary>
    public bool TryTake(MqSelection selection, out MqLease lease)
    {
        int index = FindFirst(selection);
        if (index < 0)
        {
            lease = default;
            return false;
        }

        _ready.Remove(index, out _, out _);
        lease = Lease(index);
        return true;
    }

    /// <summary>Discards the oldest message of the lowest priority, unless that is above a limit: looks at every message.</summary>
    public bool TryDiscardOldest(int maxPriority)
    {
        // The lowest priority is the highest rank but for the order, so that is turned over.
        const ulong Orders = (1UL << OrderBits) - 1;
        int oldest = -1;
        ulong worst = 0;
        foreach ((int index, ulong rank) in _ready.UnorderedItems)
        {
            if ((rank ^ Orders) >= worst)
            {
                (oldest, worst) = (index, rank ^ Orders);
            }
        }

        if (oldest < 0 || _slots[oldest].Priority > maxPriority)
        {
            return false;
        }

        _ready.Remove(oldest, out _, out _);
        Free(oldest);
        return true;
    }

    /// <summary>Whether a message is ready that a selection allows.</summary>
    public bool Holds(MqSelection selection) => _ready.Count > 0 && (selection == MqSelection.All || FindFirst(selection) >= 0);

    /// <summary>Copies the message that was committed as the n-th of those that are ready.</summary>
    public bool TryPeek(int number, Span<byte> payload, out int length, out int priority)
    {
        int count = _ready.Count;
        if (number >= count)
        {
            length = priority = 0;
            return false;
        }

        ulong[] orders = ArrayPool<ulong>.Shared.Rent(count);
        int[] indexes = ArrayPool<int>.Shared.Rent(count);
        int filled = 0;
        foreach ((int index, ulong rank) in _ready.UnorderedItems)
        {
            orders[filled] = rank & ((1UL << OrderBits) - 1);
            indexes[filled++] = index;
        }

        Array.Sort(orders, indexes, 0, count);
        ref Slot slot = ref _slots[indexes[number]];
        ArrayPool<ulong>.Shared.Return(orders);
        ArrayPool<int>.Shared.Return(indexes);
        length = slot.Length;
        priority = slot.Priority;
        slot.Buffer.AsSpan(MqEnvelope.MaxFieldBytes, length).CopyTo(payload);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Complete(in MqLease lease) => Free(Find(lease.Token, Phase.Leased));

    /// <summary>Puts a message back to its place.</summary>
    public void Abandon(in MqLease lease)
    {
        int index = Find(lease.Token, Phase.Leased);
        ref Slot slot = ref _slots[index];
        slot.Enter(Phase.Ready, index);
        _ready.Enqueue(index, slot.Rank);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private MqLease Lease(int index)
    {
        ref Slot slot = ref _slots[index];
        return new MqLease(slot.Buffer!, MqEnvelope.MaxFieldBytes, slot.Length)
        {
            Priority = slot.Priority,
            DeliveryCount = ++slot.Deliveries,
            Tag = slot.Tag,
            Fields = slot.Fields,
            Token = slot.Enter(Phase.Leased, index),
        };
    }

    private int FindFirst(MqSelection selection)
    {
        int first = -1;
        ulong best = ulong.MaxValue;
        foreach ((int index, ulong rank) in _ready.UnorderedItems)
        {
            if (rank < best && selection.Allows(_slots[index].Priority))
            {
                (first, best) = (index, rank);
            }
        }

        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Free(int index)
    {
        ref Slot slot = ref _slots[index];
        slot.Enter(Phase.Free, index);
        _low -= slot.Priority < _reservedForPriority ? 1 : 0;
        _free.Push(index);
    }

    private int Find(ulong token, Phase phase)
    {
        int index = (int)(token & ((1u << SlotBits) - 1));
        return index < _slots.Length && _slots[index].Phase == phase && _slots[index].Token(index) == token
            ? index
            : throw new InvalidOperationException($"This {(phase == Phase.Claimed ? "claim" : "lease")} on queue '{_name}' was settled before.");
    }

    /// <summary>Room for one message. The version grows with each phase, so that an old token never settles a new message.</summary>
    private struct Slot
    {
        private ulong _version;

        public byte[]? Buffer { get; set; }

        public Phase Phase { get; private set; }

        public int Length { get; set; }

        public int Priority { get; set; }

        public int Deliveries { get; set; }

        public uint Tag { get; set; }

        public MqEnvelopeFields Fields { get; set; }

        public ulong Rank { get; set; }

        public ulong Enter(Phase phase, int index)
        {
            Phase = phase;
            _version++;
            return Token(index);
        }

        public readonly ulong Token(int index) => (_version << SlotBits) | (uint)index;
    }
}
