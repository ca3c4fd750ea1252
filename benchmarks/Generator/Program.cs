using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Microsoft.CodeAnalysis;
using TypedMq.Benchmarks;

if (args is ["size"])
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SizeOfCode(200):F0} bytes of IL a contract (six members; every fourth has eight)"));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(GeneratorBenchmark).Assembly).Run(
    args is [] ? ["--filter", "*"] : args,
    ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(12).AsDefault())
        .HideColumns(Column.Job, Column.Toolchain, Column.StdDev, Column.RatioSD, Column.IterationCount, Column.WarmupCount, Column.Gen0, Column.Gen1, Column.Gen2)
        .WithOptions(ConfigOptions.DisableLogFile));

// The bodies of all methods of the formatters, divided by the contracts.
static double SizeOfCode(int contracts)
{
    Projects.CreateDriver().RunGeneratorsAndUpdateCompilation(Projects.Create(contracts), out Compilation output, out _);
    using MemoryStream image = new();
    if (output.Emit(image) is { Success: false } failed)
    {
        throw new InvalidOperationException(failed.Diagnostics[0].ToString());
    }

    image.Position = 0;
    using PEReader file = new(image);
    MetadataReader metadata = file.GetMetadataReader();
    long size = 0;
    foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => metadata.GetString(type.Name).EndsWith("Formatter", StringComparison.Ordinal)))
    {
        foreach (MethodDefinition method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(static method => method.RelativeVirtualAddress != 0))
        {
            size += file.GetMethodBody(method.RelativeVirtualAddress).Size;
        }
    }

    return (double)size / contracts;
}
