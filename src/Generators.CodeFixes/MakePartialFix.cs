using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace TypedMq.Generators.CodeFixes;

/// <summary>TMQ0001 and TMQ0002: makes a type partial, so that generated code can lie inside of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix))]
public sealed class MakePartialFix : NodeFix<TypeDeclarationSyntax>
{
    /// <summary>Made by the editor.</summary>
    public MakePartialFix()
        : base("TMQ0001", "TMQ0002")
    {
    }

    private protected override string? Fix(DocumentEditor editor, TypeDeclarationSyntax node, CancellationToken cancellationToken)
    {
        // What lies inside may change as well.
        editor.ReplaceNode(node, static (current, _) => MakePartial((TypeDeclarationSyntax)current));
        return $"Make '{node.Identifier.ValueText}' partial";
    }

    /// <summary>The modifier comes last, right before the kind of type; what stood before that stays before it.</summary>
    private static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return type.Modifiers.Count > 0
            ? type.AddModifiers(partial)
            : type.WithKeyword(type.Keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(type.Keyword.LeadingTrivia));
    }
}
