using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>The bench on which one system is measured: the other side, the shared memory, and how often and how long.</summary>
internal sealed class Bench : IDisposable
{
    private readonly BenchmarkOptions _options;
    private readonly IDisposable _file;

    public Bench(BenchmarkOptions options, QueueSystem system)
    {
        _options = options;
        System = system;
        Reference = system.Reference is { } name ? AllSystems.Make(name) : null;
        Threads = new(options.Cores, isPeer: false);
        Threads.PinFirst();
        DeleteOfTheDead(system);
        DeleteOfTheDead(Reference);

        string path = Path.Combine("/dev/shm", $"typedmq-benchmark-{Environment.ProcessId}");
        _file = Leftovers.Add(() => File.Delete(path));
        try
        {
            Arena = Arena.Create(path);
            Peer = new(system.CrossesProcesses ? new PeerProcess(path, options.Cores) : new PeerThread(path, options.Cores));
        }
        finally
        {
            // Both have it: its name is not needed any more, and cannot be left behind.
            _file.Dispose();
        }
    }

    public QueueSystem System { get; }

    /// <summary>What its streams are shown beside.</summary>
    public QueueSystem? Reference { get; }

    public Arena Arena { get; }

    public Peer Peer { get; }

    public Threads Threads { get; }

    public bool IsQuick => _options.Quick;

    /// <summary>How long one loop runs, in nanoseconds.</summary>
    public double BudgetNanoseconds => IsQuick ? 100e6 : 500e6;

    public TimeSpan WarmUp => TimeSpan.FromMilliseconds(IsQuick ? 100 : 500);

    private int Runs => IsQuick ? 3 : 5;

    private int BounceRounds => IsQuick ? 20_000 : 100_000;

    /// <summary>Opens queues for a measurement.</summary>
    /// <param name="system">Which system's.</param>
    /// <param name="messageBytes">The size of each message.</param>
    /// <param name="capacity">How many messages each queue should hold; 1024, or what 8 MiB hold, when nothing is said.</param>
    /// <param name="returns">Whether answers come back.</param>
    public Session Open(QueueSystem system, int messageBytes, int? capacity = null, bool returns = false) =>
        new(this, system, new(QueueNames.Next(), messageBytes, capacity ?? Math.Clamp((8 << 20) / messageBytes, 8, 1024)), returns);

    /// <summary>
    /// Repeats a measurement, each time between two bounces. A run is discarded when the machine changed its state in it, or when others took processors
    /// meanwhile, unless there are not enough others; what is reported are the medians of the runs of one state.
    /// </summary>
    /// <param name="measure">Measures once; gives the same samples each time.</param>
    public IEnumerable<Figure> Repeat(Func<Sample[]> measure)
    {
        Dictionary<CoreState, List<Run>> runs = new() { [CoreState.Near] = [], [CoreState.Far] = [] };
        int tries = 0;
        while (runs.Values.All(list => list.Count(static run => !run.IsLoaded) < Runs) && tries < 3 * Runs)
        {
            tries++;
            ForeignLoad load = new(Environment.ProcessId, Peer.ProcessId);
            Bounce before = CacheLine.Measure(Peer, Arena, BounceRounds);
            Sample[] samples = measure();
            Bounce after = CacheLine.Measure(Peer, Arena, BounceRounds);
            if (before.State == after.State)
            {
                runs[before.State].Add(new([.. samples.Select(sample => sample.Beside == Sample.Bounce ? sample with { BesideValue = (before.OneWay + after.OneWay) / 2 } : sample)], load.Share()));
            }
        }

        (CoreState state, List<Run> all) = runs.MaxBy(static entry => (entry.Value.Count(static run => !run.IsLoaded), entry.Value.Count));
        if (all.Count == 0)
        {
            throw new UnmeasurableException($"The machine changed its state in each of {tries} runs.");
        }

        Run[] kept = [.. all.OrderBy(static run => run.ForeignLoad).Take(Runs)];
        return kept[0].Samples.Select((sample, index) => new Figure(
            System.Name,
            sample.What,
            sample.Unit,
            Spread.Of(kept.Select(run => run.Samples[index].Value)),
            sample.Beside,
            sample.BesideValue is null ? null : Spread.Of(kept.Select(run => run.Samples[index].BesideValue!.Value)),
            sample.BesideValue is null ? null : Spread.Of(kept.Select(run => run.Samples[index].Value / run.Samples[index].BesideValue!.Value)),
            state.ToString().ToLowerInvariant(),
            kept.Any(static run => run.IsLoaded),
            kept.Length,
            tries - kept.Length));
    }

    public void Dispose()
    {
        Peer.Dispose();
        Arena.Dispose();
    }

    private static void DeleteOfTheDead(QueueSystem? system)
    {
        try
        {
            system?.DeleteOfTheDead();
        }
        catch (MqNotSupportedException)
        {
            // Nothing tells which queues there are.
        }
        catch (MqException error)
        {
            Console.Error.WriteLine($"{system!.Name}: what killed benchmarks left was not deleted: {error.Message}");
        }
    }

    /// <summary>What one run gave.</summary>
    /// <param name="Samples">Its values.</param>
    /// <param name="ForeignLoad">What others took meanwhile, as a share of one processor.</param>
    private sealed record Run(Sample[] Samples, double ForeignLoad)
    {
        public bool IsLoaded => ForeignLoad > Host.ForeignLoad.Tolerable;
    }
}

/// <summary>One value of one run.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">ns, µs, M/s, %, bytes, calls, per 1,000.</param>
/// <param name="Value">The value.</param>
/// <param name="Beside">What was measured beside it, in the same run.</param>
/// <param name="BesideValue">In the same unit.</param>
internal sealed record Sample(string What, string Unit, double Value, string? Beside = null, double? BesideValue = null)
{
    /// <summary>What stands beside a value that is shown beside the bounce of its run: the mean of that before and that after it, which the bench fills in.</summary>
    public const string Bounce = "bounce";
}
