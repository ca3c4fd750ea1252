using System.Diagnostics;

namespace TypedMq.Transports;

/// <summary>A point in monotonic time until which an operation may wait. Steps of the wall clock do not move it.</summary>
public readonly struct MqDeadline
{
    private readonly long _timestamp;

    private MqDeadline(long timestamp) => _timestamp = timestamp;

    /// <summary>Never passes.</summary>
    public static MqDeadline Infinite => new(long.MaxValue);

    /// <summary>Has passed already: try once, do not wait.</summary>
    public static MqDeadline Now => new(long.MinValue);

    /// <summary>Whether it never passes.</summary>
    public bool IsInfinite => _timestamp == long.MaxValue;

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => _timestamp != long.MaxValue && (_timestamp == long.MinValue || Stopwatch.GetTimestamp() >= _timestamp);

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

            long now = Stopwatch.GetTimestamp();
            return now >= _timestamp ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, _timestamp);
        }
    }

    /// <summary>The deadline that lies a timeout ahead.</summary>
    /// <param name="timeout">The time to wait; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>The deadline; a timeout too long for the clock never passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, but not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public static MqDeadline After(TimeSpan timeout)
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

        double ticks = timeout.TotalSeconds * Stopwatch.Frequency;
        long now = Stopwatch.GetTimestamp();
        return ticks >= long.MaxValue - now ? Infinite : new(now + (long)Math.Ceiling(ticks));
    }
}
