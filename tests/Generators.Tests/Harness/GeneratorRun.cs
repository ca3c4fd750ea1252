using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace TypedMq.Generators.Tests.Harness;

/// <summary>What one run of the generator made.</summary>
internal sealed class GeneratorRun(CSharpCompilation input, CSharpCompilation output, ImmutableArray<Diagnostic> diagnostics, GeneratorDriver driver)
{
    /// <summary>The source with what was generated.</summary>
    public CSharpCompilation Output { get; } = output;

    /// <summary>What the generator reported, except for what is suppressed.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; } = [.. diagnostics.Where(static diagnostic => !diagnostic.IsSuppressed)];

    public GeneratorRunResult Result { get; } = driver.GetRunResult().Results[0];

    public IEnumerable<string> Ids => Diagnostics.Select(static diagnostic => diagnostic.Id);

    /// <summary>All generated files, with their names, in the order of the names.</summary>
    public string AllFiles
    {
        get
        {
            StringBuilder text = new();
            foreach (GeneratedSourceResult file in Result.GeneratedSources.OrderBy(static file => file.HintName, StringComparer.Ordinal))
            {
                text.Append("// ---- ").Append(file.HintName).Append('\n').Append(file.SourceText).Append('\n');
            }

            return text.ToString();
        }
    }

    /// <summary>Errors and warnings of the compiler itself. Only generated code is expected to be documented.</summary>
    public IEnumerable<Diagnostic> CompilerFindings => Output.GetDiagnostics().Where(static diagnostic =>
        diagnostic.Severity >= DiagnosticSeverity.Warning
        && !diagnostic.IsSuppressed
        && !(diagnostic.Id == "CS1591" && diagnostic.Location.SourceTree!.FilePath.StartsWith("/source/", StringComparison.Ordinal)));

    public GeneratorRun AssertClean()
    {
        Assert.Null(Result.Exception);
        Assert.DoesNotContain(Diagnostics, static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.True(!CompilerFindings.Any(), string.Join('\n', CompilerFindings) + "\n\n" + AllFiles);
        return this;
    }

    /// <summary>A compilation that is new but equal emits nothing again.</summary>
    public GeneratorRun AssertCachedWhenRunAgain()
    {
        GeneratorRunResult again = driver.RunGenerators(input.Clone()).GetRunResult().Results[0];
        Assert.All(
            again.TrackedSteps.Where(static step => step.Key is Steps.ContractModels or Steps.ChannelModels or Steps.ViewModels).SelectMany(static step => step.Value).SelectMany(static step => step.Outputs),
            static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
        return this;
    }

    public byte[] Emit()
    {
        using MemoryStream image = new();
        EmitResult result = Output.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return image.ToArray();
    }

    /// <summary>What another project references.</summary>
    public MetadataReference ToReference() => MetadataReference.CreateFromImage(Emit());
}
