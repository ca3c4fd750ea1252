namespace TypedMq.Transports.InProcess;

/// <summary>
/// What all handles on an in-process queue share. One short critical section an operation; the payload is written and read outside of it.
/// </summary>
internal sealed partial class InProcessStore
{
    /// <summary>As POSIX has it on Linux (<c>mq_overview(7)</c>).</summary>
    public const int MaxPriority = 32767;

    private readonly object _gate = new();
    private readonly string _name;
    private readonly InProcessSlots _slots;
    private InProcessNotification? _notification;
    private InProcessQueue? _sender;
    private InProcessQueue? _receiver;
    private volatile bool _removed;

    public InProcessStore(MqQueueOptions options, int capacity, int maxMessageBytes, InProcessPermissions permissions)
    {
        _name = options.Name.Value;
        Topology = options.Topology;
        ReservedSlots = options.ReservedSlots ?? 0;
        ReservedForPriority = ReservedSlots == 0 ? 0 : options.ReservedForPriority ?? 0;
        _slots = new(_name, capacity, maxMessageBytes, ReservedSlots, ReservedForPriority);
        WakesAllSenders = _slots.HasReserved;
        Permissions = permissions;
    }

    public int Capacity => _slots.Capacity;

    public int MaxMessageBytes => _slots.MaxMessageBytes;

    public MqTopology Topology { get; }

    public int ReservedSlots { get; }

    public int ReservedForPriority { get; }

    public InProcessPermissions Permissions { get; }

    public bool IsRemoved => _removed;

    /// <summary>What is kept of the contracts of those who have used the queue. Under the lock of the host.</summary>
    public byte[] Manifest { get; set; } = [];

    /// <summary>Whether some senders find no room where others do: then who waits for room is woken in vain, and must not be woken alone.</summary>
    public bool WakesAllSenders { get; set; }

    public bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)priority, (uint)MaxPriority, nameof(priority));
        lock (_gate)
        {
            ThrowIfRemoved();
            if (!_slots.TryClaim(in envelope, priority, out claim))
            {
                Missed(priority);
                return false;
            }
        }

        if (envelope.Fields != MqEnvelopeFields.None)
        {
            envelope.WriteFields(claim.Array.AsSpan(claim.Offset - envelope.FieldBytes));
        }

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
            int index = _slots.FindClaimed(in claim);
            ThrowIfRemoved();
            _slots.Commit(index, claim.Priority, length);
            Arrived();
        }

        claim = default;
        SignalArrival();
    }

    public void Abort(ref MqClaim claim)
    {
        if (claim.Token != 0)
        {
            lock (_gate)
            {
                _slots.Abort(claim.Token);
                PulseBlocked();
            }

            claim = default;
            SignalRoom();
        }
    }

    public bool TryReceive(out MqLease lease)
    {
        lock (_gate)
        {
            ThrowIfRemoved();
            return _slots.TryTake(out lease);
        }
    }

    public bool TryReceive(MqSelection selection, out MqLease lease)
    {
        lock (_gate)
        {
            ThrowIfRemoved();
            return _slots.TryTake(selection, out lease);
        }
    }

    public bool TryDiscardOldest(int maxPriority)
    {
        lock (_gate)
        {
            ThrowIfRemoved();
            if (!_slots.TryDiscardOldest(maxPriority))
            {
                return false;
            }

            PulseBlocked();
        }

        SignalRoom();
        return true;
    }

    public bool TryPeek(int index, Span<byte> payload, out int length, out int priority)
    {
        lock (_gate)
        {
            ThrowIfRemoved();
            return _slots.TryPeek(index, payload, out length, out priority);
        }
    }

    /// <summary>Ends a lease: the message is gone, or goes back to its place.</summary>
    public void Settle(ref MqLease lease, bool again)
    {
        if (!again)
        {
            lock (_gate)
            {
                _slots.Complete(in lease);
                PulseBlocked();
            }

            lease = default;
            SignalRoom();
        }
        else
        {
            lock (_gate)
            {
                _slots.Abandon(in lease);
                Arrived();
            }

            lease = default;
            SignalArrival();
        }
    }

    public MqQueueAttributes GetAttributes()
    {
        lock (_gate)
        {
            ThrowIfRemoved();
            return new(Capacity, MaxMessageBytes, _slots.Count);
        }
    }

    public IDisposable Register(InProcessQueue handle, Action callback, bool once)
    {
        lock (_gate)
        {
            handle.ThrowIfDisposed();
            ThrowIfRemoved();
            if (_notification is not null)
            {
                throw new MqNotificationTakenException(_name);
            }

            _notification = new(this, handle, callback, once);
            return new InProcessNotification.Registration(_notification);
        }
    }

    public void Unregister(InProcessNotification notification)
    {
        lock (_gate)
        {
            if (_notification == notification)
            {
                _notification = null;
            }
        }
    }

    /// <summary>Gives a handle its place, if it is the first to ask for it: a handle that may do both asks when it needs it.</summary>
    /// <exception cref="MqLimitException">The queue is for one sender and one receiver, and there is one.</exception>
    public void Enter(InProcessQueue handle, MqAccess access)
    {
        if (Topology == MqTopology.OneToOne)
        {
            lock (_gate)
            {
                CheckRole(_sender, access & MqAccess.Send, "senders");
                CheckRole(_receiver, access & MqAccess.Receive, "receivers");
                _sender = (access & MqAccess.Send) == 0 ? _sender : handle;
                _receiver = (access & MqAccess.Receive) == 0 ? _receiver : handle;
            }
        }

        void CheckRole(InProcessQueue? holder, MqAccess wanted, string role)
        {
            if (wanted != 0 && holder is not null && holder != handle)
            {
                throw new MqLimitException(_name, $"open {role} of a queue with Topology = OneToOne", "1", "Close the other handle first, or let the queue be created without the topology.");
            }
        }
    }

    /// <summary>Ends what belongs to a handle that was closed: its registration, its role, and the waits of its threads.</summary>
    public void Leave(InProcessQueue handle)
    {
        InProcessNotification? notification;
        lock (_gate)
        {
            _sender = _sender == handle ? null : _sender;
            _receiver = _receiver == handle ? null : _receiver;
            notification = _notification;
        }

        if (notification?.Handle == handle)
        {
            notification.Cancel();
        }

        WakeAll();
    }

    /// <summary>Makes every operation of every handle fail from now on.</summary>
    /// <returns>False when that was done before.</returns>
    public bool Remove()
    {
        InProcessNotification? notification;
        lock (_gate)
        {
            if (_removed)
            {
                return false;
            }

            _removed = true;
            notification = _notification;
        }

        WakeAll();
        notification?.End();
        return true;
    }

    /// <summary>A message has become ready. To be called under the lock.</summary>
    private void Arrived()
    {
        if (_notification is { } notification && _slots.Count == 1)
        {
            // The registration is used up before its callback is called, which may register anew.
            _notification = notification.Once ? null : notification;
            notification.Tell();
        }

        PulseBlocked();
    }

    private void ThrowIfRemoved()
    {
        if (_removed)
        {
            throw new MqQueueRemovedException(_name);
        }
    }
}
