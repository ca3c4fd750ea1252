using System.Threading.Tasks.Sources;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>Calls that are used again.</summary>
internal abstract class PendingPool
{
    /// <summary>Nothing is used again any more.</summary>
    public abstract void Close();
}

/// <summary>A call that waits for one reply. Used again once its result was taken.</summary>
internal sealed class PendingReply<TFormatter, TReply> : PendingCall, IValueTaskSource<TReply>, IValueTaskSource
    where TFormatter : struct, IMqFormatter<TReply>
{
    private readonly Pool _pool;
    private readonly string _method;
    private readonly uint _tag;
    private ManualResetValueTaskSourceCore<TReply> _core;
    private TReply? _reply;
    private Exception? _error;
    private PendingReply<TFormatter, TReply>? _next;

    private PendingReply(Pool pool, Caller caller, string method, uint tag)
        : base(caller)
    {
        _pool = pool;
        _method = method;
        _tag = tag;
    }

    public override string Method => _method;

    public ValueTask<TReply> Reply => new(this, _core.Version);

    public ValueTask Acknowledgement => new(this, _core.Version);

    public override void Complete(in MqLease lease)
    {
        try
        {
            _reply = Read(in lease);
        }
        catch (Exception error)
        {
            _error = error;
        }
    }

    public override void Finish(bool onThisThread)
    {
        (TReply reply, Exception? error) = (_reply!, _error);
        (_reply, _error) = (default, null);
        _core.RunContinuationsAsynchronously = !onThisThread;
        if (error is null)
        {
            _core.SetResult(reply);
        }
        else
        {
            _core.SetException(error);
        }
    }

    public override void Fail(Exception error)
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(error);
    }

    /// <summary>Gives up a call whose request was not sent.</summary>
    public void Forget()
    {
        if (Caller.Pending.Take(Correlation) is not null)
        {
            _pool.Return(this);
        }
    }

    TReply IValueTaskSource<TReply>.GetResult(short token) => GetResult(token);

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private TReply GetResult(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The reply is not there yet. Await the ValueTask instead of taking its result.");
        }

        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Disarm();
            _core.Reset();
            _pool.Return(this);
        }
    }

    private TReply Read(in MqLease lease)
    {
        if (lease.Tag == RequestTags.Failed)
        {
            throw ReadFailure(in lease);
        }

        if (lease.Tag != _tag)
        {
            throw new MqDecodeException(
                $"the server of queue '{Caller.QueueName}' replied to {_method} with another contract (its tag is 0x{lease.Tag:x8}, this one's 0x{_tag:x8}); use the same version of it on both sides", null, null, 0);
        }

        MqReader reader = default;
        try
        {
            reader = new(lease.Payload);
            TReply reply = TFormatter.Read(ref reader);
            reader.End();
            return reply;
        }
        catch (Exception error) when (MqDecodeException.IsRefusal(error))
        {
            throw new MqDecodeException(MqDecodeException.RefusedBy(error), typeof(TReply).Name, member: null, reader.Position, error);
        }
    }

    /// <summary>The calls of one method that are not in use, until the caller is disposed. Thread-safe.</summary>
    internal sealed class Pool : PendingPool
    {
        private readonly Caller _caller;
        private readonly string _method;
        private readonly uint _tag;
        private readonly Lock _lock = new();
        private PendingReply<TFormatter, TReply>? _first;
        private bool _closed;

        public Pool(Caller caller, string method, uint tag)
        {
            _caller = caller;
            _method = method;
            _tag = tag;
            caller.Add(this);
        }

        public PendingReply<TFormatter, TReply> Rent()
        {
            lock (_lock)
            {
                if (_first is { } free)
                {
                    _first = free._next;
                    free._next = null;
                    return free;
                }
            }

            return new(this, _caller, _method, _tag);
        }

        public void Return(PendingReply<TFormatter, TReply> call)
        {
            lock (_lock)
            {
                if (!_closed)
                {
                    call._next = _first;
                    _first = call;
                    return;
                }
            }

            call.StopTimer();
        }

        public override void Close()
        {
            PendingReply<TFormatter, TReply>? call;
            lock (_lock)
            {
                _closed = true;
                call = _first;
                _first = null;
            }

            for (; call is not null; call = call._next)
            {
                call.StopTimer();
            }
        }
    }
}
