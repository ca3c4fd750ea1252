using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using TypedMq.Generators.CodeFixes;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Applies a fix to source in a workspace, as an editor does, to what the generator reports there.</summary>
/// <typeparam name="TFix">The fix.</typeparam>
internal static class FixHarness<TFix>
    where TFix : SourceFix, new()
{
    /// <summary>Fixes the first place, and expects that all is well then.</summary>
    public static Task<string[]> FixAsync(params string[] sources) => FixAsync(isAll: false, sources);

    /// <summary>Fixes every place of the project at once, and expects that all is well then.</summary>
    public static Task<string[]> FixAllAsync(params string[] sources) => FixAsync(isAll: true, sources);

    /// <summary>The titles that a menu shows for the first place.</summary>
    public static async Task<string[]> TitlesAsync(params string[] sources)
    {
        using AdhocWorkspace workspace = new();
        Project project = Create(workspace, sources);
        return [.. (await OfferAsync(project)).Select(static action => action.Title)];
    }

    private static async Task<string[]> FixAsync(bool isAll, string[] sources)
    {
        using AdhocWorkspace workspace = new();
        Project project = Create(workspace, sources);
        CodeAction action = isAll ? await OfferAllAsync(project) : Assert.Single(await OfferAsync(project));
        ApplyChangesOperation change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(CancellationToken.None)));

        Project changed = change.ChangedSolution.GetProject(project.Id)!;
        GeneratorHarness.Run(await CompileAsync(changed)).AssertClean();
        return await Task.WhenAll(changed.Documents.Select(static async document =>
        {
            string text = (await document.GetTextAsync()).ToString();
            return text.StartsWith(GeneratorHarness.Usings, StringComparison.Ordinal) ? text[GeneratorHarness.Usings.Length..] : text;
        }));
    }

    private static async Task<List<CodeAction>> OfferAsync(Project project)
    {
        List<CodeAction> actions = [];
        Diagnostic diagnostic = (await ReportAsync(project))[0];
        CodeFixContext context = new(project.GetDocument(diagnostic.Location.SourceTree)!, diagnostic, (action, _) => actions.Add(action), CancellationToken.None);
        await new TFix().RegisterCodeFixesAsync(context);
        return actions;
    }

    private static async Task<CodeAction> OfferAllAsync(Project project)
    {
        TFix fix = new();
        FixAllContext context = new(
            project.Documents.First(), fix, FixAllScope.Project, fix.FixableDiagnosticIds[0], fix.FixableDiagnosticIds, new GeneratorDiagnostics(await ReportAsync(project)), CancellationToken.None);
        return (await fix.GetFixAllProvider()!.GetFixAsync(context))!;
    }

    /// <summary>What the generator reports and the fix is for.</summary>
    private static async Task<ImmutableArray<Diagnostic>> ReportAsync(Project project)
    {
        ImmutableArray<string> ids = new TFix().FixableDiagnosticIds;
        return [.. GeneratorHarness.Run(await CompileAsync(project)).Diagnostics.Where(diagnostic => ids.Contains(diagnostic.Id))];
    }

    private static async Task<CSharpCompilation> CompileAsync(Project project) => (CSharpCompilation)(await project.GetCompilationAsync())!;

    private static Project Create(AdhocWorkspace workspace, string[] sources)
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(MessagePackStub.Referenced, sources);
        ProjectInfo info = ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Consumer", "Consumer", LanguageNames.CSharp,
            compilationOptions: compilation.Options, parseOptions: compilation.SyntaxTrees[0].Options, metadataReferences: compilation.References);
        Solution solution = workspace.AddProject(info).Solution;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(info.Id), Path.GetFileName(tree.FilePath), tree.GetText(), filePath: tree.FilePath);
        }

        return solution.GetProject(info.Id)!;
    }

    private sealed class GeneratorDiagnostics(ImmutableArray<Diagnostic> all) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(all.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
