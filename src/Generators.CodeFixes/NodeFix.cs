using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace TypedMq.Generators.CodeFixes;

/// <summary>A fix that changes one node for each diagnostic: the nearest of its kind around the place that is reported.</summary>
/// <typeparam name="TNode">The kind of node.</typeparam>
public abstract class NodeFix<TNode> : SourceFix
    where TNode : SyntaxNode
{
    private protected NodeFix(params string[] ids)
        : base(ids)
    {
    }

    /// <summary>Fixes a node. Several diagnostics may be about the same one: it is handed over once.</summary>
    /// <param name="editor">What to change.</param>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Nobody wants it any more.</param>
    /// <returns>What was done, as a title for a menu; null when nothing could be.</returns>
    private protected abstract string? Fix(DocumentEditor editor, TNode node, CancellationToken cancellationToken);

    private protected sealed override async Task<string?> FixAsync(SolutionEditor solution, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        string? title = null;
        HashSet<SyntaxNode> seen = [];
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (await solution.FindDocumentAsync(diagnostic.Location.SourceTree, cancellationToken).ConfigureAwait(false) is { } editor
                && editor.FindNode(diagnostic).FirstAncestorOrSelf<TNode>() is { } node
                && seen.Add(node))
            {
                title = Fix(editor, node, cancellationToken) ?? title;
            }
        }

        return title;
    }
}
