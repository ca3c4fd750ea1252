using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>Something that can be measured of a system.</summary>
internal abstract class Measurement
{
    /// <summary>Everything that is measured, in the order of the report.</summary>
    public static IReadOnlyList<Measurement> Usual { get; } =
    [
        new Latency(64),
        new Stream(64),
        new Stream(1024),
        new Stream(64, threads: 2),
        new Priorities(8),
        new WakeUp(),
        new Idle(),
        new SystemCalls(),
        new Memory(),
    ];

    /// <summary>What the regression check needs.</summary>
    public static IReadOnlyList<Measurement> Checked { get; } =
    [
        new Latency(64),
        new Stream(64),
        new WakeUp(),
        new SystemCalls(),
    ];

    /// <summary>How cost depends on size.</summary>
    public static IReadOnlyList<Measurement> Curves { get; } =
    [
        .. Sizes.Select(static bytes => new Latency(bytes, isCurve: true)),
        .. Sizes.Select(static bytes => new Stream(bytes, isCurve: true)),
        .. Capacities.Select(static capacity => new Stream(64, capacity: capacity, isCurve: true)),
        .. PriorityCounts.Select(static count => new Priorities(count, isCurve: true)),
        .. ThreadCounts.Select(static threads => new StreamByThreads(threads)),
        .. HandleCounts.Select(static handles => new IdleHandles(handles)),
        .. QueueCounts.Select(static queues => new AwaitedQueues(queues)),
    ];

    /// <summary>The name by which it is chosen.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it can be measured of a system at all.</summary>
    public abstract bool AppliesTo(QueueSystem system);

    /// <summary>Measures.</summary>
    /// <exception cref="MqException">The system cannot do it here.</exception>
    /// <exception cref="Host.BenchmarkException">It could not be measured.</exception>
    public abstract IEnumerable<Figure> Run(Bench bench);

    private static int[] Sizes => [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];

    private static int[] Capacities => [8, 32, 128, 512, 2048, 8192, 32768, 65536];

    private static int[] PriorityCounts => [1, 2, 4, 8, 16, 32, 64];

    private static int[] ThreadCounts => [1, 2, 4, 8];

    private static int[] HandleCounts => [1, 2, 4, 8, 16, 32, 64];

    private static int[] QueueCounts => [1, 10, 100, 1000];

    /// <summary>A size as people write it.</summary>
    protected static string Text(int bytes) => bytes >= 1024 && bytes % 1024 == 0 ? $"{bytes / 1024} KiB" : $"{bytes} B";
}
