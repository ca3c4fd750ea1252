namespace TypedMq.Tests.InProcess;

/// <summary>A clock that stands still until a test advances it. Timers ring on the thread that advances, in the order of their times.</summary>
internal sealed class ManualClock : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _utc = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _now = 1_000_000;

    /// <summary>How many timers are set.</summary>
    public int TimerCount
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>How much time passes while the next timer is being set.</summary>
    public TimeSpan NextDelay { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _utc;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        long end = GetTimestamp() + time.Ticks;
        while (true)
        {
            Timer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                long now = next?.Due ?? end;
                _utc += TimeSpan.FromTicks(now - _now);
                _now = now;
                if (next is not null)
                {
                    _timers.Remove(next);
                }
            }

            if (next is null)
            {
                return;
            }

            next.Ring();
        }
    }

    /// <summary>Steps the time of day, as an administrator may: no time passes by it.</summary>
    public void StepTimeOfDay(TimeSpan step)
    {
        lock (_gate)
        {
            _utc += step;
        }
    }

    /// <summary>Waits until so many timers are set: until so many calls wait by this clock.</summary>
    public void WaitForTimers(int count)
    {
        lock (_gate)
        {
            while (_timers.Count < count)
            {
                Assert.True(Monitor.Wait(_gate, Patience), $"{_timers.Count} of {count} timers were set.");
            }
        }
    }

    private sealed class Timer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock._now += clock.NextDelay.Ticks;
                    clock.NextDelay = TimeSpan.Zero;
                    Due = clock._now + dueTime.Ticks;
                    clock._timers.Add(this);
                    Monitor.PulseAll(clock._gate);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
