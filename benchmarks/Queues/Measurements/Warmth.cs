using System.Diagnostics;
using System.Runtime;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>When code runs as it will run from then on.</summary>
internal static class Warmth
{
    private const int Calls = 80;

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>How many methods the runtime has compiled in this process, each time counted.</summary>
    public static long Compiled => JitInfo.GetCompiledMethodCount(currentThread: false);

    /// <summary>Runs a loop, short and often, until the runtime has compiled nothing any more for a while: first everything is compiled quickly, then well.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="least">How long it runs in any case.</param>
    /// <param name="compiled">How many methods were compiled so far.</param>
    public static void Await(Action loop, TimeSpan least, Func<long> compiled)
    {
        long start = Stopwatch.GetTimestamp();
        long lastChange = start;
        long last = compiled();
        for (int call = 0; call < Calls || Stopwatch.GetElapsedTime(start) < least || Stopwatch.GetElapsedTime(lastChange) < Quiet; call++)
        {
            loop();
            if (compiled() is var now && now != last)
            {
                last = now;
                lastChange = Stopwatch.GetTimestamp();
            }

            if (Stopwatch.GetElapsedTime(start) > Longest)
            {
                return;
            }
        }
    }
}
