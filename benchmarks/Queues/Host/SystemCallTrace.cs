using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace TypedMq.Benchmarks.Host;

/// <summary>Counts the system calls of some threads that succeed, by strace(1), from its making until it is asked.</summary>
internal sealed partial class SystemCallTrace : IDisposable
{
    private const int Interrupt = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _output = Path.GetTempFileName();
    private readonly Process _strace;
    private readonly IDisposable _leftover;

    /// <param name="threads">The folders of the threads under /proc.</param>
    public SystemCallTrace(params ReadOnlySpan<string> threads)
    {
        ProcessStartInfo start = new("strace") { RedirectStandardError = true, ArgumentList = { "-c", "-q", "-e", "trace=!sched_yield", "-o", _output } };
        foreach (string thread in threads)
        {
            start.ArgumentList.Add("-p");
            start.ArgumentList.Add(Path.GetFileName(thread));
        }

        try
        {
            _strace = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            File.Delete(_output);
            throw new UnmeasurableException("system calls are not counted: strace is not installed.");
        }

        _leftover = Leftovers.Add(Stop);
        foreach (string thread in threads)
        {
            AwaitTracer(thread);
        }
    }

    /// <summary>Ends the trace.</summary>
    /// <returns>How many calls succeeded.</returns>
    public long Count()
    {
        Stop();

        // "100.00    0.001234          12       103         2 total", and the column of errors may be empty.
        string[]? total = File.ReadLines(_output).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(static words => words is [.., "total"]);
        return total is null ? 0 : Number(total[3]) - (total.Length == 6 ? Number(total[4]) : 0);
    }

    public void Dispose()
    {
        _leftover.Dispose();
        _strace.Dispose();
        File.Delete(_output);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Tells strace to let go of the threads, and waits until it has.</summary>
    private void Stop()
    {
        if (!_strace.HasExited)
        {
            _ = Signal(_strace.Id, Interrupt);
            _strace.WaitForExit(Patience);
        }
    }

    private void AwaitTracer(string thread)
    {
        string status = Path.Combine(thread, "status");
        for (long start = Stopwatch.GetTimestamp(); File.ReadLines(status).Any(static line => line.StartsWith("TracerPid:", StringComparison.Ordinal) && line.EndsWith("\t0", StringComparison.Ordinal));)
        {
            Thread.Yield();
            if (_strace.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
            {
                Dispose();
                throw new UnmeasurableException("system calls are not counted: strace may not attach to this user's processes (kernel.yama.ptrace_scope).");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
