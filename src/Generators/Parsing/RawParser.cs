using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Turns a contract that is sent as its memory into its model.</summary>
internal static class RawParser
{
    public static ParseResult<ContractModel> Parse(INamedTypeSymbol type, DiagnosticList diagnostics)
    {
        RawLayout? layout = RawLayouts.Find(type, out string? problem, out ISymbol? culprit);
        if (layout is null && problem is null)
        {
            diagnostics.LeaveToCompiler();
        }
        else if (layout is null)
        {
            LocationInfo? place = (culprit is null ? null : Places.Identifier(culprit)) ?? Places.Identifier(type);
            diagnostics.Add(Descriptors.CannotBeRaw, place, Names.Display(type), problem!);
        }
        else if (layout.Gaps.Count > 0)
        {
            ReportPadding(type, layout, diagnostics);
        }

        ReportKeys(type, diagnostics);
        UnionCases.ReportOnConcrete(type, diagnostics);
        return new(CreateModel(type, diagnostics.HasErrors ? null : layout), diagnostics.ToArray());
    }

    private static ContractModel CreateModel(INamedTypeSymbol type, RawLayout? layout) => new()
    {
        Namespace = Names.GeneratedNamespace(type),
        FormatterName = Names.Formatter(type),
        TypeName = Names.Qualified(type),
        TypeParameters = TypeParameters.Model(type),
        ContractName = type.Name,
        HintName = Names.Hint(type),
        IsPublic = ContractLookup.IsPublic(type),
        IsValueType = type.IsValueType,
        IsMap = false,
        IsRecursive = false,
        IsStub = layout is null,
        Construction = ConstructionKind.Default,
        Arguments = default,
        Members = default,
        Cases = default,
        UnknownCaseIsNull = false,
        Raw = layout?.ToModel(),
    };

    private static void ReportPadding(INamedTypeSymbol type, RawLayout layout, DiagnosticList diagnostics)
    {
        string places = "";
        foreach (RawLayout.Gap gap in layout.Gaps)
        {
            places += $"{(places.Length == 0 ? "" : ", ")}{Names.Literal(gap.Length)} byte{(gap.Length == 1 ? "" : "s")} {(gap.After.Length == 0 ? "at the start" : $"after '{gap.After}'")}";
        }

        diagnostics.Add(Descriptors.RawPadding, Places.Identifier(type), Names.Display(type), places);
    }

    private static void ReportKeys(INamedTypeSymbol type, DiagnosticList diagnostics)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            Report(member, member);
            if (member is IMethodSymbol { IsImplicitlyDeclared: false } method)
            {
                foreach (IParameterSymbol parameter in method.Parameters)
                {
                    Report(parameter, parameter);
                }
            }
        }

        void Report(ISymbol marked, ISymbol named)
        {
            if (Names.Attribute(marked, "MqKeyAttribute") is { } key)
            {
                diagnostics.Add(
                    Descriptors.KeyWithoutEffect,
                    Places.Argument(key),
                    Names.Display(type),
                    named.Name,
                    "the contract is raw, and its memory is sent as it is. Remove the key.");
            }
        }
    }
}
