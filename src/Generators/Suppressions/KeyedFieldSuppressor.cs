using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Suppressions;

/// <summary>
/// Silences "never used" and "never assigned" on private members that carry a key: generated code uses and assigns them, by unsafe accessors that
/// the compiler and the analyzers do not see through. So are all fields of a raw contract, which is sent as its memory. CS8618 stays: that a member may be null is the truth (TMQ0205).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyedFieldSuppressor : DiagnosticSuppressor
{
    private const string Justification = "Generated code reads and sets members that carry a key, and all memory of a raw contract.";

    private static readonly ImmutableArray<SuppressionDescriptor> All = ImmutableArray.Create(
        new SuppressionDescriptor("TMQS001", "CS0169", Justification),
        new SuppressionDescriptor("TMQS002", "CS0649", Justification),
        new SuppressionDescriptor("TMQS003", "CS0414", Justification),
        new SuppressionDescriptor("TMQS004", "IDE0051", Justification),
        new SuppressionDescriptor("TMQS005", "IDE0052", Justification));

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => All;

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (FindSuppression(diagnostic.Id) is { } suppression && IsOnKeyedMember(context, diagnostic))
            {
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
            }
        }
    }

    private static SuppressionDescriptor? FindSuppression(string id)
    {
        foreach (SuppressionDescriptor suppression in All)
        {
            if (suppression.SuppressedDiagnosticId == id)
            {
                return suppression;
            }
        }

        return null;
    }

    private static bool IsOnKeyedMember(SuppressionAnalysisContext context, Diagnostic diagnostic)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
        {
            return false;
        }

        SyntaxNode node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
        return context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is { } member
            && member.ContainingType is { } type
            && ContractLookup.IsContract(type, context.Compilation)
            && (Names.Attribute(member, "MqKeyAttribute") is not null || (member is IFieldSymbol && RawLayouts.IsRaw(type)) || IsSentByMessagePack(member, type));
    }

    private static bool IsSentByMessagePack(ISymbol member, INamedTypeSymbol type) =>
        MessagePackAnnotations.Count(type)
        && !MessagePackAnnotations.IsIgnored(member)
        && MessagePackAnnotations.AllowsPrivate(type)
        && (MessagePackAnnotations.FindKey(member) is not null || MessagePackAnnotations.IsByName(type));
}
