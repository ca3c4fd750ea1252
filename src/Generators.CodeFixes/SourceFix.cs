using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace TypedMq.Generators.CodeFixes;

/// <summary>
/// A fix for a diagnostic, or for some that are mended alike. It is given all that it shall fix at once, one place or every place of a solution, so that what it writes in one
/// may depend on what it wrote in another: each member gets a key of its own.
/// </summary>
public abstract class SourceFix : CodeFixProvider
{
    private readonly ImmutableArray<string> _ids;

    private protected SourceFix(params string[] ids) => _ids = ImmutableArray.Create(ids);

    /// <summary>What tells it from other fixes: all places that it mends may be mended at once.</summary>
    private string Key => string.Join(", ", _ids);

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds => _ids;

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixEverywhere.Instance;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SolutionEditor probe = new(context.Document.Project.Solution);
            ImmutableArray<Diagnostic> single = ImmutableArray.Create(diagnostic);
            if (await FixAsync(probe, single, context.CancellationToken).ConfigureAwait(false) is { } title)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, token => ApplyAsync(context.Document.Project.Solution, single, token), equivalenceKey: Key),
                    diagnostic);
            }
        }
    }

    /// <summary>Fixes each of the diagnostics that it can.</summary>
    /// <param name="solution">What to change.</param>
    /// <param name="diagnostics">What to fix; all with locations in the solution's source.</param>
    /// <param name="cancellationToken">Nobody wants it any more.</param>
    /// <returns>What it did to the last, as a title for a menu; null when it could fix none.</returns>
    private protected abstract Task<string?> FixAsync(SolutionEditor solution, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken);

    private async Task<Solution> ApplyAsync(Solution solution, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        SolutionEditor editor = new(solution);
        await FixAsync(editor, diagnostics, cancellationToken).ConfigureAwait(false);
        Solution changed = editor.GetChangedSolution();
        foreach (DocumentId id in changed.GetChanges(solution).GetProjectChanges().SelectMany(static project => project.GetChangedDocuments()))
        {
            Document document = await ImportAdder.AddImportsAsync(changed.GetDocument(id)!, Simplifier.AddImportsAnnotation, cancellationToken: cancellationToken).ConfigureAwait(false);
            changed = document.Project.Solution;
        }

        return changed;
    }

    private sealed class FixEverywhere : FixAllProvider
    {
        public static readonly FixEverywhere Instance = new();

        public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            ImmutableArray<Diagnostic>.Builder diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
            switch (context.Scope)
            {
                case FixAllScope.Document when context.Document is { } document:
                    diagnostics.AddRange(await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false));
                    break;
                case FixAllScope.Project:
                    diagnostics.AddRange(await context.GetAllDiagnosticsAsync(context.Project).ConfigureAwait(false));
                    break;
                case FixAllScope.Solution:
                    foreach (Project project in context.Solution.Projects)
                    {
                        diagnostics.AddRange(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
                    }

                    break;
            }

            SourceFix fix = (SourceFix)context.CodeFixProvider;
            ImmutableArray<Diagnostic> all = diagnostics.ToImmutable().RemoveAll(static diagnostic => !diagnostic.Location.IsInSource);
            return CodeAction.Create($"Fix all '{fix.Key}'", token => fix.ApplyAsync(context.Solution, all, token), equivalenceKey: fix.Key);
        }
    }
}
