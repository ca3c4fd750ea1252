using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace TypedMq.Tests.Support;

/// <summary>A thread that runs one blocking action, seen from the kernel's side.</summary>
internal sealed partial class NativeThread
{
    public static readonly nint PollNumber = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 271 : 73;

    private readonly Thread _thread;
    private readonly TaskCompletionSource _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _id;

    public NativeThread(Action action)
    {
        _thread = new Thread(() =>
        {
            _id = GetThreadId();
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
        { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends as the action did, and fails when it does not end.</summary>
    public Task Completion => _result.Task.WaitAsync(PosixTest.Bound);

    public bool HasEnded => _result.Task.IsCompleted;

    /// <summary>Returns when the thread sleeps in ppoll(2).</summary>
    public void WaitUntilItPolls() => WaitUntilItIsIn(PollNumber);

    /// <summary>Returns when the thread sleeps in a system call.</summary>
    /// <param name="systemCall">Its number on this architecture.</param>
    public void WaitUntilItIsIn(nint systemCall)
    {
        long start = Stopwatch.GetTimestamp();
        while (_id == 0 || !IsIn(systemCall))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < PosixTest.Bound, "The thread never came to wait.");
            Assert.False(HasEnded, "The thread did not wait.");
            Thread.Yield();
        }
    }

    /// <summary>Sends a signal to this thread alone; false when it has ended.</summary>
    public bool Interrupt(int signal) => ThreadKill(Environment.ProcessId, _id, signal) == 0;

    /// <summary>How often the thread went to sleep (proc(5)).</summary>
    public long CountSleeps() => long.Parse(
        File.ReadLines($"/proc/self/task/{_id}/status").Single(static line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)).Split(':')[1],
        CultureInfo.InvariantCulture);

    /// <summary>How long the thread has run, to a hundredth of a second (proc(5): utime and stime).</summary>
    public TimeSpan TimeOnProcessor() => TimeOnProcessor($"/proc/self/task/{_id}");

    /// <inheritdoc cref="TimeOnProcessor()"/>
    /// <param name="task">The folder of the thread.</param>
    public static TimeSpan TimeOnProcessor(string task)
    {
        string status = File.ReadAllText(task + "/stat");
        string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (int.Parse(fields[11], CultureInfo.InvariantCulture) + int.Parse(fields[12], CultureInfo.InvariantCulture)));
    }

    // proc(5): the number of the system call that the thread is blocked in, or "running".
    private bool IsIn(nint systemCall) => File.ReadAllText($"/proc/self/task/{_id}/syscall").StartsWith($"{systemCall} ", StringComparison.Ordinal);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "tgkill")]
    private static partial int ThreadKill(int process, int thread, int signal);
}
