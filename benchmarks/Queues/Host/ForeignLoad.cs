using System.Diagnostics;
using System.Globalization;

namespace TypedMq.Benchmarks.Host;

/// <summary>
/// How much of the processors others take: what <c>/proc/stat</c> has of all of them, with what the host of a virtual machine took, less what our own
/// processes took.
/// </summary>
internal sealed class ForeignLoad
{
    /// <summary>The share of one processor up to which others do not matter.</summary>
    public const double Tolerable = 0.05;

    // USER_HZ, which is 100 everywhere. A time that is compared is wrong by up to a tick at each end.
    private const int TicksPerSecond = 100, Rounding = 2;

    private readonly string[] _processes;
    private readonly long _start;
    private readonly long _foreign;

    /// <summary>Starts to count.</summary>
    /// <param name="processes">Our own; what their ended children took is theirs.</param>
    public ForeignLoad(params IEnumerable<int> processes)
    {
        _processes = [.. processes.Distinct().Select(static process => string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"))];
        _foreign = ForeignTicks();
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>What others took since, as a share of one processor.</summary>
    public double Share() => Math.Max(ForeignTicks() - _foreign - Rounding, 0) / (Stopwatch.GetElapsedTime(_start).TotalSeconds * TicksPerSecond);

    private long ForeignTicks() => BusyTicks() - _processes.Sum(OwnTicks);

    /// <summary>"cpu  user nice system idle iowait irq softirq steal guest guest_nice": guests are in user and nice already, see proc_stat(5).</summary>
    private static long BusyTicks()
    {
        string[] words = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[1..4].Concat(words[6..9]).Sum(Number);
    }

    /// <summary>"pid (name) state ... utime stime cutime cstime ...", and the name may hold anything: see proc_pid_stat(5).</summary>
    private static long OwnTicks(string path)
    {
        string text = File.ReadAllText(path);
        return text[(text.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(Number);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
