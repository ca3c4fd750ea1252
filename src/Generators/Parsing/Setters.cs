using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>How generated code gets at members.</summary>
internal static class Setters
{
    /// <summary>The setter of a property; an override may leave it to what it overrides.</summary>
    public static IMethodSymbol? Find(IPropertySymbol property)
    {
        for (IPropertySymbol? level = property; level is not null; level = level.OverriddenProperty)
        {
            if (level.SetMethod is { } setter)
            {
                return setter;
            }
        }

        return null;
    }

    /// <summary>The getter of a property; an override may leave it to what it overrides.</summary>
    public static IMethodSymbol FindGetter(IPropertySymbol property)
    {
        IPropertySymbol level = property;
        while (level.GetMethod is null)
        {
            level = level.OverriddenProperty!;
        }

        return level.GetMethod;
    }

    /// <summary>Why a member cannot be set after construction; null when it can.</summary>
    public static string? FindObjection(KeyedMember member, INamedTypeSymbol contract, Scope scope) => member.Symbol switch
    {
        IFieldSymbol { IsReadOnly: true } => "is readonly, and no constructor parameter matches it",
        IFieldSymbol field => FindObjection(field, contract, scope),
        IPropertySymbol property => Find(property) is not { } setter
            ? NoSetter(property, scope)
            : setter.IsInitOnly && IsInOtherGeneric(setter.ContainingType, contract)
                ? "is init-only in a generic base type, where generated code cannot reach it"
                : FindObjection(setter, contract, scope),
        _ => null,
    };

    /// <summary>The compiler does not import the private and internal members of other assemblies: what is not seen may still be there.</summary>
    private static string NoSetter(IPropertySymbol property, Scope scope) => SymbolEqualityComparer.Default.Equals(property.ContainingAssembly, scope.Compilation.Assembly)
        ? "has no setter, and no constructor parameter matches it"
        : $"has no setter that is visible outside of {property.ContainingAssembly.Name}, and no constructor parameter matches it";

    public static bool NeedsSetAccessor(KeyedMember member, Scope scope) => member.Symbol is IPropertySymbol property
        ? Find(property) is { } setter && (setter.IsInitOnly || IsForbidden(property) || !CanBeNamed(setter, scope))
        : !CanBeNamed(member.Symbol, scope);

    public static bool NeedsGetAccessor(KeyedMember member, Scope scope) =>
        IsForbidden(member.Symbol) || !CanBeNamed(member.Symbol is IPropertySymbol property ? FindGetter(property) : member.Symbol, scope);

    /// <summary>Whether generated code may name a member; where it may not, an unsafe accessor has the name in a string.</summary>
    public static bool CanBeNamed(ISymbol symbol, Scope scope) => scope.CanName(symbol) && !IsForbidden(symbol);

    /// <summary>Whether naming it is an error (CS0619) that no pragma takes away.</summary>
    public static bool IsObsoleteAsError(ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, "System", "ObsoleteAttribute") && attribute.ConstructorArguments is [_, { Value: true }])
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsForbidden(ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, "System.Diagnostics.CodeAnalysis", "ExperimentalAttribute"))
            {
                return true;
            }
        }

        return IsObsoleteAsError(symbol);
    }

    /// <summary>An unsafe accessor has to repeat the type parameters of the type that it reaches into; ours has those of the contract itself.</summary>
    private static string? FindObjection(ISymbol member, INamedTypeSymbol contract, Scope scope) => IsInOtherGeneric(member.ContainingType, contract) && !CanBeNamed(member, scope)
        ? "is not accessible, and its generic base type keeps generated code from reaching it"
        : null;

    private static bool IsInOtherGeneric(INamedTypeSymbol type, INamedTypeSymbol contract)
    {
        for (INamedTypeSymbol? outer = type; outer is not null && !SymbolEqualityComparer.Default.Equals(outer, contract); outer = outer.ContainingType)
        {
            if (outer.Arity > 0)
            {
                return true;
            }
        }

        return false;
    }
}
