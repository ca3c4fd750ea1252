using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace TypedMq.Generators.CodeFixes;

/// <summary>TMQ0506: gives a method that waits a CancellationToken, as its last parameter, with a default so that callers still compile.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddTokenFix))]
public sealed class AddTokenFix : NodeFix<MethodDeclarationSyntax>
{
    /// <summary>Made by the editor.</summary>
    public AddTokenFix()
        : base("TMQ0506")
    {
    }

    private protected override string? Fix(DocumentEditor editor, MethodDeclarationSyntax node, CancellationToken cancellationToken)
    {
        if (editor.SemanticModel.Compilation.GetTypeByMetadataName("System.Threading.CancellationToken") is not { } type)
        {
            return null;
        }

        ParameterSyntax token = SyntaxFactory.Parameter(SyntaxFactory.Identifier(FreeName(node)))
            .WithType((TypeSyntax)editor.Generator.TypeExpression(type).WithTrailingTrivia(SyntaxFactory.Space).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation))
            .WithDefault(SyntaxFactory.EqualsValueClause(SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression)).NormalizeWhitespace().WithLeadingTrivia(SyntaxFactory.Space));
        editor.ReplaceNode(node.ParameterList, Append(node.ParameterList, token));
        return "Add a CancellationToken";
    }

    private static string FreeName(MethodDeclarationSyntax method)
    {
        string name = "cancellationToken";
        while (method.ParameterList.Parameters.Any(parameter => parameter.Identifier.ValueText == name))
        {
            name += "2";
        }

        return name;
    }

    /// <summary>Adds a parameter: on a line of its own where the others are on lines of their own.</summary>
    private static ParameterListSyntax Append(ParameterListSyntax list, ParameterSyntax token)
    {
        if (list.Parameters.Count == 0)
        {
            return list.AddParameters(token);
        }

        SyntaxTriviaList indentation = list.Parameters[list.Parameters.Count - 1].GetLeadingTrivia();
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(
            list.OpenParenToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) ? list.OpenParenToken.TrailingTrivia : SyntaxFactory.TriviaList(SyntaxFactory.Space));
        return list.WithParameters(SyntaxFactory.SeparatedList(
            list.Parameters.Add(token.WithLeadingTrivia(indentation)),
            list.Parameters.GetSeparators().Append(comma)));
    }
}
