using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace TypedMq.Generators.CodeFixes;

/// <summary>TMQ0001 and TMQ0002: makes a type partial, so that generated code can lie inside of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix))]
public sealed class MakePartialFix : SourceFix
{
    /// <summary>Made by the editor.</summary>
    public MakePartialFix()
        : base("TMQ0001", "TMQ0002")
    {
    }

    private protected override async Task<string?> FixAsync(SolutionEditor solution, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        string? title = null;
        HashSet<SyntaxNode> changed = [];
        foreach (Diagnostic diagnostic in diagnostics)
        {
            // Several contracts may lie in the same type; where they do, its node changes once, and what lies inside may change as well.
            if (await solution.FindDocumentAsync(diagnostic.Location.SourceTree, cancellationToken).ConfigureAwait(false) is { } editor
                && editor.FindNode(diagnostic).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
                && changed.Add(type))
            {
                editor.ReplaceNode(type, static (node, _) => MakePartial((TypeDeclarationSyntax)node));
                title = $"Make '{type.Identifier.ValueText}' partial";
            }
        }

        return title;
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
