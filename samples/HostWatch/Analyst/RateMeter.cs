using System.Diagnostics;

namespace HostWatch;

/// <summary>Turns a counter that only grows into a rate. Not thread-safe.</summary>
internal struct RateMeter
{
    private long _value;
    private long _timestamp;
    private bool _started;

    /// <summary>Takes the counter's next value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="timestamp">When it was read, as a <see cref="Stopwatch"/> timestamp.</param>
    /// <param name="perSecond">The growth a second since the last value.</param>
    /// <returns>
    /// False when there is no rate: for the first value, and for one below the last, because the counter wrapped or what it counts was
    /// replaced. The next rate is counted from there.
    /// </returns>
    public bool TryUpdate(long value, long timestamp, out double perSecond)
    {
        double seconds = Stopwatch.GetElapsedTime(_timestamp, timestamp).TotalSeconds;
        bool usable = _started && value >= _value && seconds > 0;
        perSecond = usable ? (value - _value) / seconds : 0;
        (_value, _timestamp, _started) = (value, timestamp, true);
        return usable;
    }
}
