using System.Diagnostics;

namespace TypedMq.Waiting;

/// <summary>CLOCK_MONOTONIC, as futex_waitv(2) wants it: on Linux, <see cref="Stopwatch"/> reads it in nanoseconds.</summary>
internal static class Monotonic
{
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>The time that lies so far ahead; <see cref="long.MaxValue"/> when the clock never shows it.</summary>
    public static long After(TimeSpan time)
    {
        long now = Now;
        return time.Ticks >= (long.MaxValue - now) / TimeSpan.NanosecondsPerTick ? long.MaxValue : now + (time.Ticks * TimeSpan.NanosecondsPerTick);
    }
}
