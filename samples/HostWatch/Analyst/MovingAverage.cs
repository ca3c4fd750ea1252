using System.Diagnostics;

namespace HostWatch;

/// <summary>
/// An exponential moving average over time: what is one period old counts a third as much as what is new, however often values come.
/// Not thread-safe.
/// </summary>
/// <param name="period">The period.</param>
internal sealed class MovingAverage(TimeSpan period)
{
    private long _first;
    private long _last;
    private bool _started;

    /// <summary>The average.</summary>
    public double Value { get; private set; }

    /// <summary>Whether it has seen a whole period: before, a single value would be taken for the average.</summary>
    public bool IsSettled => _started && Stopwatch.GetElapsedTime(_first, _last) >= period;

    /// <summary>Takes the next value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="timestamp">When it was read, as a <see cref="Stopwatch"/> timestamp.</param>
    /// <returns>The average.</returns>
    public double Update(double value, long timestamp)
    {
        if (!_started)
        {
            (_first, _last, _started, Value) = (timestamp, timestamp, true, value);
            return Value;
        }

        double age = Stopwatch.GetElapsedTime(_last, timestamp) / period;
        Value += (value - Value) * (1 - Math.Exp(-Math.Max(0, age)));
        _last = timestamp;
        return Value;
    }
}
