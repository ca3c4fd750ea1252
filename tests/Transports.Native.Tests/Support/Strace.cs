using System.Text.RegularExpressions;

namespace TypedMq.Tests.Support;

/// <summary>What a child asks of the kernel, seen by strace(1).</summary>
internal static partial class Strace
{
    /// <summary>Files that the child looks for to mark where it begins and ends to count.</summary>
    public const string Begin = "/typedmq-counting-begins", End = "/typedmq-counting-ends";

    private static readonly bool Works = CProgram.Run(["strace", "-f", "true"]).ExitCode == 0;

    /// <summary>Skips a test where processes cannot be traced; not in CI.</summary>
    public static void SkipWithoutIt() => Need.That(Works, "strace is missing or may not trace (apt-get install strace; CAP_SYS_PTRACE).");

    /// <summary>Runs a command of <see cref="ChildProgram"/>, and counts the system calls of all its threads between the marks.</summary>
    public static Dictionary<string, int> Count(string folder, params string[] command)
    {
        string trace = Path.Combine(folder, Guid.NewGuid().ToString("n"));

        // Compiled once and at once: nothing is compiled again while it counts.
        ChildProcess.Run(folder, ["env", "DOTNET_TieredCompilation=0", "strace", "-f", "-qq", "-o", trace], command);
        Dictionary<string, int> counts = [];
        bool counting = false;
        foreach (string line in File.ReadLines(trace))
        {
            if (line.Contains(Begin, StringComparison.Ordinal) || line.Contains(End, StringComparison.Ordinal))
            {
                counting = line.Contains(Begin, StringComparison.Ordinal);
            }
            else if (counting && Call().Match(line) is { Success: true } call)
            {
                counts[call.Groups[1].Value] = counts.GetValueOrDefault(call.Groups[1].Value) + 1;
            }
        }

        return counts;
    }

    // "1234  mq_timedsend(5, ..." or, of a call that another thread interrupts in the record, "1234  futex(... <unfinished ...>".
    [GeneratedRegex(@"^\d+\s+(\w+)\(")]
    private static partial Regex Call();
}
