using System.Diagnostics;
using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>From before the send until after the receive of a receiver that slept, beside what a bare futex takes to wake a sleeper.</summary>
internal sealed class WakeUp : Measurement
{
    public override string Name => "wake-up";

    public override bool AppliesTo(QueueSystem system) => system.CanSleep;

    public override IEnumerable<Figure> Run(Bench bench)
    {
        int count = bench.IsQuick ? 500 : 3_000;
        using Session session = bench.Open(bench.System, 64);
        session.MeasureWakeUp(count / 2);
        return [.. bench.Repeat(() =>
        {
            double futex = MeasureFutex(bench, count);
            return [new("wake-up of a sleeper", "µs", session.MeasureWakeUp(count) / 1e3, "bare futex", futex / 1e3)];
        })];
    }

    /// <summary>The sleeper's side of a bare futex.</summary>
    public static unsafe void SleepOnFutex(Arena arena, int count)
    {
        int* word = arena.FutexWord;
        for (int number = 0; number < count; number++)
        {
            while (Volatile.Read(ref *word) == number)
            {
                Futex.Wait(word, number);
            }

            WakeUps.Tell(arena, number);
        }
    }

    private static unsafe double MeasureFutex(Bench bench, int count)
    {
        Arena arena = bench.Arena;
        Volatile.Write(ref *arena.FutexWord, 0);
        Volatile.Write(ref arena.Woken, 0);
        long[] times = new long[count];
        bench.Peer.Begin("futex", count);
        for (int number = 0; number < count; number++)
        {
            bench.Peer.Thread.AwaitSleep();
            long start = Stopwatch.GetTimestamp();
            Volatile.Write(ref *arena.FutexWord, number + 1);
            Futex.Wake(arena.FutexWord);
            times[number] = WakeUps.Await(arena, number) - start;
        }

        bench.Peer.Answer();
        return Percentiles.Of(times).Whole(0.5);
    }
}
