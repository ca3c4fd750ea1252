using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>
/// How many system calls a message of a running stream takes, of the sending and the receiving thread together, as strace(1) counts them. Calls that
/// found the queue full or empty, and those by which the harness gives way, are not counted. Without strace, or where it may not attach, it is left out.
/// </summary>
internal sealed class SystemCalls : Measurement
{
    public override string Name => "system-calls";

    public override bool AppliesTo(QueueSystem system) => true;

    public override IEnumerable<Figure> Run(Bench bench)
    {
        long messages = bench.IsQuick ? 20_000 : 50_000;
        using Session session = bench.Open(bench.System, 64);
        session.MeasureRate();
        return [.. bench.Repeat(() =>
        {
            using SystemCallTrace trace = new(SleepWatch.FolderOfThisThread(), bench.Peer.ThreadFolder);
            session.Stream(messages, threads: 1);
            return [new("system calls a message", "calls", (double)trace.Count() / messages)];
        })];
    }
}
