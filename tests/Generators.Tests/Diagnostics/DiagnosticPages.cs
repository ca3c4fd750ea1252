using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>The pages in <c>docs/diagnostics</c> are examples that are compiled: each violation is reported, each fix is clean.</summary>
public partial class DiagnosticPages
{
    /// <summary>What no source alone can cause; tested in <see cref="EnvironmentDiagnostics"/>.</summary>
    private static readonly HashSet<string> WithoutCode = ["TMQ0005", "TMQ0006", "TMQ0009"];

    public static TheoryData<string> All => [.. Descriptors().Select(static descriptor => descriptor.Id)];

    public static TheoryData<string> WithCode => [.. Descriptors().Select(static descriptor => descriptor.Id).Where(static id => !WithoutCode.Contains(id))];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_diagnostic_has_a_page_a_release_row_a_description_and_a_link(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors().Single(descriptor => descriptor.Id == id);

        string page = Page(id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n\nSeverity: {descriptor.DefaultSeverity.ToString().ToLowerInvariant()}\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## Violation\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## Fix\n", page, StringComparison.Ordinal);
        Assert.Contains($"[{id}]({id}.md)", Repository.Read("docs", "diagnostics", "README.md"), StringComparison.Ordinal);
        Assert.Contains($"\n{id} | TypedMq | {descriptor.DefaultSeverity} | ", Repository.Read("src", "Generators", "AnalyzerReleases.Unshipped.md"), StringComparison.Ordinal);
        Assert.NotEmpty(descriptor.Description.ToString(CultureInfo.InvariantCulture));
        Assert.EndsWith($"/docs/diagnostics/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WithCode))]
    public void The_violation_on_the_page_is_reported_with_the_message_on_the_page(string id)
    {
        string page = Page(id);
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + Code(page, 0), MessagePackStub.Referenced);

        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.DoesNotContain(run.CompilerFindings, static finding => finding.Severity == DiagnosticSeverity.Error);
        string message = $"\n> {diagnostic.GetMessage(CultureInfo.InvariantCulture)}\n";
        Assert.True(page.Contains(message, StringComparison.Ordinal), $"The page of {id} lacks the line:{message}");
    }

    [Theory]
    [MemberData(nameof(WithCode))]
    public void The_fix_on_the_page_compiles_without_a_warning(string id) => GeneratorHarness.RunClean(Code(Page(id), 1), MessagePackStub.Referenced);

    internal static IEnumerable<DiagnosticDescriptor> Descriptors() => typeof(Descriptors).GetFields().Select(static field => (DiagnosticDescriptor)field.GetValue(null)!);

    private static string Page(string id) => Repository.Read("docs", "diagnostics", id + ".md");

    private static string Code(string page, int index) => CSharpBlock().Matches(page)[index].Groups[1].Value;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
