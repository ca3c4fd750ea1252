namespace TypedMq.Transports.InProcess;

/// <summary>Waiting, and waking those who wait.</summary>
internal sealed partial class InProcessStore
{
    private readonly MqWaiterQueue _receivers = new();
    private readonly MqWaiterQueue _senders = new();

    // Apart, because a message wakes one receiver, but all who choose: it may be for none of them, or for the last.
    private readonly MqWaiterQueue _choosers = new();
    private int _blocked;

    // For which priority this thread found no room last: who waits must not be told of slots that it may not take.
    [ThreadStatic]
    private static (InProcessStore? Store, int Priority) _missed;

    public bool Wait(InProcessQueue handle, MqDirection direction, MqSelection selection, MqDeadline deadline, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.CanBeCanceled
            ? cancellationToken.UnsafeRegister(static store => ((InProcessStore)store!).WakeAll(), this)
            : default;
        ITimer? alarm = null;
        int priority = TakeMissed();
        lock (_gate)
        {
            _blocked++;
            try
            {
                while (true)
                {
                    handle.ThrowIfDisposed();
                    ThrowIfRemoved();
                    if (IsWorthTrying(handle, direction, selection, priority))
                    {
                        return true;
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    TimeSpan left = deadline.Remaining;
                    if (left == TimeSpan.Zero)
                    {
                        return false;
                    }

                    if (handle.Clock == TimeProvider.System || deadline.IsInfinite)
                    {
                        // Monitor takes whole milliseconds: round up, or the last one is spent spinning. It takes 24 days of them; longer waits wake in between.
                        Monitor.Wait(_gate, (int)Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue));
                    }
                    else if (SetAlarm(ref alarm, handle.Clock, deadline))
                    {
                        Monitor.Wait(_gate);
                    }
                }
            }
            finally
            {
                _blocked--;
                alarm?.Dispose();
            }
        }
    }

    public ValueTask WaitAsync(InProcessQueue handle, MqDirection direction, CancellationToken cancellationToken) =>
        WaitAsync(direction == MqDirection.Receive ? _receivers : _senders, handle, direction, MqSelection.All, cancellationToken);

    public ValueTask WaitAsync(InProcessQueue handle, MqSelection selection, CancellationToken cancellationToken) =>
        WaitAsync(_choosers, handle, MqDirection.Receive, selection, cancellationToken);

    /// <summary>Lets every waiter look again: at its token, its handle, the queue.</summary>
    public void WakeAll()
    {
        WakeBlocked();
        _receivers.SignalAll();
        _choosers.SignalAll();
        _senders.SignalAll();
    }

    private ValueTask WaitAsync(MqWaiterQueue waiters, InProcessQueue handle, MqDirection direction, MqSelection selection, CancellationToken cancellationToken)
    {
        int priority = TakeMissed();
        ValueTask task = waiters.WaitAsync(cancellationToken);

        // First in line, then look: what came in between has signalled nobody.
        bool look;
        lock (_gate)
        {
            look = _removed || handle.IsDisposed || IsWorthTrying(handle, direction, selection, priority);
        }

        if (look)
        {
            waiters.SignalAll();
        }

        return task;
    }

    /// <summary>Has the blocked woken at a deadline, where the system's clock is not the one that counts.</summary>
    /// <returns>False when the deadline has passed meanwhile.</returns>
    private bool SetAlarm(ref ITimer? alarm, TimeProvider clock, MqDeadline deadline)
    {
        // It wakes on the thread pool, since a clock may hold a lock of its own while it calls.
        alarm ??= clock.CreateTimer(
            static store => ThreadPool.UnsafeQueueUserWorkItem(static store => store.WakeBlocked(), (InProcessStore)store!, preferLocal: false),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        return Alarm.Set(alarm, deadline);
    }

    private bool IsWorthTrying(InProcessQueue handle, MqDirection direction, MqSelection selection, int priority) => direction == MqDirection.Receive
        ? _slots.Holds(selection)
        : _slots.HasRoom(priority) && !handle.IsHeldBack;

    /// <summary>To be called where there was no room for a message.</summary>
    private void Missed(int priority)
    {
        if (_slots.HasReserved)
        {
            _missed = (this, priority);
        }
    }

    private int TakeMissed()
    {
        if (!_slots.HasReserved)
        {
            return 0;
        }

        (InProcessStore? store, int priority) = _missed;
        _missed = default;
        return store == this ? priority : 0;
    }

    /// <summary>A message is ready: one receiver may have it, and those who choose may like it.</summary>
    private void SignalArrival()
    {
        // The fence of the first makes the count of the second current.
        _receivers.SignalOne();
        if (_choosers.Count > 0)
        {
            _choosers.SignalAll();
        }
    }

    /// <summary>There is room for one message.</summary>
    private void SignalRoom()
    {
        if (WakesAllSenders)
        {
            _senders.SignalAll();
        }
        else
        {
            _senders.SignalOne();
        }
    }

    private void PulseBlocked()
    {
        if (_blocked > 0)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void WakeBlocked()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
