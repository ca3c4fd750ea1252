using System.Diagnostics;
using System.Globalization;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>
/// The peer awaits so many queues at once, and a message is sent to any one of them: from before the send until the code that awaits has it. Then what the
/// peer costs while nothing comes.
/// </summary>
internal sealed class AwaitedQueues(int queues) : Measurement
{
    private const int MessageBytes = 64, Capacity = 8;

    /// <summary>After it, the peer awaits again and sleeps.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMicroseconds(300);

    /// <summary>After it, a process that nobody wakes looks by itself as seldom as it ever does.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    public override string Name => "wake-up-by-queues";

    /// <summary>A user may have few queues of the kernel.</summary>
    public override bool AppliesTo(QueueSystem system) => system.Kind is { CrossesProcesses: true, IsOfKernel: false };

    public override IEnumerable<Figure> Run(Bench bench)
    {
        int count = bench.IsQuick ? 500 : 3_000;
        string id = "awaited" + QueueNames.Next();
        Stack<OwnQueue> sending = [];
        try
        {
            while (sending.Count < queues)
            {
                QueueShape shape = new(QueueNames.Next(), MessageBytes, Capacity);
                sending.Push(new(bench, shape, Side.Sender));
                bench.Peer.Do("open", $"{id}-{sending.Count - 1}", bench.System.Name, shape.Name, shape.MessageBytes, shape.Capacity, shape.Priorities, false);
            }

            bench.Peer.Do("await", id, queues);
            Driver[] senders = [.. sending.Select(static queue => queue.Driver)];
            Random random = new(queues);
            MeasureWakeUps(bench, senders, random, new long[count / 2]);

            string awaited = $"{queues} awaited {(queues == 1 ? "queue" : "queues")}";
            long[] times = new long[count];
            Figure[] wakeUps = [.. bench.Repeat(() =>
            {
                Percentiles percentiles = MeasureWakeUps(bench, senders, random, times);
                return [new($"wake-up p50, {awaited}", "µs", percentiles.Whole(0.5) / 1e3), new($"wake-up p99, {awaited}", "µs", percentiles.Whole(0.99) / 1e3)];
            })];
            MeasureIdle(bench, Silence);
            return [.. wakeUps, .. bench.Repeat(() => [new($"idle, {awaited}", "%", 100 * MeasureIdle(bench, TimeSpan.FromSeconds(1)))])];
        }
        finally
        {
            while (sending.TryPop(out OwnQueue? queue))
            {
                bench.Peer.Do("close", $"{id}-{sending.Count}");
                queue.Dispose();
            }
        }
    }

    private static Percentiles MeasureWakeUps(Bench bench, Driver[] senders, Random random, long[] times)
    {
        Volatile.Write(ref bench.Arena.Woken, 0);
        for (int number = 0; number < times.Length; number++)
        {
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Pause;)
            {
                Thread.Yield();
            }

            Produced produced = senders[random.Next(senders.Length)].Produce(number, 1);
            times[number] = WakeUps.Await(bench.Arena, number) - produced.Started;
        }

        return Percentiles.Of(times);
    }

    /// <summary>The share of a processor that the peer takes while it awaits all of them.</summary>
    private static double MeasureIdle(Bench bench, TimeSpan time) => (double)long.Parse(bench.Peer.Do("rest", (int)time.TotalMilliseconds)[0], CultureInfo.InvariantCulture) / time.Ticks;
}
