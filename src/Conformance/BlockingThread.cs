using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TypedMq.Conformance;

/// <summary>A thread that runs one call which blocks, seen from the kernel's side: when it sleeps, and how it takes signals.</summary>
internal sealed partial class BlockingThread
{
    /// <summary>SIGCONT: it harms nobody.</summary>
    public const int Continue = 18;

    private readonly TimeSpan _patience;
    private readonly TaskCompletionSource _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _id;

    public BlockingThread(TimeSpan patience, Action action)
    {
        _patience = patience;
        new Thread(() =>
        {
            _id = gettid();
            try
            {
                action();
                _result.SetResult();
            }
            catch (Exception error)
            {
                _result.SetException(error);
            }
        })
        { IsBackground = true }.Start();
    }

    /// <summary>Ends as the action did; fails when it does not end.</summary>
    public Task Completion => _result.Task.WaitAsync(_patience);

    public bool HasEnded => _result.Task.IsCompleted;

    /// <summary>
    /// Returns when the thread sleeps in the kernel. It may be for another reason than the call, a lock of the runtime: a test must be right
    /// then too, it is only less strict.
    /// </summary>
    public void WaitUntilItSleeps()
    {
        WaitUntil(_patience, () =>
        {
            Assert.False(HasEnded, "The thread did not wait.");
            return _id != 0 && IsAsleep($"/proc/self/task/{_id}/stat");
        });
    }

    /// <summary>Returns when the first thread of another process sleeps in the kernel.</summary>
    public static void WaitUntilItSleeps(Process process, TimeSpan patience) => WaitUntil(patience, () => IsAsleep($"/proc/{process.Id}/stat"));

    /// <summary>Sends a signal to this thread alone; one that has ended meanwhile is no error.</summary>
    public void Interrupt(int signal) => _ = tgkill(Environment.ProcessId, _id, signal);

    /// <summary>Twice in a row, for a thread may sleep for a moment on its way to the call.</summary>
    private static void WaitUntil(TimeSpan patience, Func<bool> isAsleep)
    {
        long start = Stopwatch.GetTimestamp();
        for (int seen = 0; seen < 2; Thread.Yield())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < patience, "The thread never came to wait.");
            seen = isAsleep() ? seen + 1 : 0;
        }
    }

    // proc_pid_stat(5): "id (name) state …"; the name may have anything in it but the last parenthesis.
    private static bool IsAsleep(string statistics)
    {
        string line = File.ReadAllText(statistics);
        return line[line.LastIndexOf(')') + 2] == 'S';
    }

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc")]
    private static partial int tgkill(int process, int thread, int signal);
}
