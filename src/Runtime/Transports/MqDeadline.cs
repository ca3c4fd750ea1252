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

    /// <summary>Whether it never passes.</summary>
    public bool IsInfinite => _timestamp == long.MaxValue;

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => _timestamp != long.MaxValue && (_timestamp == long.MinValue || Timestamp(_clock) >= _timestamp);

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

            long now = Timestamp(_clock);
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
        double ticks = timeout.TotalSeconds * (clock?.TimestampFrequency ?? Stopwatch.Frequency);
        long now = Timestamp(clock);
        return ticks >= long.MaxValue - now ? Infinite : new(now + (long)Math.Ceiling(ticks), clock);
    }

    private static long Timestamp(TimeProvider? clock) => clock is null ? Stopwatch.GetTimestamp() : clock.GetTimestamp();
}
