using System.Runtime.InteropServices;

namespace TypedMq.Benchmarks.Host;

/// <summary>How often a thread was taken off its processor, by <c>getrusage(2)</c>.</summary>
internal static unsafe partial class ContextSwitches
{
    private const int CallingThread = 1;

    // struct rusage: two times of two words each, then fourteen counts, of which these are the last two.
    private const int Words = 18, Voluntary = 16, Involuntary = 17;

    /// <summary>Of the thread that calls, since it started: because it waited, and because the processor was given to another one.</summary>
    public static long OfThisThread()
    {
        nint* usage = stackalloc nint[Words];
        return GetUsage(CallingThread, usage) == 0
            ? usage[Voluntary] + usage[Involuntary]
            : throw new BenchmarkException($"getrusage failed with errno {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetUsage(int who, nint* usage);
}
