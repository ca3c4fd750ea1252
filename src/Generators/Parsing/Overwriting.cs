using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>What can be read into a value that is there.</summary>
internal static class Overwriting
{
    /// <summary>Whether a member can be set in a value that is there. Generated code could set an init-only one, too, but its type promises that it stays.</summary>
    public static bool CanBeSetAgain(KeyedMember member, ConstructorChoice? choice) => choice?.Uses(member) != true && member.Symbol switch
    {
        IPropertySymbol property => Setters.Find(property) is { IsInitOnly: false },
        IFieldSymbol field => !field.IsReadOnly,
        _ => false,
    };

    /// <summary>Whether values of a type hold memory that reading into them reuses. What is nothing but values is as well read anew.</summary>
    public static bool ReusesMemory(ITypeSymbol type) => !type.IsUnmanagedType
        && CollectionTypes.FindMemory(type) is null
        && !Names.Is(type, "System.Collections.Immutable", "ImmutableArray", 1)
        && !Names.Is(type, "System.Collections.Generic", "KeyValuePair", 2);

    /// <summary>Which member keeps an object of a contract from being read into, and what to do about it; null when none does. Structs and unions never object.</summary>
    public static string? FindObjection(INamedTypeSymbol contract, Compilation compilation)
    {
        if (contract.IsValueType || UnionCases.IsUnion(contract))
        {
            return null;
        }

        // The compiler does not import private members of other assemblies: there, only what is seen to be init-only is in the way for certain.
        bool isOwn = SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, compilation.Assembly) || ContractLookup.FindAdoption(contract, compilation) is not null;
        List<KeyedMember> members = KeyCollector.Collect(contract, compilation);
        ConstructorChoice? choice = isOwn ? new ConstructorSelector(contract, members, Scope.Of(contract, compilation), new DiagnosticList()).Select() : null;
        foreach (KeyedMember member in members)
        {
            string name = member.Symbol.Name;
            if (choice?.Uses(member) == true)
            {
                return $"'{name}' is set by the constructor. Give it a setter, which may be private, and the type a constructor without parameters.";
            }

            if (member.Symbol is IPropertySymbol property && Setters.Find(property) is { IsInitOnly: true })
            {
                return $"'{name}' is init-only. Give it a setter, which may be private.";
            }
        }

        return null;
    }
}
