using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace TypedMq.Benchmarks.Host;

/// <summary>Whether another thread sleeps, also of another process, as <c>/proc/PID/task/TID/stat</c> has it.</summary>
internal sealed class SleepWatch(string folder) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SafeFileHandle _stat = File.OpenHandle(Path.Combine(folder, "stat"));

    /// <summary>The folder of the thread that asks.</summary>
    public static string FolderOfThisThread() => "/proc/" + (File.ResolveLinkTarget("/proc/thread-self", returnFinalTarget: false) is { } target
        ? Path.GetRelativePath("/proc", target.FullName)
        : throw new BenchmarkException("/proc/thread-self is not there: mount /proc."));

    /// <summary>Spins until the thread sleeps.</summary>
    public void AwaitSleep()
    {
        Span<byte> text = stackalloc byte[256];
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            // "pid (name) S ...", and the name may hold anything.
            int length = RandomAccess.Read(_stat, text, 0);
            int name = text[..length].LastIndexOf((byte)')');
            if (name >= 0 && name + 2 < length && text[name + 2] == 'S')
            {
                return;
            }

            Thread.Yield();
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new BenchmarkException($"The peer did not fall asleep within {Patience.TotalSeconds} s.");
            }
        }
    }

    public void Dispose() => _stat.Dispose();
}
