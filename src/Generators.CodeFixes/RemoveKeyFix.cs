using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace TypedMq.Generators.CodeFixes;

/// <summary>TMQ0106: removes a key that has no effect.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveKeyFix))]
public sealed class RemoveKeyFix : NodeFix<AttributeSyntax>
{
    /// <summary>Made by the editor.</summary>
    public RemoveKeyFix()
        : base("TMQ0106")
    {
    }

    private protected override string? Fix(DocumentEditor editor, AttributeSyntax node, CancellationToken cancellationToken)
    {
        if (node is not { Parent: AttributeListSyntax { Parent: { } declaration } })
        {
            return null;
        }

        editor.ReplaceNode(declaration, (current, _) => Remove(current, node));
        return "Remove the key without effect";
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
