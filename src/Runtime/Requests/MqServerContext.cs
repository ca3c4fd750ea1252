using System.Diagnostics.CodeAnalysis;
using TypedMq.Requests;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>A message that a server executes, as a generated dispatcher needs it for the parameters of a method that are no payload.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle to release, and the method may still ask for its token.")]
public sealed class MqServerContext
{
    // What takes longer is worth a message that says where to cancel it.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    // Timers cannot ring later, nor can a caller wait that long: only who is none says so.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly RequestPeers _peers;
    private readonly MqContext _context;
    private readonly MqEnvelope _envelope;
    private readonly long _deadline;
    private readonly Lock _lock = new();
    private CancellationTokenSource? _source;
    private CancellationTokenRegistration _stop;
    private ITimer? _timer;
    private SemaphoreSlim? _credits;
    private bool _isListed;
    private bool _isOver;
    private bool _isTold;

    internal MqServerContext(RequestPeers peers, MqContext context)
    {
        _peers = peers;
        _context = context;
        _envelope = context.Envelope;
        IsRequest = HasReply(in _envelope);
        if (IsRequest)
        {
            // The time of day is looked at once: who sets the clock meanwhile takes no time from anybody, and gives none.
            _deadline = peers.Clock.GetTimestamp() + (long)(AtStart(peers.Clock).TotalSeconds * peers.Clock.TimestampFrequency);
        }
    }

    /// <summary>
    /// Cancelled when the caller no longer waits, its deadline has passed, or the server stops. Who never asks for it is not told, and costs nothing.
    /// </summary>
    public CancellationToken Token
    {
        get
        {
            if (!IsRequest)
            {
                return _context.CancellationToken;
            }

            lock (_lock)
            {
                return (_source ?? Watch()).Token;
            }
        }
    }

    /// <summary>How long the caller still waits; <see cref="Timeout.InfiniteTimeSpan"/> when nobody does.</summary>
    public TimeSpan Remaining => IsRequest ? Left : Timeout.InfiniteTimeSpan;

    /// <summary>The priority of the message.</summary>
    public int Priority => _context.Priority;

    /// <summary>Whether somebody waits for an answer.</summary>
    internal bool IsRequest { get; }

    /// <summary>By whom and which number it is known to the caller.</summary>
    internal (ulong Caller, ulong Correlation) Key => (_envelope.ReplyTo, _envelope.CorrelationId);

    /// <summary>Whether nobody waits any more: the caller has said so, or its deadline has passed.</summary>
    internal bool IsGivenUp { get; private set; }

    private TimeSpan Left
    {
        get
        {
            long now = _peers.Clock.GetTimestamp();
            return now >= _deadline ? TimeSpan.Zero : _peers.Clock.GetElapsedTime(now, _deadline);
        }
    }

    /// <summary>How long the caller still waits by the time of day, which is all that two processes have in common.</summary>
    private TimeSpan AtStart(TimeProvider clock)
    {
        long whole = Math.Min(_envelope.TimeToLive * TimeSpan.TicksPerMillisecond, Longest.Ticks);
        long passed = clock.GetUtcNow().UtcTicks - Math.Clamp(_envelope.SentAt, 0, DateTime.MaxValue.Ticks);

        // A clock that was set back does not give more time than there ever was.
        return TimeSpan.FromTicks(Math.Clamp(whole - passed, 0, whole));
    }

    internal static bool HasReply(in MqEnvelope envelope)
    {
        const MqEnvelopeFields Needed = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.ReplyTo;
        return (envelope.Fields & Needed) == Needed && envelope.ReplyTo != 0;
    }

    /// <summary>Sends to the caller, and waits for room as long as it waits for us.</summary>
    /// <returns>False when it has gone.</returns>
    internal ValueTask<bool> ReplyAsync<TFormatter, T>(uint tag, in T value, CancellationToken cancellationToken = default)
        where TFormatter : struct, IMqFormatter<T> => IsRequest
            ? _peers.ReplyAsync<TFormatter, T>(in _envelope, tag, _credits is null ? 0 : _peers.ControlId, in value, Left, cancellationToken)
            : new(false);

    /// <summary>Begins to send items: the caller will say how many more it takes.</summary>
    internal void BeginItems()
    {
        if (IsRequest)
        {
            _credits = new(PendingStream.Window);
            List();
        }
    }

    /// <summary>Waits until one more item may be sent.</summary>
    internal Task TakeCreditAsync() => _credits?.WaitAsync(Token) ?? Task.CompletedTask;

    internal void Grant(int items)
    {
        // No caller has more to give than it ever had.
        if (_credits is { } credits && items is > 0 and <= PendingStream.Window && credits.CurrentCount <= PendingStream.Window)
        {
            credits.Release(items);
        }
    }

    /// <summary>Nobody waits any more.</summary>
    internal void GiveUp()
    {
        CancellationTokenSource? source;
        lock (_lock)
        {
            IsGivenUp = true;
            source = _source;
        }

        // What the server's own callbacks throw is not this thread's.
        _ = source?.CancelAsync();
    }

    /// <summary>Nothing more is done about it.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer?.Dispose();
        }

        _stop.Dispose();
        if (_isListed)
        {
            _peers.Remove(this);
        }
    }

    /// <summary>To be called under the lock.</summary>
    private CancellationTokenSource Watch()
    {
        _source = new();
        _stop = _context.CancellationToken.UnsafeRegister(static source => _ = ((CancellationTokenSource)source!).CancelAsync(), _source);
        TimeSpan left = Left;
        _timer = _peers.Clock.CreateTimer(static context => ((MqServerContext)context!).Ring(), this, left < Patience ? left : Patience, Timeout.InfiniteTimeSpan);
        return _source;
    }

    /// <summary>First it tells the caller where to cancel, unless that has gone; then it waits for the deadline.</summary>
    private void Ring()
    {
        TimeSpan left = Left;
        if (left == TimeSpan.Zero)
        {
            GiveUp();
            return;
        }

        if (!_isOver && !_isListed)
        {
            List();
        }

        bool? isTold = _isOver || !_isListed || _credits is not null || _isTold ? true : _peers.TryAccept(in _envelope);
        if (isTold == false)
        {
            GiveUp();
            return;
        }

        _isTold = isTold == true;
        lock (_lock)
        {
            if (!_isOver)
            {
                // A millisecond more: timers count in them, and may ring too early.
                _timer!.Change(_isTold || left < Patience ? left + TimeSpan.FromMilliseconds(1) : Patience, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void List()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _isListed = _peers.TryAdd(this);
            }
        }
    }
}
