using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TypedMq.Benchmarks.Host;

/// <summary>This program, started again.</summary>
internal static partial class Self
{
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Starts it, with its input and output here and its errors where ours go.</summary>
    public static Process Start(IEnumerable<string> arguments)
    {
        string path = Environment.ProcessPath ?? throw new BenchmarkException("The path of this program is not known.");
        ProcessStartInfo start = new(path) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(path) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Self).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new BenchmarkException("This program could not be started again.");
    }

    /// <summary>Asks a process to end, so that it can clear up, and waits for it.</summary>
    public static void End(Process process)
    {
        if (!process.HasExited)
        {
            _ = Signal(process.Id, Terminate);
            process.WaitForExit(Patience);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
