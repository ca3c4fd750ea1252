using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedMq.Generators.Tests.Harness;

/// <summary>Why the outputs of each named step are what they are after an edit, sorted: <c>Cached</c>, <c>Unchanged Modified</c>.</summary>
/// <param name="Contracts">What was parsed of contracts.</param>
/// <param name="ContractModels">What of that is emitted.</param>
/// <param name="Channels">What was parsed of channels.</param>
/// <param name="ChannelModels">What of that is emitted.</param>
/// <param name="Diagnostics">What is reported on contracts.</param>
/// <param name="Views">What was parsed of views.</param>
/// <param name="ViewModels">What of that is emitted.</param>
internal sealed record StepReasons(
    string Contracts = "",
    string ContractModels = "",
    string Channels = "",
    string ChannelModels = "",
    string Diagnostics = "",
    string Views = "",
    string ViewModels = "");

/// <summary>Runs the generator, edits the source, runs it again, and says why each step ran.</summary>
internal static class Incremental
{
    /// <summary>Replaces one file, or adds or removes it.</summary>
    /// <param name="sources">The files before.</param>
    /// <param name="index">Which one changes; one past the last adds a file.</param>
    /// <param name="edited">Its text after; null removes it.</param>
    /// <param name="emitted">How many files were written again.</param>
    public static StepReasons Edit(string[] sources, int index, string? edited, out int emitted)
    {
        CSharpCompilation before = GeneratorHarness.Compile(ProjectSettings.Default, [.. sources.Select(static source => GeneratorHarness.Usings + source)]);
        GeneratorDriver driver = GeneratorHarness.CreateDriver(before).RunGenerators(before);
        CSharpCompilation after = Apply(before, index, edited is null ? null : GeneratorHarness.Usings + edited);
        driver = driver.RunGenerators(after);

        GeneratorRunResult result = driver.GetRunResult().Results[0];
        Assert.Null(result.Exception);
        AssertSameAsFromScratch(result, after);
        emitted = result.TrackedOutputSteps.Values
            .SelectMany(static steps => steps)
            .Count(static step => step.Inputs.Any(static input => IsModel(input.Source)) && step.Outputs.Any(static output => output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified));
        return new(
            Reasons(result, Steps.Contracts),
            Reasons(result, Steps.ContractModels),
            Reasons(result, Steps.Channels),
            Reasons(result, Steps.ChannelModels),
            Reasons(result, Steps.ContractDiagnostics),
            Reasons(result, Steps.Views),
            Reasons(result, Steps.ViewModels));
    }

    private static CSharpCompilation Apply(CSharpCompilation before, int index, string? edited)
    {
        SyntaxTree? old = index < before.SyntaxTrees.Length ? before.SyntaxTrees[index] : null;
        SyntaxTree? tree = edited is null ? null : CSharpSyntaxTree.ParseText(edited, (CSharpParseOptions)before.SyntaxTrees[0].Options, old?.FilePath ?? $"/source/File{index}.cs");
        return (old, tree) switch
        {
            ({ }, { }) => before.ReplaceSyntaxTree(old, tree),
            ({ }, null) => before.RemoveSyntaxTrees(old),
            _ => before.AddSyntaxTrees(tree!),
        };
    }

    /// <summary>Whatever was cached, the result is the one of a first run: anything else is stale code.</summary>
    private static void AssertSameAsFromScratch(GeneratorRunResult result, CSharpCompilation compilation)
    {
        GeneratorRunResult fresh = GeneratorHarness.CreateDriver(compilation).RunGenerators(compilation).GetRunResult().Results[0];
        Assert.Equal(Files(fresh), Files(result));
        Assert.Equal(fresh.Diagnostics.Select(static diagnostic => diagnostic.ToString()).Order(), result.Diagnostics.Select(static diagnostic => diagnostic.ToString()).Order());

        static IEnumerable<(string, string)> Files(GeneratorRunResult run) =>
            run.GeneratedSources.Select(static file => (file.HintName, file.SourceText.ToString())).Order();
    }

    private static bool IsModel(IncrementalGeneratorRunStep step) => step.Name is Steps.ContractModels or Steps.ChannelModels or Steps.ViewModels;

    private static string Reasons(GeneratorRunResult result, string step) => result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> steps)
        ? string.Join(' ', steps.SelectMany(static run => run.Outputs).Select(static output => output.Reason).Order())
        : "";
}
