using System.Diagnostics;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>Sorted times, in ticks of the monotonic clock.</summary>
internal readonly ref struct Percentiles
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly ReadOnlySpan<long> _sorted;

    private Percentiles(ReadOnlySpan<long> sorted) => _sorted = sorted;

    /// <summary>What reading the clock adds to a time, in ticks: the median of readings without anything between.</summary>
    private static long ClockTicks { get; } = MeasureClock();

    /// <summary>Sorts the times.</summary>
    public static Percentiles Of(Span<long> times)
    {
        times.Sort();
        return new(times);
    }

    /// <summary>A percentile of round trips, halved, without what the clock adds, in nanoseconds.</summary>
    /// <param name="share">0.5 is the median.</param>
    public double OneWay(double share) => Math.Max(At(share) - ClockTicks, 0) * NanosecondsPerTick / 2;

    /// <summary>A percentile as it was taken, in nanoseconds.</summary>
    public double Whole(double share) => At(share) * NanosecondsPerTick;

    private long At(double share) => _sorted[Math.Min((int)(_sorted.Length * share), _sorted.Length - 1)];

    private static long MeasureClock()
    {
        Span<long> times = stackalloc long[1001];
        for (int warming = 0; warming < 50; warming++)
        {
            foreach (ref long time in times)
            {
                long start = Stopwatch.GetTimestamp();
                time = Stopwatch.GetTimestamp() - start;
            }
        }

        times.Sort();
        return times[times.Length / 2];
    }
}
