using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace TypedMq.Generators.CodeFixes;

/// <summary>TMQ0302: marks a type that is sent with <c>[MqContract]</c>, wherever in the solution it is declared.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MarkContractFix))]
public sealed class MarkContractFix : SourceFix
{
    /// <summary>Made by the editor.</summary>
    public MarkContractFix()
        : base("TMQ0302")
    {
    }

    private protected override async Task<string?> FixAsync(SolutionEditor solution, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        string? title = null;
        HashSet<SyntaxNode> marked = [];
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (await solution.FindDocumentAsync(diagnostic.Location.SourceTree, cancellationToken).ConfigureAwait(false) is not { } editor)
            {
                continue;
            }

            foreach (INamedTypeSymbol type in FindTypes(editor, diagnostic, cancellationToken))
            {
                if (await type.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is TypeDeclarationSyntax declaration
                    && await solution.FindDocumentAsync(declaration.SyntaxTree, cancellationToken).ConfigureAwait(false) is { } declaring
                    && declaring.SemanticModel.Compilation.GetTypeByMetadataName("TypedMq.MqContractAttribute") is { } attribute
                    && marked.Add(declaration))
                {
                    declaring.AddAttribute(declaration, attribute);
                    title = $"Mark '{type.Name}' with [MqContract]";
                }
            }
        }

        return title;
    }

    /// <summary>The types in what the diagnostic is on that can be marked: a type as it is written, or an interface that inherits <c>IMqQueue&lt;T&gt;</c>.</summary>
    private static List<INamedTypeSymbol> FindTypes(DocumentEditor editor, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        List<INamedTypeSymbol> found = [];
        SyntaxNode node = editor.FindNode(diagnostic);
        if (node is InterfaceDeclarationSyntax declaration && editor.SemanticModel.GetDeclaredSymbol(declaration, cancellationToken) is { } channel)
        {
            foreach (INamedTypeSymbol inherited in channel.AllInterfaces)
            {
                AddTypes(found, inherited);
            }
        }
        else if (node.FirstAncestorOrSelf<TypeSyntax>() is { } written && editor.SemanticModel.GetTypeInfo(written, cancellationToken).Type is { } type)
        {
            AddTypes(found, type);
        }

        return found;
    }

    private static void AddTypes(List<INamedTypeSymbol> found, ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                AddTypes(found, array.ElementType);
                break;
            case INamedTypeSymbol { Arity: > 0 } generic:
                foreach (ITypeSymbol argument in generic.TypeArguments)
                {
                    AddTypes(found, argument);
                }

                break;
            case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, IsStatic: false, IsRefLikeType: false, IsFileLocal: false } plain
                when !plain.DeclaringSyntaxReferences.IsEmpty && !IsContract(plain):
                found.Add(plain);
                break;
        }
    }

    private static bool IsContract(INamedTypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "MqContractAttribute", ContainingNamespace: { Name: "TypedMq", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }
}
