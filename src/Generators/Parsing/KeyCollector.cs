using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Finds the keyed members of a contract, those of its base types first, and checks their keys.</summary>
internal static class KeyCollector
{
    /// <summary>Collects the members by key; those of a map as they are declared.</summary>
    /// <param name="type">The contract.</param>
    /// <param name="compilation">The compilation, which may adopt it.</param>
    /// <param name="diagnostics">Takes what is wrong; null when nobody asks.</param>
    public static List<KeyedMember> Collect(INamedTypeSymbol type, Compilation compilation, DiagnosticList? diagnostics = null)
    {
        List<ISymbol> keyless = [];
        List<KeyedMember> members = Collect(type, keyless, compilation, diagnostics);
        if (KeyRules.IsArray(members))
        {
            members.Sort(static (left, right) => left.Key.CompareTo(right.Key));
        }
        else
        {
            for (int i = 0; i < members.Count; i++)
            {
                members[i].Key = i;
            }
        }

        if (diagnostics is not null)
        {
            KeyRules rules = new(type, compilation, diagnostics);
            rules.Check(members);
            rules.ReportKeyless(members, keyless);
        }

        return members;
    }

    /// <summary>A contract of TypedMq says its keys itself; for one that is adopted, the attribute may, the annotations of MessagePack-CSharp, or its names.</summary>
    private static List<KeyedMember> Collect(INamedTypeSymbol type, List<ISymbol> keyless, Compilation compilation, DiagnosticList? diagnostics)
    {
        Adoption? adoption = ContractLookup.FindAdoption(type, compilation);
        if (adoption is { Members.Length: > 0 })
        {
            return AdoptedMembers.CollectListed(type, adoption, diagnostics);
        }

        if (ContractLookup.ReadsMessagePack(type))
        {
            return MessagePackMembers.Collect(type, keyless, diagnostics);
        }

        if (adoption is not null && Records.PrimaryConstructor(type) is null && !HasExplicitKeys(type))
        {
            return AdoptedMembers.CollectByName(type, compilation);
        }

        List<KeyedMember> members = [];
        CollectInto(members, keyless, type, type, compilation, diagnostics);
        return members;
    }

    private static void CollectInto(
        List<KeyedMember> members,
        List<ISymbol> keyless,
        INamedTypeSymbol level,
        INamedTypeSymbol contract,
        Compilation compilation,
        DiagnosticList? diagnostics)
    {
        if (level.BaseType is { SpecialType: SpecialType.None } baseType)
        {
            CollectInto(members, keyless, baseType, contract, compilation, diagnostics);
        }

        IMethodSymbol? primary = Records.PrimaryConstructor(level);
        bool adopted = MessagePackAnnotations.AreAdopted(level);
        bool byName = adopted && MessagePackAnnotations.IsByName(level);
        bool byOrder = primary is not null && !byName && !HasExplicitKeys(level) && (IsSame(level, contract) || ContractLookup.IsContract(level, compilation));
        foreach (ISymbol member in level.GetMembers())
        {
            if (member is not (IPropertySymbol or IFieldSymbol) || member.IsImplicitlyDeclared)
            {
                continue;
            }

            IParameterSymbol? parameter = Records.ParameterOf(member, primary);
            AttributeData? attribute = FindKey(member) ?? (parameter is null ? null : FindKey(parameter));
            bool ignored = Names.Attribute(member, "MqIgnoreAttribute") is not null;
            if (adopted && attribute is null && !ignored)
            {
                attribute = MessagePackAnnotations.FindKey(member);
                ignored = MessagePackAnnotations.IsIgnored(member);
            }

            if (attribute is not null && FindReasonAgainst(member, ignored) is { } reason)
            {
                diagnostics?.Add(Descriptors.KeyWithoutEffect, Places.Argument(attribute), Names.Display(contract), member.Name, reason);
            }
            else if (attribute is not null)
            {
                Add(members, new(member, MemberKey.From(attribute), attribute, parameter));
            }
            else if (byOrder && parameter is not null && !ignored)
            {
                Add(members, new(member, new(parameter.Ordinal, null), null, parameter));
            }
            else if (byName && !ignored && member.DeclaredAccessibility == Accessibility.Public && FindReasonAgainst(member, ignored) is null)
            {
                Add(members, new(member, new(-1, member.Name), null, parameter));
            }
            else if (!ignored && !TakesKeyOfOverridden(members, member) && CanBeSetByAnyone(member) && Reports(level, contract, compilation))
            {
                keyless.Add(member);
            }
        }

        if (byOrder)
        {
            AddInheritedParameters(members, keyless, level, primary!);
        }

        if (diagnostics is not null && IsSame(level, contract))
        {
            ReportKeysWithoutMember(level, primary, contract, diagnostics);
        }
    }

    /// <summary>A parameter of a record may stand for a property of its base: <c>record Derived(int Id, int More) : Base(Id)</c>.</summary>
    private static void AddInheritedParameters(List<KeyedMember> members, List<ISymbol> keyless, INamedTypeSymbol level, IMethodSymbol primary)
    {
        foreach (IParameterSymbol parameter in primary.Parameters)
        {
            if (!level.GetMembers(parameter.Name).IsEmpty)
            {
                continue;
            }

            for (INamedTypeSymbol? baseType = level.BaseType; baseType is not null; baseType = baseType.BaseType)
            {
                if (baseType.GetMembers(parameter.Name) is [IPropertySymbol property])
                {
                    members.RemoveAll(member => IsSame(member.Symbol, property));
                    keyless.RemoveAll(member => IsSame(member, property));
                    members.Add(new(property, new(parameter.Ordinal, null), null, parameter));
                    break;
                }
            }
        }
    }

    /// <summary>An override takes the place of what it overrides, and its key where it has none of its own.</summary>
    private static void Add(List<KeyedMember> members, KeyedMember added)
    {
        if (added.Symbol is IPropertySymbol { OverriddenProperty: { } overridden })
        {
            members.RemoveAll(member => IsSame(member.Symbol, overridden));
        }

        members.Add(added);
    }

    private static bool TakesKeyOfOverridden(List<KeyedMember> members, ISymbol member)
    {
        if (member is IPropertySymbol { OverriddenProperty: { } overridden })
        {
            for (int i = 0; i < members.Count; i++)
            {
                if (IsSame(members[i].Symbol, overridden))
                {
                    members[i] = new(member, members[i].Declared, members[i].Attribute, members[i].Parameter);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Keys on what is no member at all: parameters of constructors, and fields behind properties.</summary>
    private static void ReportKeysWithoutMember(INamedTypeSymbol type, IMethodSymbol? primary, INamedTypeSymbol contract, DiagnosticList diagnostics)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: not null } && FindKey(member) is { } onBackingField)
            {
                ReportWithoutEffect(onBackingField, member, "it is on the field behind a property. Write [MqKey] or [property: MqKey].");
            }
            else if (member is IMethodSymbol method)
            {
                foreach (IParameterSymbol parameter in method.Parameters)
                {
                    bool declaresMember = IsSame(method, primary) && type.GetMembers(parameter.Name) is [IPropertySymbol or IFieldSymbol];
                    if (!declaresMember && !method.IsImplicitlyDeclared && FindKey(parameter) is { } onParameter)
                    {
                        ReportWithoutEffect(onParameter, parameter, "this parameter declares no property. Put the key on the property.");
                    }
                }
            }
        }

        void ReportWithoutEffect(AttributeData key, ISymbol on, string reason) =>
            diagnostics.Add(Descriptors.KeyWithoutEffect, Places.Argument(key), Names.Display(contract), on.Name, reason);
    }

    /// <summary>Why a member cannot be sent; null when it can.</summary>
    public static string? FindReasonAgainst(ISymbol member, bool ignored) => member switch
    {
        _ when ignored => "it is left out by [MqIgnore]. Remove one of the two.",
        IFieldSymbol { IsConst: true } => "it is a constant. Remove the key.",
        { IsStatic: true } => "it is static. Remove the key.",
        IPropertySymbol { IsIndexer: true } => "it is an indexer. Remove the key.",
        IPropertySymbol { GetMethod: null } => "it cannot be read. Give it a getter.",
        IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 } => "it implements an interface explicitly. Put the key on a member of the type itself.",
        _ => null,
    };

    /// <summary>Whether a member looks like a part of the message.</summary>
    public static bool CanBeSetByAnyone(ISymbol member) => member switch
    {
        { IsStatic: true } or { DeclaredAccessibility: not Accessibility.Public } => false,
        IPropertySymbol { IsIndexer: false, GetMethod: not null, SetMethod.DeclaredAccessibility: Accessibility.Public } => true,
        IFieldSymbol { IsConst: false, IsReadOnly: false } => true,
        _ => false,
    };

    /// <summary>A base type that is a contract reports its own members; one of another assembly cannot be changed here.</summary>
    private static bool Reports(INamedTypeSymbol level, INamedTypeSymbol contract, Compilation compilation) => IsSame(level, contract)
        || (!ContractLookup.IsContract(level, compilation) && IsSame(level.ContainingAssembly, contract.ContainingAssembly));

    /// <summary>One key anywhere, base types included, and the order of parameters says nothing any more.</summary>
    private static bool HasExplicitKeys(INamedTypeSymbol level)
    {
        for (INamedTypeSymbol? type = level; type is not null; type = type.BaseType)
        {
            bool adopted = MessagePackAnnotations.AreAdopted(type);
            foreach (IParameterSymbol parameter in Records.PrimaryConstructor(type)?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty)
            {
                if (FindKey(parameter) is not null)
                {
                    return true;
                }
            }

            foreach (ISymbol member in type.GetMembers())
            {
                if (member is IPropertySymbol or IFieldSymbol { AssociatedSymbol: null }
                    && (FindKey(member) is not null || (adopted && MessagePackAnnotations.FindKey(member) is not null)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static AttributeData? FindKey(ISymbol member) => Names.Attribute(member, "MqKeyAttribute");

    private static bool IsSame(ISymbol? left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);
}
