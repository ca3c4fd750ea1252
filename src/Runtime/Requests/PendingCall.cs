using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>A call that waits for its reply. It ends once: by the reply, its deadline, its token, or the end of the caller.</summary>
internal abstract class PendingCall(Caller caller)
{
    private readonly Lock _lock = new();
    private ulong _correlation;
    private ulong _control;
    private long _deadline;
    private TimeSpan _timeout;
    private ITimer? _timer;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;

    /// <summary>The method that was called, for errors.</summary>
    public abstract string Method { get; }

    protected Caller Caller { get; } = caller;

    /// <summary>By which the server's messages find it.</summary>
    public ulong Correlation => Volatile.Read(ref _correlation);

    /// <summary>The server's private queue; 0 while it has not named one.</summary>
    public ulong Control
    {
        get
        {
            lock (_lock)
            {
                return _control;
            }
        }
    }

    /// <summary>Begins to wait; its timer and its token are set by <see cref="Arm"/>.</summary>
    public void Begin(TimeSpan timeout)
    {
        lock (_lock)
        {
            _timeout = timeout;
            _control = 0;

            // Before it can be found: a timer that rings for the last use looks at the deadline of this one.
            Volatile.Write(ref _deadline, Caller.Clock.GetTimestamp() + (long)Math.Ceiling(timeout.TotalSeconds * Caller.Clock.TimestampFrequency));
            Volatile.Write(ref _correlation, Caller.Pending.Add(this));
        }
    }

    /// <summary>Lets the deadline and the token end it. Called once the request is sent, and before anybody can ask for the result.</summary>
    public void Arm(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_timer is null)
            {
                // Neither the request's context nor its locals are the timer's.
                using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
                _timer = Caller.Clock.CreateTimer(static state => ((PendingCall)state!).RingTimer(), this, Remaining, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _timer.Change(Remaining, Timeout.InfiniteTimeSpan);
            }
        }

        if (cancellationToken.CanBeCanceled)
        {
            _token = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(static state => ((PendingCall)state!).CancelByToken(), this);
        }
    }

    /// <summary>Notes the queue that takes what the caller has to say.</summary>
    /// <returns>Whether the call is still the one that is meant.</returns>
    public bool TryAccept(ulong correlation, ulong control)
    {
        lock (_lock)
        {
            if (_correlation != correlation)
            {
                return false;
            }

            _control = control;
            return true;
        }
    }

    /// <summary>Takes the message that ends it; it has been taken out. Who waits goes on after <see cref="Finish"/>.</summary>
    public abstract void Complete(in MqLease lease);

    /// <summary>Lets go on who waits.</summary>
    /// <param name="onThisThread">Whether on the thread of the caller, which then waits for whatever is done there.</param>
    public virtual void Finish(bool onThisThread)
    {
    }

    /// <summary>Takes one of several items; it may not have been taken out.</summary>
    /// <returns>False when the message is none: it ends the call.</returns>
    public virtual bool TryReceive(ulong correlation, in MqLease lease) => false;

    /// <summary>Ends with an error; it has been taken out.</summary>
    public abstract void Fail(Exception error);

    public TimeoutException TimedOut() => new(
        $"{Method}: no reply came from the server of queue '{Caller.QueueName}' within {_timeout}. Is a server running there (AddServer, StartServer), and is it fast enough? RequestTimeout, or a timeout that is passed, gives it longer.");

    /// <summary>What the server's failure is for the caller.</summary>
    protected Exception ReadFailure(in MqLease lease)
    {
        try
        {
            MqReader reader = new(lease.Payload);
            RemoteFailure failure = RemoteFailureFormatter.Read(ref reader);
            return new MqRemoteException(Caller.QueueName, Method, failure.Type, failure.Message, failure.Details);
        }
        catch (MqDecodeException error)
        {
            return error;
        }
    }

    /// <summary>Ends the use of the token: waits for its callback, should that be running.</summary>
    protected void Disarm()
    {
        // The timer may ring: it looks who waits, and until when.
        _registration.Dispose();
        _registration = default;
        _token = default;
    }

    /// <summary>It is not used again: until its timer rings, that would keep it, and the channel.</summary>
    protected void StopTimer()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private TimeSpan Remaining
    {
        get
        {
            long now = Caller.Clock.GetTimestamp();
            long deadline = Volatile.Read(ref _deadline);

            // Timers count in milliseconds: one more, or it would ring too early.
            return now >= deadline ? TimeSpan.Zero : Caller.Clock.GetElapsedTime(now, deadline) + TimeSpan.FromMilliseconds(1);
        }
    }

    private void RingTimer()
    {
        ulong correlation = Correlation;
        if (Caller.Pending.Find(correlation) != this)
        {
            return;
        }

        // Under the lock, so that what is set last is for the use that is the last.
        lock (_lock)
        {
            if (Caller.Clock.GetTimestamp() < _deadline)
            {
                // Rung for the last use, while this one was being armed.
                _timer?.Change(Remaining, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        End(correlation, TimedOut());
    }

    private void CancelByToken() => End(Correlation, new OperationCanceledException(_token));

    private void End(ulong correlation, Exception error)
    {
        if (Caller.Pending.Take(correlation) is { } call)
        {
            Caller.Cancel(correlation, call.Control);
            call.Fail(error);
        }
    }
}
