using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedMq.Generators.Parsing;

/// <summary>Finds the views of contracts: <c>OrderView</c>, beside the contract or beside the view that asks.</summary>
internal static class ViewLookup
{
    /// <summary>The contract of a type that is marked as a view; null when it is none.</summary>
    public static INamedTypeSymbol? ContractOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsRefLikeType: true } && Names.Attribute(type, "MqViewAttribute") is { ConstructorArguments: [{ Value: INamedTypeSymbol contract }] } ? contract : null;

    /// <summary>The view of a contract; null when it has none.</summary>
    public static INamedTypeSymbol? Find(INamedTypeSymbol contract, INamedTypeSymbol asking, Compilation compilation) =>
        FindIn(asking, contract, compilation) ?? FindIn(contract, contract, compilation);

    private static INamedTypeSymbol? FindIn(INamedTypeSymbol neighbour, INamedTypeSymbol contract, Compilation compilation)
    {
        INamespaceOrTypeSymbol container = (INamespaceOrTypeSymbol?)neighbour.ContainingType ?? neighbour.ContainingNamespace;
        foreach (INamedTypeSymbol type in container.GetTypeMembers(contract.Name + "View", 0))
        {
            if (SymbolEqualityComparer.Default.Equals(ContractOf(type), contract)
                && compilation.IsSymbolAccessibleWithin(type, compilation.Assembly)
                && (!SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly) || FindObjection(type) is null))
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>Why nothing can be generated for a type of this assembly that is marked as a view.</summary>
    public static string? FindObjection(INamedTypeSymbol view)
    {
        if (!view.IsRefLikeType)
        {
            return "it is no ref struct, and what reads a message in place must not outlive it. Declare it as 'readonly ref partial struct'.";
        }

        if (view.Arity > 0)
        {
            return "it is generic, and a view reads one contract. Declare a view for each.";
        }

        for (INamedTypeSymbol? outer = view; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal)
            {
                return "it is local to its file, where generated code cannot reach it. Remove 'file'.";
            }

            if (outer.Arity > 0)
            {
                return $"it lies in the generic type '{Names.Display(outer)}'. Move it out.";
            }

            if (!IsPartial(outer))
            {
                return $"'{Names.Display(outer)}' is not partial, and the properties are generated into another part. Add 'partial'.";
            }
        }

        return null;
    }

    private static bool IsPartial(INamedTypeSymbol type)
    {
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                return true;
            }
        }

        return false;
    }
}
