using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>The annotations of MessagePack-CSharp, known by name, and what they mean there.</summary>
internal static class MessagePackAnnotations
{
    private const string Namespace = "MessagePack";

    /// <summary>The attribute that makes a type one of MessagePack-CSharp's, should it have several.</summary>
    public static string NameFor(INamedTypeSymbol type) => FindObject(type) is null ? "UnionAttribute" : "MessagePackObjectAttribute";

    /// <summary>Whether a type says itself how MessagePack-CSharp sends it.</summary>
    public static bool Has(INamedTypeSymbol type) => FindObject(type) is not null || (UnionCases.IsUnion(type) && Find(type, "UnionAttribute") is not null);

    /// <summary>Whether the assembly of a type makes contracts of all types with these annotations.</summary>
    public static bool AreAdopted(INamedTypeSymbol type) => Has(type.OriginalDefinition) && Names.Attribute(type.ContainingAssembly, "MqAdoptMessagePackAttribute") is not null;

    /// <summary>Whether these annotations count for a contract: for one of TypedMq's own, when its assembly adopts them.</summary>
    public static bool Count(INamedTypeSymbol contract) => Names.Attribute(contract, "MqContractAttribute") is null || AreAdopted(contract);

    public static AttributeData? FindObject(INamedTypeSymbol type) => Find(type, "MessagePackObjectAttribute");

    /// <summary>Whether the names of members are their keys, unless these say otherwise.</summary>
    public static bool IsByName(INamedTypeSymbol type) => FindObject(type) is { ConstructorArguments: [{ Value: true }] };

    /// <summary>Whether members that are not public are sent.</summary>
    public static bool AllowsPrivate(INamedTypeSymbol type) => FindObject(type) is { } attribute && Names.IsSet(attribute, "AllowPrivate");

    /// <summary>The key of a member; that of what it overrides, for only the first declaration counts there.</summary>
    public static AttributeData? FindKey(ISymbol member) => Find(Root(member), "KeyAttribute");

    public static bool IsIgnored(ISymbol member)
    {
        ISymbol root = Root(member);
        return Find(root, "IgnoreMemberAttribute") is not null || FindAny(root, "System.Runtime.Serialization", "IgnoreDataMemberAttribute") is not null;
    }

    /// <summary>The attribute that has another formatter write a member, or all members of a type.</summary>
    public static AttributeData? FindFormatter(ISymbol symbol) => Find(symbol, "MessagePackFormatterAttribute");

    public static bool IsConstructor(IMethodSymbol constructor) => Find(constructor, "SerializationConstructorAttribute") is not null;

    public static bool IsUnionCase(AttributeData attribute) => Names.Is(attribute.AttributeClass, Namespace, "UnionAttribute");

    /// <summary>Whether a type wants to be called before it is written and after it is read.</summary>
    public static bool IsCalledBack(INamedTypeSymbol type)
    {
        foreach (INamedTypeSymbol implemented in type.AllInterfaces)
        {
            if (Names.Is(implemented, Namespace, "IMessagePackSerializationCallbackReceiver"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first declaration of a property that is overridden.</summary>
    public static ISymbol Root(ISymbol member)
    {
        while (member is IPropertySymbol { OverriddenProperty: { } overridden })
        {
            member = overridden;
        }

        return member;
    }

    private static AttributeData? Find(ISymbol symbol, string name) => FindAny(symbol, Namespace, name);

    private static AttributeData? FindAny(ISymbol symbol, string containingNamespace, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, containingNamespace, name))
            {
                return attribute;
            }
        }

        return null;
    }
}
