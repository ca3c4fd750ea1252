using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TypedMq.Tests.Support;

/// <summary>A command of <see cref="ChildProgram"/> that runs while the test goes on, and ends with it at the latest.</summary>
internal sealed partial class RunningChild : IDisposable
{
    private readonly Process _process;

    /// <param name="scopeRoot">Where its scopes live.</param>
    /// <param name="wrapper">Programs to run it by, each replaced by the next one.</param>
    /// <param name="command">The command with its arguments.</param>
    public RunningChild(string scopeRoot, IEnumerable<string> wrapper, params string[] command)
    {
        ProcessStartInfo start = ChildProcess.StartInfo(ChildProcess.Command(wrapper, command), scopeRoot);
        start.RedirectStandardInput = true;
        start.RedirectStandardError = false;
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    /// <summary>The next line that it writes.</summary>
    /// <param name="within">How long it may take.</param>
    public string ReadLine(TimeSpan? within = null)
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        Assert.True(line.Wait(within ?? PosixTest.Bound), "The child writes nothing.");
        Assert.True(line.Result is not null, "The child has ended.");
        return line.Result!;
    }

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Returns when a thread of the child sleeps in a system call.</summary>
    /// <returns>The thread.</returns>
    public int WaitUntilItIsIn(nint systemCall)
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            foreach (string task in Directory.GetDirectories($"/proc/{Id}/task"))
            {
                if (IsIn(task, $"{systemCall} "))
                {
                    return int.Parse(Path.GetFileName(task), System.Globalization.CultureInfo.InvariantCulture);
                }
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < PosixTest.Bound, "No thread of the child came to wait.");
            Thread.Yield();
        }
    }

    /// <summary>SIGKILL, and its end.</summary>
    public void Kill()
    {
        _process.Kill();
        Assert.True(_process.WaitForExit(PosixTest.Bound));
    }

    /// <summary>SIGSTOP. Returns when all its threads stand still.</summary>
    public void Stop()
    {
        Assert.Equal(0, Kill(Id, 19));
        for (long start = Stopwatch.GetTimestamp(); Directory.GetDirectories($"/proc/{Id}/task").Any(static task => StateOf(task) != 'T');)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < PosixTest.Bound, "The child does not stop.");
            Thread.Yield();
        }
    }

    /// <summary>SIGCONT.</summary>
    public void Resume() => Assert.Equal(0, Kill(Id, 18));

    /// <summary>The state of a process or thread in proc(5), such as 'T' for stopped and 'Z' for a zombie; the name before it may hold anything.</summary>
    public static char StateOf(string folder)
    {
        string status = File.ReadAllText(folder + "/stat");
        return status[status.LastIndexOf(')') + 2];
    }

    public void WaitForSuccess()
    {
        Assert.True(_process.WaitForExit(PosixTest.Bound), "The child does not end.");
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static bool IsIn(string task, string systemCall)
    {
        try
        {
            return File.ReadAllText(task + "/syscall").StartsWith(systemCall, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // The thread has ended.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
