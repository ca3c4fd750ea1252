using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>The members of a type that says nothing about its keys: those that <c>[MqContractFor]</c> lists, or all by their names.</summary>
internal static class AdoptedMembers
{
    /// <summary>The members that the attribute lists; their places are their keys.</summary>
    public static List<KeyedMember> CollectListed(INamedTypeSymbol type, Adoption adoption, DiagnosticList? diagnostics)
    {
        List<KeyedMember> members = [];
        for (int i = 0; i < adoption.Members.Length; i++)
        {
            string name = adoption.Members[i].Value as string ?? "null";
            ISymbol? member = Find(type, name);
            string? objection = member is null ? $"it has no member '{name}' that is visible here. Correct the name."
                : KeyCollector.FindReasonAgainst(member, ignored: false) is not null ? $"its member '{name}' is no value of its own that can be read. Leave it out."
                : members.Exists(other => SymbolEqualityComparer.Default.Equals(other.Symbol, member)) ? $"its member '{name}' is listed twice. Remove one."
                : null;
            if (objection is null)
            {
                members.Add(new(member!, new(i, null), null, null));
            }
            else
            {
                diagnostics?.AddAt(Descriptors.CannotBeAdopted, Places.Argument(adoption.Attribute, position: i + 1), Names.Display(type), objection);
            }
        }

        return members;
    }

    /// <summary>The public members that can be set, or that a constructor takes, with their names for keys.</summary>
    public static List<KeyedMember> CollectByName(INamedTypeSymbol type, Compilation compilation)
    {
        List<KeyedMember> members = [];
        for (INamedTypeSymbol? level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            int added = 0;
            foreach (ISymbol member in level.GetMembers())
            {
                if (member is IPropertySymbol or IFieldSymbol
                    && !member.IsImplicitlyDeclared
                    && !members.Exists(other => other.Symbol.Name == member.Name)
                    && IsSent(member, type, compilation))
                {
                    members.Insert(added++, new(member, new(-1, member.Name), null, null));
                }
            }
        }

        return members;
    }

    private static bool IsSent(ISymbol member, INamedTypeSymbol type, Compilation compilation) =>
        member.DeclaredAccessibility == Accessibility.Public
        && KeyCollector.FindReasonAgainst(member, ignored: Names.Attribute(member, "MqIgnoreAttribute") is not null) is null
        && (KeyCollector.CanBeSetByAnyone(member)
            || (member is IPropertySymbol property && Setters.Find(property) is { DeclaredAccessibility: Accessibility.Public })
            || IsTakenByConstructor(member, type, compilation));

    private static bool IsTakenByConstructor(ISymbol member, INamedTypeSymbol type, Compilation compilation)
    {
        ITypeSymbol memberType = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            foreach (IParameterSymbol parameter in constructor.Parameters)
            {
                if (string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase)
                    && SymbolEqualityComparer.Default.Equals(parameter.Type, memberType)
                    && compilation.IsSymbolAccessibleWithin(constructor, compilation.Assembly))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ISymbol? Find(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? level = type; level is not null; level = level.BaseType)
        {
            foreach (ISymbol member in level.GetMembers(name))
            {
                if (member is IPropertySymbol or IFieldSymbol { AssociatedSymbol: null })
                {
                    return member;
                }
            }
        }

        return null;
    }
}
