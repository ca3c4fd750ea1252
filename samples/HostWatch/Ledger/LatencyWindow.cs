namespace HostWatch;

/// <summary>The most recent latencies, for a percentile of now rather than of ever. Thread-safe.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 512;

    private readonly Lock _lock = new();
    private readonly double[] _microseconds = new double[Size];
    private readonly double[] _sorted = new double[Size];
    private long _count;

    /// <summary>Takes a latency.</summary>
    /// <param name="latency">The latency.</param>
    public void Add(TimeSpan latency)
    {
        lock (_lock)
        {
            _microseconds[_count++ % Size] = latency.TotalMicroseconds;
        }
    }

    /// <summary>Median and 99th percentile, in microseconds.</summary>
    /// <returns>Both; null before the first latency.</returns>
    public (double Median, double P99)? Read()
    {
        lock (_lock)
        {
            int count = (int)Math.Min(_count, Size);
            if (count == 0)
            {
                return null;
            }

            Span<double> sorted = _sorted.AsSpan(0, count);
            _microseconds.AsSpan(0, count).CopyTo(sorted);
            sorted.Sort();
            return (sorted[(count - 1) / 2], sorted[(int)Math.Ceiling(count * 0.99) - 1]);
        }
    }
}
