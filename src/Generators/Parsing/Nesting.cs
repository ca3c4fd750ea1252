using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>
/// Formatters that lie inside of their contract, because only there can code name all that it has to: a contract that is private itself, or has a
/// member of a private type. All other formatters lie in a namespace of their own, and need no <c>partial</c>.
/// </summary>
internal static class Nesting
{
    public const string FormatterName = "TypedMqFormatter";

    /// <summary>Whether the formatter of a contract of this assembly lies inside of it.</summary>
    public static bool IsInside(INamedTypeSymbol contract, Compilation compilation) =>
        FindHidden(contract, compilation) is not null && FindNotPartial(contract).Count == 0;

    /// <summary>Reports what keeps the formatter from lying inside of the contract, where it would have to.</summary>
    public static void Report(INamedTypeSymbol contract, Compilation compilation, DiagnosticList diagnostics)
    {
        if (FindHidden(contract, compilation) is not { } hidden)
        {
            return;
        }

        foreach (INamedTypeSymbol type in FindNotPartial(contract))
        {
            bool isContract = SymbolEqualityComparer.Default.Equals(type, contract);
            diagnostics.Add(isContract ? Descriptors.MustBePartial : Descriptors.OuterMustBePartial, Places.Identifier(type), Names.Display(type), Names.Display(contract), Names.Display(hidden));
        }
    }

    /// <summary>The declarations around the formatter, from the outermost type to the contract.</summary>
    public static EquatableArray<string> Containers(INamedTypeSymbol contract)
    {
        List<string> containers = [];
        for (INamedTypeSymbol? type = contract; type is not null; type = type.ContainingType)
        {
            string kind = (type.IsRecord, type.TypeKind) switch
            {
                (true, TypeKind.Struct) => "record struct",
                (true, _) => "record",
                (_, TypeKind.Struct) => "struct",
                (_, TypeKind.Interface) => "interface",
                _ => "class",
            };
            containers.Insert(0, $"partial {kind} {Names.Escape(type.Name)}");
        }

        return new(containers);
    }

    /// <summary>The type that code outside of the contract cannot name; null when there is none, or when lying inside would not help.</summary>
    private static ITypeSymbol? FindHidden(INamedTypeSymbol contract, Compilation compilation)
    {
        // A type of another assembly, which this one adopts, has no room for code of ours.
        if (!SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, compilation.Assembly))
        {
            return null;
        }

        for (INamedTypeSymbol? type = contract; type is not null; type = type.ContainingType)
        {
            if (type.Arity > 0 || type.IsFileLocal)
            {
                return null;
            }
        }

        if (!ContractLookup.IsAccessible(contract, out INamedTypeSymbol? hidden))
        {
            return hidden;
        }

        // Most contracts have no private types around them, and their members need not be looked at.
        if (!SeesHiddenTypes(contract))
        {
            return null;
        }

        foreach (INamedTypeSymbol listed in UnionCases.IsUnion(contract) ? UnionCases.Collect(contract) : [])
        {
            if (FindHidden(listed, contract, compilation) is { } inCase)
            {
                return inCase;
            }
        }

        foreach (KeyedMember member in contract.TypeKind == TypeKind.Interface ? [] : KeyCollector.Collect(contract, compilation))
        {
            if (FindHidden(member.Type, contract, compilation) is { } inMember)
            {
                return inMember;
            }
        }

        return null;
    }

    private static ITypeSymbol? FindHidden(ITypeSymbol type, INamedTypeSymbol contract, Compilation compilation)
    {
        if (compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))
        {
            return null;
        }

        if (type is IArrayTypeSymbol array)
        {
            return FindHidden(array.ElementType, contract, compilation);
        }

        if (type is INamedTypeSymbol { IsGenericType: true } generic)
        {
            foreach (ITypeSymbol argument in generic.TypeArguments)
            {
                if (FindHidden(argument, contract, compilation) is { } found)
                {
                    return found;
                }
            }
        }

        return compilation.IsSymbolAccessibleWithin(type, contract) ? type : null;
    }

    private static bool SeesHiddenTypes(INamedTypeSymbol contract)
    {
        for (INamedTypeSymbol? outer = contract; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? level = outer; level is { SpecialType: SpecialType.None }; level = level.BaseType)
            {
                foreach (INamedTypeSymbol nested in level.GetTypeMembers())
                {
                    if (nested.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>The contract and the types around it, as far as they are not partial.</summary>
    private static List<INamedTypeSymbol> FindNotPartial(INamedTypeSymbol contract)
    {
        List<INamedTypeSymbol> found = [];
        for (INamedTypeSymbol? type = contract; type is not null; type = type.ContainingType)
        {
            if (!IsPartial(type))
            {
                found.Add(type);
            }
        }

        return found;
    }

    /// <summary>Whether generated code can add to a type of this assembly.</summary>
    public static bool IsPartial(INamedTypeSymbol type)
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
