using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Parses what is special about a contract that is sent as its memory.</summary>
internal static class RawParser
{
    /// <summary>The memory of a raw contract; null when it has errors.</summary>
    public static RawModel? Parse(INamedTypeSymbol type, Scope scope, DiagnosticList diagnostics)
    {
        RawLayout? layout = RawLayouts.Find(type, scope, out string? problem, out ISymbol? culprit);
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
        ReportOptions(type, diagnostics);
        UnionCases.ReportOnConcrete(type, diagnostics);
        return diagnostics.HasErrors ? null : layout?.ToModel();
    }

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

    /// <summary>What would leave a part of the memory out, or change its form, cannot be had; what only limits it does nothing.</summary>
    private static void ReportOptions(INamedTypeSymbol type, DiagnosticList diagnostics)
    {
        IMethodSymbol? primary = Records.PrimaryConstructor(type);
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is not IFieldSymbol { IsStatic: false } field)
            {
                continue;
            }

            ISymbol declared = field.AssociatedSymbol ?? field;
            if (Find(declared, "MqIgnoreAttribute") is { } ignored)
            {
                Report(ignored, $"'{Names.Display(type)}.{declared.Name}' is marked with [MqIgnore], but its memory is sent with the rest. Move the field to another type.");
            }

            if (Find(declared, "MqFormatterAttribute") is { } formatter)
            {
                Report(formatter, $"'{Names.Display(type)}.{declared.Name}' has a formatter of its own, but its memory is sent as it is. Remove the attribute.");
            }

            if (Find(declared, "MqMaxLengthAttribute") is { } limit)
            {
                diagnostics.Add(Descriptors.LimitWithoutEffect, Places.Argument(limit), Names.Display(type), declared.Name, "the contract is raw, and its memory is sent as it is. Remove the attribute.");
            }
        }

        AttributeData? Find(ISymbol member, string attribute) =>
            Names.Attribute(member, attribute) ?? (Records.ParameterOf(member, primary) is { } parameter ? Names.Attribute(parameter, attribute) : null);

        void Report(AttributeData attribute, string problem) => diagnostics.Add(Descriptors.CannotBeRaw, Places.Argument(attribute), Names.Display(type), problem);
    }
}
