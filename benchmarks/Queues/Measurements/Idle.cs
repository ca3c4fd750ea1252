using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>What a process costs that waits for a message which does not come: the share of a processor, over a second.</summary>
internal sealed class Idle : Measurement
{
    public override string Name => "idle";

    public override bool AppliesTo(QueueSystem system) => system.CanSleep;

    public override IEnumerable<Figure> Run(Bench bench)
    {
        using Session session = bench.Open(bench.System, 64);
        session.MeasureIdle(TimeSpan.FromMilliseconds(100));
        return [.. bench.Repeat(() => [new("idle receiver", "%", 100 * session.MeasureIdle(TimeSpan.FromSeconds(1)))])];
    }
}
