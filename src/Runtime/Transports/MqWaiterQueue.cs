using System.Threading.Tasks.Sources;

namespace TypedMq.Transports;

/// <summary>Asynchronous waiters in the order of their arrival, for transports to build <see cref="MqQueue.WaitAsync(MqDirection, CancellationToken)"/> on. Thread-safe.</summary>
/// <remarks>
/// <para>A waiter is completed by whoever takes it out of the queue, so exactly once: by a signal, by its token, or by a failure. Its
/// continuation runs on the thread pool, never on the signalling thread. Waiters are reused: waiting allocates nothing once as many exist
/// as ever waited at once.</para>
/// <para>To lose no wake-up, add the waiter first and look at the condition afterwards; a signal without a reason does no harm.</para>
/// </remarks>
public sealed class MqWaiterQueue
{
    private readonly Lock _lock = new();
    private Waiter? _first;
    private Waiter? _last;
    private Waiter? _free;
    private int _count;

    /// <summary>How many wait now; read without a lock, so it may be outdated when it is looked at.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a waiter.</summary>
    /// <param name="cancellationToken">Takes it out again, which is an <see cref="OperationCanceledException"/> for it.</param>
    /// <returns>Completes when it is signalled. Await it once.</returns>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Waiter waiter;
        ValueTask task;
        lock (_lock)
        {
            waiter = _free ?? new Waiter(this);
            _free = waiter.Next;
            waiter.Next = null;
            waiter.Previous = _last;
            if (_last is null)
            {
                _first = waiter;
            }
            else
            {
                _last.Next = waiter;
            }

            _last = waiter;
            waiter.Waiting = true;
            Interlocked.Increment(ref _count);
            task = waiter.Task;
        }

        if (cancellationToken.CanBeCanceled)
        {
            waiter.Register(cancellationToken);
        }

        return task;
    }

    /// <summary>Completes the waiter that has waited longest.</summary>
    /// <returns>Whether there was one.</returns>
    public bool SignalOne()
    {
        // The caller changed the condition, a waiter looks at it after it has been counted: without the fence both could look too early.
        Interlocked.MemoryBarrier();
        if (Count == 0)
        {
            return false;
        }

        Waiter? waiter;
        lock (_lock)
        {
            waiter = _first;
            if (waiter is not null)
            {
                Unlink(waiter);
            }
        }

        waiter?.Complete(null);
        return waiter is not null;
    }

    /// <summary>Completes all who wait now.</summary>
    public void SignalAll()
    {
        // As in SignalOne, and before the count is read for the first time.
        Interlocked.MemoryBarrier();
        for (int left = Count; left > 0 && SignalOne(); left--)
        {
        }
    }

    /// <summary>Fails all who wait now.</summary>
    /// <param name="error">Makes the error of each.</param>
    public void FailAll(Func<Exception> error)
    {
        while (true)
        {
            Waiter? waiter;
            lock (_lock)
            {
                waiter = _first;
                if (waiter is null)
                {
                    return;
                }

                Unlink(waiter);
            }

            waiter.Complete(error());
        }
    }

    private bool TryTake(Waiter waiter)
    {
        lock (_lock)
        {
            if (!waiter.Waiting)
            {
                return false;
            }

            Unlink(waiter);
            return true;
        }
    }

    private void Unlink(Waiter waiter)
    {
        if (waiter.Previous is null)
        {
            _first = waiter.Next;
        }
        else
        {
            waiter.Previous.Next = waiter.Next;
        }

        if (waiter.Next is null)
        {
            _last = waiter.Previous;
        }
        else
        {
            waiter.Next.Previous = waiter.Previous;
        }

        waiter.Next = waiter.Previous = null;
        waiter.Waiting = false;
        Interlocked.Decrement(ref _count);
    }

    private void Free(Waiter waiter)
    {
        lock (_lock)
        {
            waiter.Next = _free;
            _free = waiter;
        }
    }

    private sealed class Waiter : IValueTaskSource
    {
        private readonly MqWaiterQueue _owner;
        private ManualResetValueTaskSourceCore<bool> _core;
        private CancellationTokenRegistration _registration;
        private CancellationToken _token;

        public Waiter(MqWaiterQueue owner)
        {
            _owner = owner;
            _core.RunContinuationsAsynchronously = true;
        }

        public Waiter? Next { get; set; }

        public Waiter? Previous { get; set; }

        /// <summary>Guarded by the owner's lock: who clears it completes the waiter.</summary>
        public bool Waiting { get; set; }

        public ValueTask Task => new(this, _core.Version);

        /// <summary>May come after the waiter is completed, but not after it is reused: that takes the result, which nobody can ask for yet.</summary>
        public void Register(CancellationToken token)
        {
            _token = token;
            _registration = token.UnsafeRegister(static state => ((Waiter)state!).Cancel(), this);
        }

        public void Complete(Exception? error)
        {
            if (error is null)
            {
                _core.SetResult(true);
            }
            else
            {
                _core.SetException(error);
            }
        }

        public void GetResult(short token)
        {
            // A second await throws in GetStatus: it must not free the waiter under the one who uses it now.
            if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
            {
                throw new InvalidOperationException("The wait is not over. Await the ValueTask instead of taking its result.");
            }

            try
            {
                _core.GetResult(token);
            }
            finally
            {
                // Waits for a callback that is running: from here on the waiter may be reused.
                _registration.Dispose();
                _registration = default;
                _token = default;
                _core.Reset();
                _owner.Free(this);
            }
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        private void Cancel()
        {
            if (_owner.TryTake(this))
            {
                Complete(new OperationCanceledException(_token));
            }
        }
    }
}
