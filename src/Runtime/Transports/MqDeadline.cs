using System.Diagnostics;

namespace TypedMq.Transports;

/// <summary>A point in monotonic time until which an operation may wait. Steps of the wall clock do not move it.</summary>
public readonly struct MqDeadline
{
    private readonly long _timestamp;

    // Null is the system's clock, which is read without a virtual call.
    private readonly TimeProvider? _clock;

    private MqDeadline(long timestamp, TimeProvider? clock = null)
    {
        _timestamp = timestamp;
        _clock = clock;
    }

    /// <summary>Never passes.</summary>
    public static MqDeadline Infinite => new(long.MaxValue);

    /// <summary>Has passed already: try once, do not wait.</summary>
    public static MqDeadline Now => new(long.MinValue);

    /// <summary>When it passes, by the timestamps of its clock.</summary>
    internal long Timestamp => _timestamp;

    /// <summary>Whether it never passes.</summary>
    public bool IsInfinite => _timestamp == long.MaxValue;

    /// <summary>Whether it is <see cref="Now"/>, and so had passed before anybody could look at a clock.</summary>
    internal bool IsNow => _timestamp == long.MinValue;

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => _timestamp != long.MaxValue && (_timestamp == long.MinValue || ReadClock(_clock) >= _timestamp);

    /// <summary>The time left: never negative; <see cref="TimeSpan.MaxValue"/> when it never passes.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (IsInfinite)
            {
                return TimeSpan.MaxValue;
            }

            if (_timestamp == long.MinValue)
            {
                return TimeSpan.Zero;
            }

            long now = ReadClock(_clock);
            return now >= _timestamp ? TimeSpan.Zero : _clock?.GetElapsedTime(now, _timestamp) ?? Stopwatch.GetElapsedTime(now, _timestamp);
        }
    }

    /// <summary>The deadline that lies a timeout ahead.</summary>
    /// <param name="timeout">The time to wait; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <param name="clock">The clock whose <see cref="TimeProvider.GetTimestamp"/> counts; null is the system's.</param>
    /// <returns>The deadline; a timeout too long for the clock never passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, but not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public static MqDeadline After(TimeSpan timeout, TimeProvider? clock = null)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return Infinite;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        if (timeout == TimeSpan.Zero)
        {
            return Now;
        }

        clock = clock == TimeProvider.System ? null : clock;
        // Exact, and rounded up: a clock that is advanced by just the timeout has reached the deadline.
        long frequency = clock?.TimestampFrequency ?? Stopwatch.Frequency;
        Int128 timestamp = ReadClock(clock) + ((((Int128)timeout.Ticks * frequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        return timestamp >= long.MaxValue ? Infinite : new((long)timestamp, clock);
    }

    private static long ReadClock(TimeProvider? clock) => clock is null ? Stopwatch.GetTimestamp() : clock.GetTimestamp();
}
