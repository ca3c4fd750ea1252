using System.Diagnostics;

namespace TypedMq.Tests.Support;

/// <summary>A command of <see cref="ChildProgram"/>, or any other program, while it runs; killed at the end at the latest.</summary>
internal sealed class RunningChild : IDisposable
{
    private readonly Process _process;

    private RunningChild(string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["HOME"] = "/tmp";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    /// <summary>Starts a command of <see cref="ChildProgram"/>.</summary>
    public static RunningChild Start(params string[] command) => new(["dotnet", typeof(ChildProgram).Assembly.Location, .. command]);

    /// <summary>Starts a program.</summary>
    public static RunningChild StartProgram(params string[] command) => new(command);

    /// <summary>The next line that it writes.</summary>
    public string ReadLine()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        Assert.True(line.Wait(PosixTest.Bound), "The child writes nothing.");
        return line.Result ?? throw new InvalidOperationException("The child has ended.");
    }

    public void WriteLine(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>Returns when its first thread sleeps in a system call.</summary>
    public void WaitUntilItIsIn(nint number)
    {
        long start = Stopwatch.GetTimestamp();
        while (!File.ReadAllText($"/proc/{Id}/syscall").StartsWith($"{number} ", StringComparison.Ordinal))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < PosixTest.Bound, "The child never came to wait.");
            Thread.Yield();
        }
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        Assert.True(_process.WaitForExit(PosixTest.Bound));
    }

    /// <summary>Waits until it ends by itself.</summary>
    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(PosixTest.Bound), "The child does not end.");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
