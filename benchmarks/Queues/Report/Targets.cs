namespace TypedMq.Benchmarks.Report;

/// <summary>
/// What TypedMq's queues aim at. Most are ratios of one run: shared memory is as fast as the machine lets it be at that moment. "Near" are figures of
/// two virtual processors of an AMD EPYC that share a cache; on another machine they only say of what order they should be.
/// </summary>
internal static class Targets
{
    private static readonly string[] Pool = ["fastmq"];
    private static readonly string[] OneToOne = ["fastmq-one-to-one"];
    private static readonly string[] FastMq = ["fastmq", "fastmq-one-to-one"];
    private static readonly string[] FastMqTyped = ["fastmq-typed", "fastmq-one-to-one-typed"];
    private static readonly string[] Kernel = ["posix", "sysv"];
    private static readonly string[] KernelTyped = ["posix-typed", "sysv-typed"];
    private static readonly string[] Every = ["fastmq", "fastmq-one-to-one", "fastmq-typed", "fastmq-one-to-one-typed", "posix", "sysv", "posix-typed", "sysv-typed", "inprocess"];

    private static readonly Bound[] All =
    [
        new(Pool, "one-way p50, 64 B", 2.2, IsUpper: true, IsRatio: true),
        new(Pool, "one-way p99, 64 B", 4, IsUpper: true, IsRatio: true),
        new(OneToOne, "one-way p50, 64 B", 1.4, IsUpper: true, IsRatio: true),
        new(OneToOne, "one-way p99, 64 B", 2, IsUpper: true, IsRatio: true),
        new(Pool, "stream 64 B", 25, IsUpper: false, IsRatio: false, NearOnly: true),
        new(Pool, "stream 1 KiB", 11, IsUpper: false, IsRatio: false, NearOnly: true),
        new(OneToOne, "stream 64 B", 1, IsUpper: false, IsRatio: true),
        new(OneToOne, "stream 1 KiB", 16, IsUpper: false, IsRatio: false, NearOnly: true),
        new(["boost"], "stream 64 B", 0.286, IsUpper: true, IsRatio: true),
        new(["boost"], "stream 64 B, 2 to 2", 0.333, IsUpper: true, IsRatio: true),
        new(Pool, "send + receive, 8 priorities", 1.5, IsUpper: true, IsRatio: true),
        new(FastMqTyped, "one-way p50, record", 1.15, IsUpper: true, IsRatio: true),
        new(FastMqTyped, "stream of records", 0.85, IsUpper: false, IsRatio: true),
        new(FastMq, "wake-up of a sleeper", 1.2, IsUpper: true, IsRatio: true),
        new([.. FastMq, .. Kernel], "idle receiver", 0.1, IsUpper: true, IsRatio: false),
        new([.. FastMq, .. FastMqTyped], "system calls a message", 0.01, IsUpper: true, IsRatio: false),
        new([.. Kernel, .. KernelTyped], "system calls a message", 2.01, IsUpper: true, IsRatio: false),
        new(Kernel, "stream 64 B", 0.9, IsUpper: false, IsRatio: true),
        new(Kernel, "stream 1 KiB", 0.9, IsUpper: false, IsRatio: true),
        new(KernelTyped, "stream of records", 0.9, IsUpper: false, IsRatio: true),
        new(Every, "allocated, one-way", 0, IsUpper: true, IsRatio: false),
        new(Every, "allocated, stream 64 B", 0, IsUpper: true, IsRatio: false),
        new(Every, "allocated, stream 1 KiB", 0, IsUpper: true, IsRatio: false),
        new(Every, "allocated, stream of records", 0, IsUpper: true, IsRatio: false),
        new(Every, "allocated, send + receive", 0, IsUpper: true, IsRatio: false),
    ];

    public static Bound? Find(Figure figure) => Array.Find(All, bound => bound.What == figure.What && bound.Systems.Contains(figure.System));
}
