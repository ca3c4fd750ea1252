using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>Source that is reported, with what lies under the squiggle.</summary>
internal static class DiagnosticCase
{
    /// <summary>Expects one diagnostic, on this text, and no error of the compiler beside it.</summary>
    public static Diagnostic Expect(string id, string code, string squiggle)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + code, MessagePackStub.Referenced);

        Assert.Null(run.Result.Exception);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(squiggle, diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
        Assert.DoesNotContain(run.CompilerFindings, static finding => finding.Severity == DiagnosticSeverity.Error);
        return diagnostic;
    }

    /// <summary>Expects that nothing is reported.</summary>
    public static void ExpectNone(string code)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + code, MessagePackStub.Referenced);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics);
        Assert.DoesNotContain(run.CompilerFindings, static finding => finding.Severity == DiagnosticSeverity.Error);
    }
}
