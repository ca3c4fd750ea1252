using System.Diagnostics;
using System.Globalization;
using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>One-way times, in nanoseconds: half a round trip.</summary>
internal readonly record struct OneWay(double Median, double P99, double P999, double AllocatedPerMessage);

/// <summary>A stream's rate, and what it took of both sides.</summary>
/// <param name="PerSecond">Messages a second.</param>
/// <param name="AllocatedPerMessage">Bytes.</param>
/// <param name="ContextSwitchesPerMessage">Of the measuring threads.</param>
internal readonly record struct Rate(double PerSecond, double AllocatedPerMessage, double ContextSwitchesPerMessage);

/// <summary>Queues of one system that both sides have open, and the loops over them; warmed up before the first measurement of each kind.</summary>
internal sealed class Session : IDisposable
{
    private const int MostRounds = 1_000_000, MostMessages = 50_000_000;

    private static int _lastId;

    private readonly Bench _bench;
    private readonly string _id = "s" + Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
    private readonly IDisposable _leftover;
    private readonly Driver _driver;
    private double _nanosecondsPerRound;
    private double _nanosecondsPerMessage;

    public Session(Bench bench, QueueSystem system, QueueShape shape, bool returns)
    {
        _bench = bench;
        _leftover = Leftovers.Add(() => system.Delete(shape));
        try
        {
            _driver = system.Open(shape, Side.Sender, returns, bench.Arena);
            bench.Peer.Do("open", _id, system.Name, shape.Name, shape.MessageBytes, shape.Capacity, shape.Priorities, returns);
        }
        catch
        {
            _driver?.Dispose();
            _leftover.Dispose();
            throw;
        }
    }

    /// <summary>Both sides spin.</summary>
    public OneWay MeasureOneWay()
    {
        if (_nanosecondsPerRound == 0)
        {
            Warm(rounds => PingPong(new long[rounds], rounds), out _nanosecondsPerRound);
        }

        int rounds = (int)Math.Clamp(_bench.BudgetNanoseconds / _nanosecondsPerRound, 1_000, MostRounds);
        long[] times = new long[rounds];
        long allocated = PingPong(times, rounds);
        Percentiles percentiles = Percentiles.Of(times);
        return new(percentiles.OneWay(0.5), percentiles.OneWay(0.99), percentiles.OneWay(0.999), (double)allocated / (2L * rounds));
    }

    /// <summary>Both sides spin.</summary>
    /// <param name="threads">How many threads send, and how many receive.</param>
    public Rate MeasureRate(int threads = 1)
    {
        if (_nanosecondsPerMessage == 0)
        {
            Warm(messages => Stream(messages, threads), out _nanosecondsPerMessage);
        }

        return Stream((long)Math.Clamp(_bench.BudgetNanoseconds / _nanosecondsPerMessage, 1_000, MostMessages), threads);
    }

    /// <summary>The receiver sleeps.</summary>
    /// <returns>The median from before the send until after the receive, in nanoseconds.</returns>
    public double MeasureWakeUp(int count)
    {
        Volatile.Write(ref _bench.Arena.Woken, 0);
        long[] times = new long[count];
        _bench.Peer.Begin("sleep", _id, count);
        _driver.WakeSleeper(_bench.Arena, _bench.Peer.Thread, times);
        _bench.Peer.Answer();
        return Percentiles.Of(times).Whole(0.5);
    }

    /// <summary>The receiver waits, and nothing comes.</summary>
    /// <returns>The share of a processor that the whole peer took.</returns>
    public double MeasureIdle(TimeSpan time) =>
        (double)long.Parse(_bench.Peer.Do("idle", _id, (int)time.TotalMilliseconds)[0], CultureInfo.InvariantCulture) / time.Ticks;

    /// <summary>Streams so many messages, warm already.</summary>
    public Rate Stream(long messages, int threads)
    {
        long each = messages / threads;
        Volatile.Write(ref _bench.Arena.Ready, 0);
        _bench.Peer.Begin("consume", _id, threads);
        for (Spin spin = new(Spin.Stream); Volatile.Read(ref _bench.Arena.Ready) < threads;)
        {
            spin.Once();
        }

        Produced[] produced = _bench.Threads.Run(threads, thread => _driver.Produce(thread * each, each), out long contextSwitches);
        _driver.EndStream(threads);
        string[] answer = _bench.Peer.Answer();
        long total = each * threads;
        long[] numbers = [.. answer[..5].Select(static word => long.Parse(word, CultureInfo.InvariantCulture))];
        if (numbers[0] != total || numbers[1] != total * (total - 1) / 2)
        {
            throw new BenchmarkException($"Of {total} messages {numbers[0]} came, or others than were sent.");
        }

        if (threads == 1 && !bool.Parse(answer[5]))
        {
            throw new BenchmarkException("Messages came in another order than they were sent in.");
        }

        double seconds = Stopwatch.GetElapsedTime(produced.Min(static part => part.Started), numbers[2]).TotalSeconds;
        return new(total / seconds, (double)(numbers[3] + produced.Sum(static part => part.Allocated)) / total, (double)(numbers[4] + contextSwitches) / total);
    }

    public void Dispose()
    {
        try
        {
            _bench.Peer.Do("close", _id);
        }
        finally
        {
            _driver.Dispose();
            _leftover.Dispose();
        }
    }

    private long PingPong(Span<long> times, int rounds)
    {
        _bench.Peer.Begin("echo", _id, rounds);
        long allocated = _driver.PingPong(times);
        return allocated + long.Parse(_bench.Peer.Answer()[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Warms a loop up on both sides, and finds out how long it takes.</summary>
    private void Warm(Action<int> loop, out double nanosecondsPerRound)
    {
        const int Rounds = 2_000;
        Warmth.Await(() => loop(Rounds / 10), _bench.WarmUp, () => Warmth.Compiled + long.Parse(_bench.Peer.Do("compiled")[0], CultureInfo.InvariantCulture));
        long end = Stopwatch.GetTimestamp();
        loop(Rounds);
        nanosecondsPerRound = Math.Max(Stopwatch.GetElapsedTime(end).TotalNanoseconds / Rounds, 1);
    }
}
