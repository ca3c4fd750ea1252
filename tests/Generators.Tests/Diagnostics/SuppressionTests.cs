using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

public class SuppressionTests
{
    private const string Sparse = """
        [MqContract]
        public class Order
        {
            [MqKey(100)] public int Number { get; set; }
        }
        """;

    [Fact]
    public void A_pragma_silences_a_warning_where_it_stands()
    {
        Assert.Equal(["TMQ0105"], GeneratorHarness.Run(GeneratorHarness.Usings + Sparse).Ids);
        Assert.Empty(GeneratorHarness.Run($"{GeneratorHarness.Usings}#pragma warning disable TMQ0105\n{Sparse}").Ids);
        Assert.Equal(["TMQ0105"], GeneratorHarness.Run($"{GeneratorHarness.Usings}{Sparse}\n#pragma warning disable TMQ0105\n").Ids);
    }

    [Theory]
    [InlineData(ReportDiagnostic.Suppress, null)]
    [InlineData(ReportDiagnostic.Error, DiagnosticSeverity.Error)]
    public void An_editorconfig_sets_the_severity(ReportDiagnostic configured, DiagnosticSeverity? reported)
    {
        ProjectSettings settings = new() { EditorConfig = ImmutableDictionary<string, ReportDiagnostic>.Empty.Add("TMQ0105", configured) };

        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + Sparse, settings);

        Assert.Equal(reported, run.Diagnostics.SingleOrDefault()?.Severity);
    }
}
