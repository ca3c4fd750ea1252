using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>Messages a second from so many threads to as many. On two processors the threads of a side share one.</summary>
internal sealed class StreamByThreads(int threads) : Measurement
{
    private const int MessageBytes = 64;

    public override string Name => "stream-by-threads";

    public override bool AppliesTo(QueueSystem system) => system is { IsManyToMany: true, IsTyped: false };

    public override IEnumerable<Figure> Run(Bench bench)
    {
        using Session session = bench.Open(bench.System, MessageBytes);
        return [.. bench.Repeat(() => [new($"stream {Text(MessageBytes)}, {threads} to {threads}", "M/s", session.MeasureRate(threads).PerSecond / 1e6)])];
    }
}
