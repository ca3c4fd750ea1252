using System.Diagnostics;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>Sorted times, in ticks of the monotonic clock.</summary>
internal readonly ref struct Percentiles
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly ReadOnlySpan<long> _sorted;

    private Percentiles(ReadOnlySpan<long> sorted) => _sorted = sorted;

    /// <summary>Sorts the times.</summary>
    public static Percentiles Of(Span<long> times)
    {
        times.Sort();
        return new(times);
    }

    /// <summary>A percentile of round trips, halved, in nanoseconds. Half of a reading of the clock is in it, some 10 ns, as it is in the bounce.</summary>
    /// <param name="share">0.5 is the median.</param>
    public double OneWay(double share) => At(share) * NanosecondsPerTick / 2;

    /// <summary>A percentile as it was taken, in nanoseconds.</summary>
    public double Whole(double share) => At(share) * NanosecondsPerTick;

    private long At(double share) => _sorted[Math.Min((int)(_sorted.Length * share), _sorted.Length - 1)];
}
