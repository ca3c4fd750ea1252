using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>
/// Finds contracts, and their formatters: by convention in the same assembly and for what it adopts, by that assembly's own list elsewhere.
/// </summary>
internal static class ContractLookup
{
    /// <summary>Whether a type is a contract: marked as one, adopted with others by its assembly, or adopted by the compilation.</summary>
    public static bool IsContract(INamedTypeSymbol type, Compilation compilation) => IsDeclared(type) || Adoptions.Find(type, compilation) is not null;

    /// <summary>Whether a type is a contract wherever it is seen.</summary>
    public static bool IsDeclared(INamedTypeSymbol type) =>
        Names.Attribute(type.OriginalDefinition, "MqContractAttribute") is not null || MessagePackAnnotations.AreAdopted(type);

    /// <summary>How the compilation adopts a type; null when it does not, or need not.</summary>
    public static Adoption? FindAdoption(INamedTypeSymbol type, Compilation compilation) =>
        Adoptions.Find(type, compilation) is { } adoption && !IsDeclared(type) ? adoption : null;

    /// <summary>Whether the keys of a contract are those of MessagePack-CSharp.</summary>
    public static bool ReadsMessagePack(INamedTypeSymbol contract) => Names.Attribute(contract, "MqContractAttribute") is null && MessagePackAnnotations.Has(contract);

    /// <summary>The tag that a contract has of its own; null when it has the name of its type.</summary>
    public static string? FindTag(INamedTypeSymbol contract, Compilation compilation) =>
        Names.Attribute(contract, "MqContractAttribute") is { } attribute
            ? (attribute.ConstructorArguments is [{ Value: string own }] ? own : null)
            : FindAdoption(contract, compilation)?.Tag;

    /// <summary>The formatter of a contract in C#, without the type arguments of a generic one; null, and why, when it has none.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="scope">What the code that will name it may name.</param>
    /// <param name="problem">Why there is none.</param>
    public static string? FindFormatter(INamedTypeSymbol contract, Scope scope, out string? problem)
    {
        problem = null;
        Compilation compilation = scope.Compilation;
        bool isAdopted = FindAdoption(contract, compilation) is not null;
        if (isAdopted || SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, compilation.Assembly))
        {
            string? objection = (isAdopted ? AdoptionParser.FindObjection(contract, compilation) : null) ?? FindObjection(contract, compilation);
            if (objection is null && !scope.CanName(contract))
            {
                objection = "it is not accessible here. Make it internal or public.";
            }

            if (objection is null)
            {
                return FormatterOf(contract, Nesting.IsInside(contract, compilation));
            }

            problem = $"It is {Mark(contract, isAdopted)}, but {objection}";
            return null;
        }

        foreach (AttributeData attribute in contract.ContainingAssembly.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, "TypedMq", "MqGeneratedFormatterAttribute")
                && attribute.ConstructorArguments.Length == 2
                && attribute.ConstructorArguments[1].Value is INamedTypeSymbol formatter
                && SymbolEqualityComparer.Default.Equals((attribute.ConstructorArguments[0].Value as ISymbol)?.OriginalDefinition, contract.OriginalDefinition))
            {
                if (compilation.IsSymbolAccessibleWithin(formatter.OriginalDefinition, compilation.Assembly))
                {
                    return Names.WithoutArguments(formatter);
                }

                problem = $"Its formatter in {contract.ContainingAssembly.Name} is not accessible here: make the contract public.";
                return null;
            }
        }

        string holder = contract.ContainingAssembly.Name;
        problem = $"It is {Mark(contract, isAdopted)}, but {holder} holds no formatter for it: let that project reference TypedMq, so that the generator runs there.";
        return null;
    }

    private static string Mark(INamedTypeSymbol contract, bool isAdopted) =>
        isAdopted ? "adopted with [MqContractFor]" : ReadsMessagePack(contract) ? "adopted with [MqAdoptMessagePack]" : "marked with [MqContract]";

    /// <summary>The formatter of a contract of this assembly, or of one that it adopts, in C#, by convention.</summary>
    public static string FormatterOf(INamedTypeSymbol contract, bool isInside) => isInside
        ? $"{Names.Qualified(contract)}.{Nesting.FormatterName}"
        : $"global::{Names.GeneratedNamespace(contract)}.{Names.Formatter(contract)}";

    /// <summary>Why no formatter can be generated at all for a type of this assembly that is marked as a contract.</summary>
    public static string? FindObjection(INamedTypeSymbol type, Compilation compilation)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.Arity > 0 && !ReferenceEquals(outer, type))
            {
                return $"it lies in the generic type '{Names.Display(outer)}'. Move it out, and give it type parameters of its own.";
            }

            if (outer.IsFileLocal)
            {
                return "it is local to its file, where generated code cannot reach it. Remove 'file'.";
            }
        }

        return type switch
        {
            { IsStatic: true } => "it is static, and a message is an instance. Remove 'static'.",
            _ when Setters.IsObsoleteAsError(type) => "it is obsolete as an error, so generated code may not name it. Let [Obsolete] warn, or remove [MqContract].",
            { Arity: > 0 } when UnionCases.IsUnion(type) => "a union lists its cases, and those of a generic one would be without number. Make the union non-generic; its cases may be closed generic contracts.",
            { IsRefLikeType: true } => "it is a ref struct, which cannot leave the stack. Remove 'ref'.",
            _ => IsAccessible(type, out INamedTypeSymbol? hidden) || Nesting.IsInside(type, compilation) ? null : $"'{Names.Display(hidden)}' is not accessible to generated code. Make it internal or public.",
        };
    }

    /// <summary>Whether code elsewhere in the assembly can name a type; the type that cannot be named otherwise.</summary>
    public static bool IsAccessible(INamedTypeSymbol type, [NotNullWhen(false)] out INamedTypeSymbol? hidden)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                hidden = outer;
                return false;
            }
        }

        hidden = null;
        return true;
    }

    /// <summary>Whether every assembly can name a type.</summary>
    public static bool IsPublic(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What to do about a type that is no contract.</summary>
    public static string Remedy(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "An interface cannot be constructed: use a type that implements it and is marked with [MqContract], or mark the interface with [MqContract] and list the types with [MqUnion].",
        { Locations: [{ IsInSource: true }, ..] } => $"Mark {type.Name} with [MqContract].",
        INamedTypeSymbol named when IsOfLibrary(named) => $"Adopt it with [assembly: MqContractFor(typeof({Unbound(named)}))], or copy what you need of it into a contract of your own.",
        _ => "Copy what you need of it into a contract of your own.",
    };

    /// <summary>Types of the framework keep to themselves what they consist of.</summary>
    private static bool IsOfLibrary(INamedTypeSymbol type)
    {
        INamespaceSymbol? root = type.ContainingNamespace;
        while (root is { ContainingNamespace: { IsGlobalNamespace: false } outer })
        {
            root = outer;
        }

        return type.TypeKind is TypeKind.Class or TypeKind.Struct && root is { Name: not "System" };
    }

    /// <summary>The type as <c>typeof</c> takes it, a generic one open.</summary>
    public static string Unbound(INamedTypeSymbol type) => Names.Display(type.Arity > 0 ? type.ConstructUnboundGenericType() : type);
}
