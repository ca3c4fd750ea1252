using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>A type that an assembly makes a contract of without annotating it.</summary>
internal sealed class Adoption(AttributeData attribute)
{
    /// <summary>The attribute that says so.</summary>
    public AttributeData Attribute { get; } = attribute;

    /// <summary>The names of the members that are sent, in the order of their keys; empty when the type says them itself.</summary>
    public ImmutableArray<TypedConstant> Members { get; } =
        attribute.ConstructorArguments is [_, { Kind: TypedConstantKind.Array, IsNull: false } names] ? names.Values : ImmutableArray<TypedConstant>.Empty;

    /// <summary>The tag that it gives the contract; null when that has the name of its type.</summary>
    public string? Tag
    {
        get
        {
            foreach (KeyValuePair<string, TypedConstant> argument in Attribute.NamedArguments)
            {
                if (argument.Key == "Tag")
                {
                    return argument.Value.Value as string;
                }
            }

            return null;
        }
    }

    /// <summary>The type, a generic one as it is declared; null when the attribute names none that could be a contract.</summary>
    public static INamedTypeSymbol? TypeOf(AttributeData attribute) =>
        attribute.ConstructorArguments is [{ Value: INamedTypeSymbol { TypeKind: not TypeKind.Error } type }, ..] && (type.Arity == 0 || type.IsUnboundGenericType)
            ? type.OriginalDefinition
            : null;
}

/// <summary>
/// The types that a compilation adopts with <c>[assembly: MqContractFor]</c>. Whatever is asked of a type comes past here, so they are collected
/// once a compilation.
/// </summary>
internal sealed class Adoptions
{
    private static readonly ConditionalWeakTable<Compilation, Adoptions> Known = new();

    private readonly Dictionary<ISymbol, Adoption>? _byType;

    private Adoptions(Compilation compilation)
    {
        foreach (AttributeData attribute in compilation.Assembly.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, "TypedMq", "MqContractForAttribute") && Adoption.TypeOf(attribute) is { } type)
            {
                _byType ??= new(SymbolEqualityComparer.Default);
                if (!_byType.ContainsKey(type))
                {
                    _byType.Add(type, new(attribute));
                }
            }
        }
    }

    /// <summary>How a type is adopted; null when it is not. Of several attributes for a type, the first counts.</summary>
    public static Adoption? Find(INamedTypeSymbol type, Compilation compilation) =>
        Known.GetValue(compilation, static compilation => new(compilation))._byType is { } byType && byType.TryGetValue(type.OriginalDefinition, out Adoption adoption)
            ? adoption
            : null;
}
