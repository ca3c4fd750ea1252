using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedMq.Benchmarks;

/// <summary>
/// What the generator costs: a first run over a whole project, and what a key stroke costs after it. Each run has a compilation that knows nothing
/// yet but its syntax trees, as the compiler and the IDE have it; that the compiler finds out about types and attributes is part of the figures.
/// </summary>
[MemoryDiagnoser]
public class GeneratorBenchmark
{
    private CSharpCompilation _project = null!;
    private GeneratorDriver _warm = null!;
    private int _strokes;

    [Params(10, 200, 1_000)]
    public int Contracts { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _project = Projects.Create(Contracts);
        Diagnostic[] errors = [.. Run(Projects.CreateDriver(), _project, out Compilation output).GetRunResult().Diagnostics, .. output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors is [{ } first, ..])
        {
            throw new InvalidOperationException(first.ToString());
        }

        _warm = Projects.CreateDriver().RunGenerators(_project);
    }

    [Benchmark(Description = "first run", Baseline = true)]
    public GeneratorDriver Cold() => Projects.CreateDriver().RunGenerators(Projects.Rebuild(_project));

    [Benchmark(Description = "edit in a method's body")]
    public GeneratorDriver EditBody() => _warm.RunGenerators(Projects.Edit(_project, 5, "=> 1;", $"=> {++_strokes};"));

    [Benchmark(Description = "edit of a contract")]
    public GeneratorDriver EditContract() => _warm.RunGenerators(Projects.Edit(_project, 5, "double Price", $"double Price{++_strokes}"));

    private static GeneratorDriver Run(GeneratorDriver driver, Compilation project, out Compilation output) => driver.RunGeneratorsAndUpdateCompilation(project, out output, out _);
}
