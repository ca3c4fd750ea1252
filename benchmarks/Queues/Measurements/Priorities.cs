using System.Diagnostics;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>One send and one receive in one thread, with so many priorities in use, beside the same with one.</summary>
internal sealed class Priorities(int priorities, bool isCurve = false) : Measurement
{
    private const int Capacity = 64, MessageBytes = 64, Batch = 1_000;

    public override string Name => isCurve ? "by-priorities" : "priorities";

    public override bool AppliesTo(QueueSystem system) => !system.IsTyped && system.MaxPriorities >= Math.Max(priorities, 2);

    public override IEnumerable<Figure> Run(Bench bench)
    {
        using Pair many = new(bench, priorities);
        using Pair one = new(bench, 1);
        return [.. bench.Repeat(() =>
        {
            (double alone, double _) = one.Measure();
            (double time, double allocated) = many.Measure();
            Sample pair = new($"send + receive, {priorities} {(priorities == 1 ? "priority" : "priorities")}", "ns", time, "1 priority", alone);
            return isCurve ? [pair] : [pair, new("allocated, send + receive", "bytes", allocated)];
        })];
    }

    /// <summary>A queue that this process alone has open. Batches are timed, and their median counts: one thread that is interrupted does not matter.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly Bench _bench;
        private readonly int _priorities;
        private readonly OwnQueue _queue;
        private long[]? _times;

        public Pair(Bench bench, int priorities)
        {
            _bench = bench;
            _priorities = priorities;
            _queue = new(bench, new(QueueNames.Next(), MessageBytes, Capacity, priorities), Side.Alone);
        }

        /// <summary>Nanoseconds and bytes allocated for one send and one receive.</summary>
        public (double Nanoseconds, double Allocated) Measure()
        {
            if (_times is null)
            {
                Warmth.Await(() => _queue.Driver.SendAndReceive(_priorities, Batch), _bench.WarmUp, static () => Warmth.Compiled);
                double once = Stopwatch.GetElapsedTime(0, _queue.Driver.SendAndReceive(_priorities, Batch).Ticks).TotalNanoseconds;
                _times = new long[(int)Math.Clamp(_bench.BudgetNanoseconds / once, 20, 10_000)];
            }

            long allocated = 0;
            foreach (ref long time in _times.AsSpan())
            {
                (time, long batch) = _queue.Driver.SendAndReceive(_priorities, Batch);
                allocated += batch;
            }

            return (Percentiles.Of(_times).Whole(0.5) / Batch, (double)allocated / ((long)_times.Length * Batch));
        }

        public void Dispose() => _queue.Dispose();
    }
}
