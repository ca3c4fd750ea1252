using System.Diagnostics;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>What handles cost that are open and do nothing: a stream beside so many of them, and what it takes to open and close one more.</summary>
internal sealed class IdleHandles(int handles) : Measurement
{
    private const int MessageBytes = 64, Capacity = 1024, Openings = 200;

    public override string Name => "by-handles";

    /// <summary>Where a queue keeps account of its handles, to clear up behind those who die. A kernel does that without being asked.</summary>
    public override bool AppliesTo(QueueSystem system) => system.Kind == TransportKind.FastMq && !system.IsTyped;

    public override IEnumerable<Figure> Run(Bench bench)
    {
        QueueShape shape = new(QueueNames.Next(), MessageBytes, Capacity);
        using Session session = new(bench, bench.System, shape, returns: false);
        Stack<Driver> idle = [];
        try
        {
            while (idle.Count < handles)
            {
                idle.Push(Open());
            }

            string beside = $"{handles} idle {(handles == 1 ? "handle" : "handles")}";
            return [.. bench.Repeat(() =>
            [
                new($"stream {Text(MessageBytes)}, {beside}", "M/s", session.MeasureRate().PerSecond / 1e6),
                new($"open + close, {beside}", "µs", TimeOpening() / 1e3),
            ])];
        }
        finally
        {
            while (idle.TryPop(out Driver? handle))
            {
                handle.Dispose();
            }
        }

        Driver Open() => bench.System.Open(shape, Side.Receiver, returns: false, bench.Arena);

        double TimeOpening()
        {
            long[] times = new long[Openings];
            foreach (ref long time in times.AsSpan())
            {
                long start = Stopwatch.GetTimestamp();
                Open().Dispose();
                time = Stopwatch.GetTimestamp() - start;
            }

            return Percentiles.Of(times).Whole(0.5);
        }
    }
}
