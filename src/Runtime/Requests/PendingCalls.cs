namespace TypedMq.Requests;

/// <summary>
/// The calls of a caller that wait for replies, by their correlation id: the number of a slot, and how often it was used. Whoever takes a call out ends
/// it, and only one can. Thread-safe; only adding and freeing take a lock, for a moment.
/// </summary>
/// <param name="owner">What is disposed when no calls may come any more, for errors.</param>
internal sealed class PendingCalls(string owner)
{
    private const int IndexBits = 24;
    private const ulong IndexMask = (1UL << IndexBits) - 1;

    private readonly Lock _lock = new();
    private Slot[] _slots = [];
    private int _used;
    private int _free = -1;
    private int _count;
    private bool _closed;

    /// <summary>How many wait now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Lets a call wait.</summary>
    /// <returns>Its correlation id; never 0.</returns>
    /// <exception cref="ObjectDisposedException">Nobody waits here any more.</exception>
    public ulong Add(PendingCall call)
    {
        lock (_lock)
        {
            if (_closed)
            {
                throw Closed();
            }

            int index = _free;
            Slot slot;
            if (index >= 0)
            {
                slot = _slots[index];
                _free = slot.NextFree;
            }
            else
            {
                index = _used++;
                slot = New(index);
            }

            ulong correlation = (++slot.Generation << IndexBits) | (uint)index;
            slot.Call = call;
            Volatile.Write(ref slot.Live, correlation);
            _count++;
            return correlation;
        }
    }

    /// <summary>The call that waits under an id; null when none does. It may end at any moment.</summary>
    public PendingCall? Find(ulong correlation) => SlotOf(correlation) is { } slot && Volatile.Read(ref slot.Live) == correlation ? slot.Call : null;

    /// <summary>Takes a call out, to end it.</summary>
    /// <returns>Null when somebody else has.</returns>
    public PendingCall? Take(ulong correlation)
    {
        if (SlotOf(correlation) is not { } slot || correlation == 0 || Interlocked.CompareExchange(ref slot.Live, 0, correlation) != correlation)
        {
            return null;
        }

        PendingCall? call = slot.Call;
        slot.Call = null;
        lock (_lock)
        {
            slot.NextFree = _free;
            _free = (int)(correlation & IndexMask);
            _count--;
        }

        return call;
    }

    /// <summary>Fails all that wait.</summary>
    /// <param name="error">Makes the error of each.</param>
    /// <param name="forGood">Whether no others may come.</param>
    public void FailAll(Func<Exception> error, bool forGood)
    {
        Slot[] slots;
        int used;
        lock (_lock)
        {
            _closed |= forGood;
            slots = _slots;
            used = _used;
        }

        for (int i = 0; i < used; i++)
        {
            Take(Volatile.Read(ref slots[i].Live))?.Fail(error());
        }
    }

    private ObjectDisposedException Closed() => new(owner);

    private Slot? SlotOf(ulong correlation)
    {
        Slot[] slots = Volatile.Read(ref _slots);
        int index = (int)(correlation & IndexMask);
        return index < slots.Length ? slots[index] : null;
    }

    /// <summary>To be called under the lock.</summary>
    private Slot New(int index)
    {
        if (index == _slots.Length)
        {
            if (index > (int)IndexMask)
            {
                _used--;
                throw new InvalidOperationException($"{index} requests wait for replies already, which is as many as can.");
            }

            Slot[] more = new Slot[Math.Max(index * 2, 16)];
            _slots.CopyTo(more, 0);
            for (int i = index; i < more.Length; i++)
            {
                more[i] = new();
            }

            Volatile.Write(ref _slots, more);
        }

        return _slots[index];
    }

    private sealed class Slot
    {
        /// <summary>The correlation id of the call that waits; 0 while there is none. Who sets it to 0 has taken the call.</summary>
        public ulong Live;

        public ulong Generation;
        public PendingCall? Call;
        public int NextFree;
    }
}
