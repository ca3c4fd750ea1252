using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace TypedMq.Generators.CodeFixes;

/// <summary>TMQ0106: removes a key that has no effect.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveKeyFix))]
public sealed class RemoveKeyFix : SourceFix
{
    /// <summary>Made by the editor.</summary>
    public RemoveKeyFix()
        : base("TMQ0106")
    {
    }

    private protected override async Task<string?> FixAsync(SolutionEditor solution, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        string? title = null;
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (await solution.FindDocumentAsync(diagnostic.Location.SourceTree, cancellationToken).ConfigureAwait(false) is { } editor
                && editor.FindNode(diagnostic).FirstAncestorOrSelf<AttributeSyntax>() is { Parent: AttributeListSyntax { Parent: { } declaration } } attribute)
            {
                editor.ReplaceNode(declaration, (current, _) => Remove(current, attribute));
                title = "Remove the key without effect";
            }
        }

        return title;
    }

    /// <summary>Other fixes may have changed the declaration meanwhile: the attribute is found again by its text.</summary>
    private static SyntaxNode Remove(SyntaxNode declaration, AttributeSyntax attribute)
    {
        foreach (SyntaxNode child in declaration.ChildNodes())
        {
            if (child is AttributeListSyntax list && list.Attributes.FirstOrDefault(candidate => candidate.IsEquivalentTo(attribute)) is { } found)
            {
                return list.Attributes.Count > 1
                    ? declaration.ReplaceNode(list, list.WithAttributes(list.Attributes.Remove(found)))
                    : RemoveList(declaration, list);
            }
        }

        return declaration;
    }

    /// <summary>Comments in front of the declaration hang on its first token, which may be the one that goes.</summary>
    private static SyntaxNode RemoveList(SyntaxNode declaration, AttributeListSyntax list) =>
        declaration.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia)!.WithLeadingTrivia(declaration.GetLeadingTrivia());
}
