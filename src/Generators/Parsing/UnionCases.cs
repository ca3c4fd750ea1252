using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>The cases of a union, as its attributes list them.</summary>
internal static class UnionCases
{
    /// <summary>Whether a contract can only be sent as one of its cases.</summary>
    public static bool IsUnion(INamedTypeSymbol contract) => contract.IsAbstract || contract.TypeKind == TypeKind.Interface;

    /// <summary>The contracts that a union lists; what is no case at all is left out.</summary>
    public static List<INamedTypeSymbol> Collect(INamedTypeSymbol union)
    {
        List<INamedTypeSymbol> cases = [];
        foreach ((_, INamedTypeSymbol listed) in CollectTagged(union))
        {
            cases.Add(listed);
        }

        return cases;
    }

    /// <summary>The same with their tags.</summary>
    public static List<(int Tag, INamedTypeSymbol Contract)> CollectTagged(INamedTypeSymbol union)
    {
        List<(int, INamedTypeSymbol)> cases = [];
        foreach (AttributeData attribute in Attributes(union))
        {
            if (attribute.ConstructorArguments is [{ Value: int tag }, { Value: INamedTypeSymbol { IsUnboundGenericType: false } listed }])
            {
                cases.Add((tag, listed));
            }
        }

        return cases;
    }

    /// <summary>Checks the cases, and finds their formatters.</summary>
    public static EquatableArray<UnionCaseModel> Parse(INamedTypeSymbol union, TypeClassifier classifier, Compilation compilation, DiagnosticList diagnostics)
    {
        List<UnionCaseModel> models = [];
        List<ITypeSymbol> seen = [];
        HashSet<int> tags = [];
        foreach (AttributeData attribute in Attributes(union))
        {
            int tag = (int)attribute.ConstructorArguments[0].Value!;
            LocationInfo? place = Places.Argument(attribute, position: 1);
            if (attribute.ConstructorArguments[1].Value is string name)
            {
                diagnostics.Add(Descriptors.MessagePackNotAdopted, place, Names.Display(union), $"the type of a case is looked up by its name '{name}' at run time. Name it with typeof.");
                seen.Add(union);
                continue;
            }

            if (attribute.ConstructorArguments[1].Value is not ITypeSymbol { TypeKind: not TypeKind.Error } listed)
            {
                diagnostics.LeaveToCompiler();
                continue;
            }

            if (!tags.Add(tag))
            {
                diagnostics.Add(Descriptors.CaseDuplicate, Places.Argument(attribute), Names.Display(union), $"the tag {Names.Literal(tag)}");
            }
            else if (seen.Exists(other => SymbolEqualityComparer.Default.Equals(other, listed)))
            {
                diagnostics.Add(Descriptors.CaseDuplicate, place, Names.Display(union), $"the case '{Names.Display(listed)}'");
            }
            else if (FindObjection(union, listed, compilation) is { } objection)
            {
                diagnostics.Add(Descriptors.CaseInvalid, place, Names.Display(listed), Names.Display(union), objection);
            }
            else if (classifier.Classify((INamedTypeSymbol)listed, place, listed.Name, out string? problem) is { } model)
            {
                models.Add(new(tag, Names.Qualified(listed), model.Formatter, listed.IsValueType));
            }
            else if (problem is not null)
            {
                diagnostics.Add(Descriptors.CaseInvalid, place, Names.Display(listed), Names.Display(union), problem);
            }

            seen.Add(listed);
        }

        if (seen.Count == 0)
        {
            diagnostics.Add(Descriptors.AbstractContract, Places.Identifier(union), Names.Display(union));
        }

        return new(models);
    }

    /// <summary>Cases on what is sent as itself would do nothing.</summary>
    public static void ReportOnConcrete(INamedTypeSymbol contract, DiagnosticList diagnostics)
    {
        foreach (AttributeData attribute in Attributes(contract, static attribute => Names.Is(attribute.AttributeClass, "TypedMq", "MqUnionAttribute")))
        {
            diagnostics.Add(
                Descriptors.CaseInvalid,
                Places.Argument(attribute, position: 1),
                (attribute.ConstructorArguments[1].Value as ITypeSymbol)?.Name ?? "null",
                Names.Display(contract),
                $"'{Names.Display(contract)}' is not abstract, so that it is always sent as itself. Make it abstract, or remove [MqUnion].");
        }
    }

    private static string? FindObjection(INamedTypeSymbol union, ITypeSymbol listed, Compilation compilation) => listed switch
    {
        INamedTypeSymbol { IsUnboundGenericType: true } => "it is an open generic type. Close it: list each of the types that are sent.",
        not INamedTypeSymbol => "it is no contract.",
        INamedTypeSymbol contract when !ContractLookup.IsContract(contract, compilation) => $"it is no contract. {ContractLookup.Remedy(contract)}",
        INamedTypeSymbol contract when IsUnion(contract) => "it is abstract, so that no value has exactly this type. List the types that derive from it.",
        _ when !compilation.ClassifyCommonConversion(listed, union).IsImplicit => $"it does not derive from '{Names.Display(union)}'. Let it do so, or remove the case.",
        _ => null,
    };

    /// <summary>The cases as TypedMq's annotations list them; where there are none, as those of MessagePack-CSharp do.</summary>
    private static List<AttributeData> Attributes(INamedTypeSymbol union)
    {
        List<AttributeData> own = Attributes(union, static attribute => Names.Is(attribute.AttributeClass, "TypedMq", "MqUnionAttribute"));
        return own.Count == 0 && MessagePackAnnotations.Count(union) ? Attributes(union, MessagePackAnnotations.IsUnionCase) : own;
    }

    private static List<AttributeData> Attributes(INamedTypeSymbol union, Func<AttributeData, bool> isCase)
    {
        List<AttributeData> attributes = [];
        foreach (AttributeData attribute in union.GetAttributes())
        {
            if (isCase(attribute) && attribute.ConstructorArguments.Length == 2)
            {
                attributes.Add(attribute);
            }
        }

        return attributes;
    }
}
