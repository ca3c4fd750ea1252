using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace TypedMq.Generators.CodeFixes;

/// <summary>What every fix does with a solution.</summary>
internal static class SolutionEditing
{
    /// <summary>The editor of the document that a tree belongs to; null when that is none of the solution's.</summary>
    public static async Task<DocumentEditor?> FindDocumentAsync(this SolutionEditor solution, SyntaxTree? tree, CancellationToken cancellationToken) =>
        solution.OriginalSolution.GetDocument(tree) is { } document
            ? await solution.GetDocumentEditorAsync(document.Id, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The node that a diagnostic is on.</summary>
    public static SyntaxNode FindNode(this DocumentEditor editor, Diagnostic diagnostic) => editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>Adds an attribute to a declaration; adds the using directive where it is missing.</summary>
    public static void AddAttribute(this DocumentEditor editor, SyntaxNode declaration, INamedTypeSymbol attribute, int? argument = null)
    {
        SyntaxNode name = editor.Generator.TypeExpression(attribute);
        SyntaxNode added = argument is null
            ? editor.Generator.Attribute(name)
            : editor.Generator.Attribute(name, [editor.Generator.AttributeArgument(editor.Generator.LiteralExpression(argument.Value))]);
        editor.AddAttribute(declaration, added.WithAdditionalAnnotations(Simplifier.AddImportsAnnotation));
    }

    /// <summary>Finds the key that a symbol is marked with, that of TypedMq or of MessagePack-CSharp.</summary>
    public static AttributeData? FindKey(ISymbol symbol) => Find(symbol, "TypedMq.MqKeyAttribute") ?? Find(symbol, "MessagePack.KeyAttribute");

    /// <summary>Whether the annotations of a type are those of MessagePack-CSharp alone.</summary>
    public static bool IsMessagePack(INamedTypeSymbol type) =>
        Find(type, "MessagePack.MessagePackObjectAttribute") is not null && Find(type, "TypedMq.MqContractAttribute") is null;

    private static AttributeData? Find(ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == name)
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The parameters of a positional record; none for every other type.</summary>
    public static ParameterListSyntax? PositionalParameters(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellationToken) is RecordDeclarationSyntax { ParameterList: { } parameters })
            {
                return parameters;
            }
        }

        return null;
    }
}
