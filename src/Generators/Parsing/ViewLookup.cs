using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedMq.Generators.Parsing;

/// <summary>Finds the views of contracts: <c>OrderView</c>, beside the contract or beside the view that asks.</summary>
internal static class ViewLookup
{
    /// <summary>The contract of a type that is marked as a view; null when it is none.</summary>
    public static INamedTypeSymbol? ContractOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsRefLikeType: true } && Names.Attribute(type, "MqViewAttribute") is { ConstructorArguments: [{ Value: INamedTypeSymbol contract }] } ? contract : null;

    /// <summary>The view of a contract; null when it has none.</summary>
    public static INamedTypeSymbol? Find(INamedTypeSymbol contract, INamedTypeSymbol asking, Scope scope) =>
        FindIn(asking, contract, scope) ?? FindIn(contract, contract, scope);

    private static INamedTypeSymbol? FindIn(INamedTypeSymbol neighbour, INamedTypeSymbol contract, Scope scope)
    {
        INamespaceOrTypeSymbol container = (INamespaceOrTypeSymbol?)neighbour.ContainingType ?? neighbour.ContainingNamespace;
        foreach (INamedTypeSymbol type in container.GetTypeMembers(contract.Name + "View", 0))
        {
            if (SymbolEqualityComparer.Default.Equals(ContractOf(type), contract)
                && scope.CanName(type)
                && (!SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, scope.Compilation.Assembly) || FindObjection(type) is null))
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

        if (FindOwnState(view) is { } state)
        {
            return $"{state}, and a view is made of the message alone. Remove it; properties that compute what they show may stay.";
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

            if (!Nesting.IsPartial(outer))
            {
                return $"'{Names.Display(outer)}' is not partial, and the properties are generated into another part. Add 'partial'.";
            }
        }

        return null;
    }

    private static string? FindOwnState(INamedTypeSymbol view)
    {
        foreach (SyntaxReference reference in view.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is StructDeclarationSyntax { ParameterList: not null })
            {
                return "it has a primary constructor";
            }
        }

        foreach (ISymbol member in view.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false } field)
            {
                return $"it has the field '{(field.AssociatedSymbol ?? field).Name}'";
            }
        }

        return null;
    }
}
