using System.Diagnostics;
using TypedMq.Benchmarks.Host;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>How long a cache line takes from core to core: the floor of every latency, and the state in which the machine is.</summary>
/// <param name="OneWay">The median, in nanoseconds.</param>
internal readonly record struct Bounce(double OneWay)
{
    /// <summary>
    /// Below it, the two cores are near: they share a cache. Virtual processors may be moved apart, and together again, by their host, for seconds at a
    /// time; then everything that goes over shared memory takes two or three times as long, and says nothing about what was measured before.
    /// </summary>
    private const double NearNanoseconds = 100;

    public CoreState State => OneWay < NearNanoseconds ? CoreState.Near : CoreState.Far;
}

/// <summary>Where the two cores are.</summary>
internal enum CoreState
{
    Near,
    Far,
}

/// <summary>One line that goes to and fro: one side writes odd numbers, the other answers with the next even one.</summary>
internal static class CacheLine
{
    private const int Warming = 2_000;

    /// <summary>Measures.</summary>
    public static Bounce Measure(Peer peer, Arena arena, int rounds)
    {
        Volatile.Write(ref arena.Bounce, 0);
        peer.Begin("bounce", Warming + rounds);
        long[] times = new long[Warming + rounds];
        Ask(ref arena.Bounce, times);
        peer.Answer();
        return new(Percentiles.Of(times.AsSpan(Warming)).OneWay(0.5));
    }

    public static void Answer(ref long line, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            Await(ref line, (2L * round) + 1);
            Volatile.Write(ref line, (2L * round) + 2);
        }
    }

    private static void Ask(ref long line, Span<long> times)
    {
        for (int round = 0; round < times.Length; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Volatile.Write(ref line, (2L * round) + 1);
            Await(ref line, (2L * round) + 2);
            times[round] = Stopwatch.GetTimestamp() - start;
        }
    }

    private static void Await(ref long line, long value)
    {
        for (Spin spin = new(Spin.Latency); Volatile.Read(ref line) != value;)
        {
            spin.Once();
        }
    }
}
