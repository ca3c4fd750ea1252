using System.Diagnostics;
using System.Text;

namespace Samples.Tests;

/// <summary>A sample, started as a user starts it. Killed when it is disposed.</summary>
internal sealed class SampleProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private SampleProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>The exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it has written so far.</summary>
    public string Output => Read(_output);

    /// <summary>What it has written to its error stream so far.</summary>
    public string Errors => Read(_errors);

    /// <summary>Starts a sample, whose build lies beside the tests because the tests refer to it.</summary>
    public static SampleProcess Start(string name, params string[] arguments)
    {
        // A shell without job control starts what it puts into the background with SIGINT ignored, and that is inherited: undo it.
        ProcessStartInfo start = new("env") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new(start);
    }

    /// <summary>Waits until it, and everybody who writes to its output, has ended.</summary>
    public async Task EndAsync()
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(90));
        try
        {
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It did not end. Output:\n{Output}\nErrors:\n{Errors}");
        }
    }

    /// <summary>Waits until something is true.</summary>
    public async Task WaitAsync(Func<bool> isTrue, string what)
    {
        for (long startedAt = Stopwatch.GetTimestamp(); !isTrue();)
        {
            if (Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(60))
            {
                Assert.Fail($"Waited in vain for {what}. Output:\n{Output}\nErrors:\n{Errors}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Its child processes, by role.</summary>
    public Dictionary<string, int> Children()
    {
        Dictionary<string, int> children = [];
        foreach (string task in Directory.EnumerateDirectories($"/proc/{Id}/task"))
        {
            try
            {
                foreach (string id in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    string[] arguments = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
                    int role = Array.IndexOf(arguments, "role");
                    if (role >= 0)
                    {
                        children[arguments[role + 1]] = int.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
                    }
                }
            }
            catch (IOException)
            {
                // A thread or a child has ended in this moment.
            }
        }

        return children;
    }

    /// <summary>Sends a signal.</summary>
    public static void Signal(int process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
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

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
