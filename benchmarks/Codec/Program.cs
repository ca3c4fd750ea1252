using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

// In this process: what is measured is this build, and nothing else has to be restored. Many short iterations: machines are shared, and what a
// neighbour disturbs is an outlier then, not the result.
BenchmarkSwitcher.FromAssembly(typeof(TypedMq.Benchmarks.SmallMessage).Assembly).Run(
    args is [] ? ["--filter", "*"] : args,
    ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(6).WithIterationCount(12).WithIterationTime(TimeInterval.FromMilliseconds(200)).AsDefault())
        .AddColumn(StatisticColumn.Median)
        .HideColumns(Column.Job, Column.Toolchain, Column.StdDev, Column.RatioSD, Column.Gen0, Column.Error, Column.Type, Column.AllocRatio, Column.IterationCount, Column.WarmupCount, Column.IterationTime)
        .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile));
