using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace TypedMq.Generators.CodeFixes;

/// <summary>TMQ0505: keeps one CancellationToken of a method and makes it the last parameter. Calls of the method are left to the compiler.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveTokenFix))]
public sealed class MoveTokenFix : NodeFix<ParameterSyntax>
{
    /// <summary>Made by the editor.</summary>
    public MoveTokenFix()
        : base("TMQ0505")
    {
    }

    private protected override string? Fix(DocumentEditor editor, ParameterSyntax node, CancellationToken cancellationToken)
    {
        if (node.Parent is not ParameterListSyntax list)
        {
            return null;
        }

        List<ParameterSyntax> tokens = [.. list.Parameters.Where(parameter => IsToken(editor.SemanticModel, parameter, cancellationToken))];
        editor.ReplaceNode(list, MoveToEnd(list, node, tokens));
        return tokens.Count > 1 ? "Keep one CancellationToken, as the last parameter" : "Make the CancellationToken the last parameter";
    }

    private static bool IsToken(SemanticModel model, ParameterSyntax parameter, CancellationToken cancellationToken) =>
        model.GetDeclaredSymbol(parameter, cancellationToken)?.Type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>Parameters change places; line breaks and comments stay where they are.</summary>
    private static ParameterListSyntax MoveToEnd(ParameterListSyntax list, ParameterSyntax token, List<ParameterSyntax> tokens)
    {
        List<ParameterSyntax> ordered = [.. list.Parameters.Where(parameter => !tokens.Contains(parameter))];
        bool followsOptional = ordered.Any(static parameter => parameter.Default is not null);
        ordered.Add(followsOptional && token.Default is null
            ? token.WithoutTrivia().WithDefault(SyntaxFactory.EqualsValueClause(SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression)).NormalizeWhitespace().WithLeadingTrivia(SyntaxFactory.Space))
            : token);
        for (int i = 0; i < ordered.Count; i++)
        {
            ordered[i] = ordered[i].WithTriviaFrom(list.Parameters[i]);
        }

        return list.WithParameters(SyntaxFactory.SeparatedList(ordered, list.Parameters.GetSeparators().Take(ordered.Count - 1)));
    }
}
