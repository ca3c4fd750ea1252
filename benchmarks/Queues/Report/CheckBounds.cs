namespace TypedMq.Benchmarks.Report;

/// <summary>
/// What the regression check holds figures to: some 1.7 times from what was usual on two virtual processors, near or far, so that only what is broken is beyond.
/// What is better than this may still miss its target. Streams have more to spare: the plain ring beside them is three times as fast when its sender happens to be ahead.
/// </summary>
internal static class CheckBounds
{
    private static readonly string[] Pool = ["fastmq"];
    private static readonly string[] OneToOne = ["fastmq-one-to-one"];
    private static readonly string[] PoolTyped = ["fastmq-typed"];
    private static readonly string[] OneToOneTyped = ["fastmq-one-to-one-typed"];
    private static readonly string[] Raw = [.. Pool, .. OneToOne];
    private static readonly string[] Typed = [.. PoolTyped, .. OneToOneTyped];

    // Each with the measurement that gives its figure.
    private static readonly (string Measurement, Bound Bound)[] All =
    [
        ("latency", new(Pool, "one-way p50, 64 B", 7, IsUpper: true, IsRatio: true)),
        ("latency", new(OneToOne, "one-way p50, 64 B", 4, IsUpper: true, IsRatio: true)),
        ("latency", new(PoolTyped, "one-way p50, record", 1.9, IsUpper: true, IsRatio: true)),
        ("latency", new(OneToOneTyped, "one-way p50, record", 3.5, IsUpper: true, IsRatio: true)),
        ("latency", new([.. Raw, .. Typed], "allocated, one-way", 0.1, IsUpper: true, IsRatio: false)),
        ("stream", new(Pool, "stream 64 B", 0.12, IsUpper: false, IsRatio: true)),
        ("stream", new(OneToOne, "stream 64 B", 0.2, IsUpper: false, IsRatio: true)),
        ("stream", new(PoolTyped, "stream of records", 0.35, IsUpper: false, IsRatio: true)),
        ("stream", new(OneToOneTyped, "stream of records", 0.25, IsUpper: false, IsRatio: true)),
        ("stream", new(Raw, "allocated, stream 64 B", 0.1, IsUpper: true, IsRatio: false)),
        ("stream", new(Typed, "allocated, stream of records", 0.1, IsUpper: true, IsRatio: false)),
        ("wake-up", new(Raw, "wake-up of a sleeper", 2, IsUpper: true, IsRatio: true)),
        ("system-calls", new([.. Raw, .. Typed], "system calls a message", 0.05, IsUpper: true, IsRatio: false)),
    ];

    /// <summary>The bounds of what a measurement of a system gives.</summary>
    public static Bound[] Of(string system, string measurement) => [.. All.Where(row => row.Measurement == measurement && row.Bound.Systems.Contains(system)).Select(static row => row.Bound)];
}
