namespace TypedMq.Transports.InProcess;

/// <summary>
/// What all handles on an in-process queue share: slots, and the order of those that are ready. One short critical section an operation;
/// the payload is written and read outside of it.
/// </summary>
internal sealed class InProcessStore
{
    /// <summary>As POSIX has it on Linux (<c>mq_overview(7)</c>).</summary>
    public const int MaxPriority = 32767;

    private const int SlotBits = 20;

    private readonly object _gate = new();
    private readonly string _name;
    private readonly Slot[] _slots;
    private readonly Stack<int> _free;
    private readonly PriorityQueue<int, ulong> _ready;
    private readonly MqWaiterQueue _receivers = new();
    private readonly MqWaiterQueue _senders = new();
    private ulong _order;
    private int _blocked;
    private bool _removed;

    public InProcessStore(string name, int capacity, int maxMessageBytes)
    {
        _name = name;
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

    public bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)priority, (uint)MaxPriority, nameof(priority));
        int index;
        ulong token;
        byte[] buffer;
        lock (_gate)
        {
            ThrowIfRemoved();
            if (!_free.TryPeek(out index))
            {
                claim = default;
                return false;
            }

            // The slot is taken once it has its memory: where there is none, it stays free.
            ref Slot slot = ref _slots[index];
            buffer = slot.Buffer ??= new byte[MqEnvelope.MaxFieldBytes + MaxMessageBytes];
            _free.Pop();
            token = slot.Enter(Phase.Claimed, index);
            slot.Tag = envelope.Tag;
            slot.Fields = envelope.Fields;
            slot.Deliveries = 0;
        }

        if (envelope.Fields != MqEnvelopeFields.None)
        {
            envelope.WriteFields(buffer.AsSpan(MqEnvelope.MaxFieldBytes - envelope.FieldBytes));
        }

        claim = new MqClaim(buffer, MqEnvelope.MaxFieldBytes, MaxMessageBytes, priority, token);
        return true;
    }

    public void Commit(ref MqClaim claim, int length)
    {
        if ((uint)length > (uint)MaxMessageBytes)
        {
            Abort(ref claim);
            throw new MqMessageTooLargeException(_name, length, MaxMessageBytes);
        }

        lock (_gate)
        {
            int index = Find(claim.Token, Phase.Claimed);
            ThrowIfRemoved();
            ref Slot slot = ref _slots[index];
            slot.Enter(Phase.Ready, index);
            slot.Length = length;
            slot.Priority = claim.Priority;

            // Highest priority first, then the order of committing. 48 bits of order outlast any process.
            slot.Rank = ((ulong)(MaxPriority - claim.Priority) << 48) | ++_order;
            _ready.Enqueue(index, slot.Rank);
            PulseBlocked();
        }

        claim = default;
        _receivers.SignalOne();
    }

    public void Abort(ref MqClaim claim)
    {
        if (claim.Token != 0)
        {
            Release(claim.Token, Phase.Claimed);
            claim = default;
        }
    }

    public bool TryReceive(out MqLease lease)
    {
        lock (_gate)
        {
            ThrowIfRemoved();
            if (!_ready.TryDequeue(out int index, out _))
            {
                lease = default;
                return false;
            }

            ref Slot slot = ref _slots[index];
            lease = new MqLease(slot.Buffer!, MqEnvelope.MaxFieldBytes, slot.Length)
            {
                Priority = slot.Priority,
                DeliveryCount = ++slot.Deliveries,
                Tag = slot.Tag,
                Fields = slot.Fields,
                Token = slot.Enter(Phase.Leased, index),
            };
            return true;
        }
    }

    /// <summary>Ends a lease: the message is gone, or goes back to its place.</summary>
    public void Settle(ref MqLease lease, bool again)
    {
        if (!again)
        {
            Release(lease.Token, Phase.Leased);
        }
        else
        {
            lock (_gate)
            {
                int index = Find(lease.Token, Phase.Leased);
                ref Slot slot = ref _slots[index];
                slot.Enter(Phase.Ready, index);
                _ready.Enqueue(index, slot.Rank);
                PulseBlocked();
            }

            _receivers.SignalOne();
        }

        lease = default;
    }

    public bool Wait(InProcessQueue handle, MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.CanBeCanceled
            ? cancellationToken.UnsafeRegister(static store => ((InProcessStore)store!).WakeAll(), this)
            : default;
        lock (_gate)
        {
            _blocked++;
            try
            {
                while (true)
                {
                    handle.ThrowIfDisposed();
                    ThrowIfRemoved();
                    if (IsWorthTrying(direction))
                    {
                        return true;
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    TimeSpan left = deadline.Remaining;
                    if (left == TimeSpan.Zero)
                    {
                        return false;
                    }

                    // Monitor takes whole milliseconds: round up, or the last one is spent spinning. It takes 24 days of them; longer waits wake in between.
                    Monitor.Wait(_gate, (int)Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue));
                }
            }
            finally
            {
                _blocked--;
            }
        }
    }

    public ValueTask WaitAsync(InProcessQueue handle, MqDirection direction, CancellationToken cancellationToken)
    {
        MqWaiterQueue waiters = direction == MqDirection.Receive ? _receivers : _senders;
        ValueTask task = waiters.WaitAsync(cancellationToken);

        // First in line, then look: what came in between has signalled nobody.
        bool look;
        lock (_gate)
        {
            look = _removed || handle.IsDisposed || IsWorthTrying(direction);
        }

        if (look)
        {
            waiters.SignalAll();
        }

        return task;
    }

    public MqQueueAttributes GetAttributes()
    {
        lock (_gate)
        {
            ThrowIfRemoved();
            return new(Capacity, MaxMessageBytes, _ready.Count);
        }
    }

    /// <summary>Makes every operation of every handle fail from now on.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            _removed = true;
        }

        WakeAll();
    }

    /// <summary>Lets every waiter look again: at its token, its handle, the queue.</summary>
    public void WakeAll()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }

        _receivers.SignalAll();
        _senders.SignalAll();
    }

    private void Release(ulong token, Phase from)
    {
        lock (_gate)
        {
            int index = Find(token, from);
            _slots[index].Enter(Phase.Free, index);
            _free.Push(index);
            PulseBlocked();
        }

        _senders.SignalOne();
    }

    private bool IsWorthTrying(MqDirection direction) => direction == MqDirection.Receive ? _ready.Count > 0 : _free.Count > 0;

    private void PulseBlocked()
    {
        if (_blocked > 0)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private int Find(ulong token, Phase phase)
    {
        int index = (int)(token & ((1u << SlotBits) - 1));
        return index < _slots.Length && _slots[index].Phase == phase && _slots[index].Token(index) == token
            ? index
            : throw new InvalidOperationException($"This {(phase == Phase.Claimed ? "claim" : "lease")} on queue '{_name}' was settled before.");
    }

    private void ThrowIfRemoved()
    {
        if (_removed)
        {
            throw new MqQueueRemovedException(_name);
        }
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
