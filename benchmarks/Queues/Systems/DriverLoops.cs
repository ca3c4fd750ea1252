using System.Diagnostics;
using TypedMq.Benchmarks.Host;

namespace TypedMq.Benchmarks.Systems;

/// <summary>The measured loops. Nothing in them allocates but what the system under test does.</summary>
/// <param name="sending">The queue that this process sends to.</param>
/// <param name="receiving">The queue that it receives from; may be the same.</param>
internal sealed class Driver<TEnd>(IOpenQueue<TEnd>? sending, IOpenQueue<TEnd>? receiving) : Driver
    where TEnd : struct, IMessageEnd
{
    private IOpenQueue<TEnd> Sending => sending ?? throw new BenchmarkException("This process sends nothing here.");

    private IOpenQueue<TEnd> Receiving => receiving ?? throw new BenchmarkException("This process receives nothing here.");

    public override long PingPong(Span<long> roundTrips)
    {
        TEnd there = Sending.CreateEnd();
        TEnd back = Receiving.CreateEnd();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < roundTrips.Length; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Send(ref there, round, Spin.Latency);
            long answer = Receive(ref back, Spin.Latency);
            roundTrips[round] = Stopwatch.GetTimestamp() - start;
            if (answer != round)
            {
                throw Unexpected(answer, round);
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - allocated;
    }

    public override long Echo(int rounds)
    {
        TEnd there = Receiving.CreateEnd();
        TEnd back = Sending.CreateEnd();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < rounds; round++)
        {
            long number = Receive(ref there, Spin.Latency);
            Send(ref back, number, Spin.Latency);
        }

        return GC.GetAllocatedBytesForCurrentThread() - allocated;
    }

    public override Produced Produce(long first, long count)
    {
        TEnd end = Sending.CreateEnd();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        for (long number = first; number < first + count; number++)
        {
            Send(ref end, number, Spin.Stream);
        }

        return new(started, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    public override void EndStream(int receivers)
    {
        TEnd end = Sending.CreateEnd();
        for (int receiver = 0; receiver < receivers; receiver++)
        {
            Send(ref end, End, Spin.Stream);
        }
    }

    public override Consumed Consume(Arena arena)
    {
        TEnd end = Receiving.CreateEnd();
        long count = 0, sum = 0, last = End;
        bool inOrder = true;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Interlocked.Increment(ref arena.Ready);
        while (Receive(ref end, Spin.Stream) is var number && number != End)
        {
            count++;
            sum += number;
            inOrder &= number > last;
            last = number;
        }

        return new(count, sum, Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread() - allocated, inOrder);
    }

    public override (long Ticks, long Allocated) SendAndReceive(int priorities, int count)
    {
        TEnd end = Sending.CreateEnd();
        int priority = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int number = 0; number < count; number++)
        {
            if (!end.TrySend(number, priority) || !end.TryReceive(out long received) || received != number)
            {
                throw new BenchmarkException("A message that was sent was not received at once.");
            }

            priority = priority + 1 < priorities ? priority + 1 : 0;
        }

        return (Stopwatch.GetTimestamp() - start, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    public override void WakeSleeper(Arena arena, SleepWatch peer, Span<long> wakeUps)
    {
        TEnd end = Sending.CreateEnd();
        for (int number = 0; number < wakeUps.Length; number++)
        {
            peer.AwaitSleep();
            long start = Stopwatch.GetTimestamp();
            Send(ref end, number, Spin.Latency);
            wakeUps[number] = WakeUps.Await(arena, number) - start;
        }
    }

    public override void SleepAndReceive(Arena arena, int count)
    {
        TEnd end = Receiving.CreateEnd();
        for (int number = 0; number < count; number++)
        {
            long received;
            while (!end.TryReceive(out received))
            {
                Receiving.Sleep(TimeSpan.FromSeconds(20));
            }

            WakeUps.Tell(arena, received);
        }
    }

    public override async Task AwaitAndReceiveAsync(Arena arena)
    {
        TEnd end = Receiving.CreateEnd();
        try
        {
            while (true)
            {
                WakeUps.Tell(arena, await Receiving.ReceiveAsync(end));
            }
        }
        catch (ObjectDisposedException)
        {
            // The queue was closed: nothing more comes.
        }
    }

    public override void Sleep(TimeSpan time) => Receiving.Sleep(time);

    public override void Dispose()
    {
        sending?.Dispose();
        receiving?.Dispose();
    }

    private static void Send(ref TEnd end, long number, int unpaused)
    {
        for (Spin spin = new(unpaused); !end.TrySend(number, 0);)
        {
            spin.Once();
        }
    }

    private static long Receive(ref TEnd end, int unpaused)
    {
        long number;
        for (Spin spin = new(unpaused); !end.TryReceive(out number);)
        {
            spin.Once();
        }

        return number;
    }

    private static BenchmarkException Unexpected(long number, long expected) => new($"Message {number} came where {expected} was due: the system under test loses messages, or mixes them up.");
}

/// <summary>How a sleeper and its waker meet.</summary>
internal static class WakeUps
{
    /// <summary>Says that the sleeper has woken for a message.</summary>
    public static void Tell(Arena arena, long number)
    {
        arena.WokenAt = Stopwatch.GetTimestamp();
        Volatile.Write(ref arena.Woken, number + 1);
    }

    /// <summary>Spins until the sleeper has woken for a message.</summary>
    /// <returns>When it did.</returns>
    public static long Await(Arena arena, long number)
    {
        for (Spin spin = new(Spin.Stream); Volatile.Read(ref arena.Woken) != number + 1;)
        {
            spin.Once();
        }

        return arena.WokenAt;
    }
}
