using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Turns a type that is marked as a view into its model. Symbols end here.</summary>
internal static class ViewParser
{
    public static ParseResult<ViewModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        INamedTypeSymbol view = (INamedTypeSymbol)context.TargetSymbol;
        AttributeData attribute = context.Attributes[0];
        DiagnosticList diagnostics = new();
        if (view.TypeKind != TypeKind.Struct || attribute.ConstructorArguments is not [{ Value: ITypeSymbol { TypeKind: not TypeKind.Error } named }])
        {
            // CS0592, or an attribute that is still being typed: the compiler says so.
            return new(null, default);
        }

        if (ViewLookup.FindObjection(view) is { } objection)
        {
            diagnostics.Add(Descriptors.InvalidView, Places.Identifier(view), Names.Display(view), objection);
            return new(null, diagnostics.ToArray());
        }

        if (FindObjection(named, context.SemanticModel.Compilation) is { } contractObjection)
        {
            diagnostics.Add(Descriptors.InvalidView, Places.Argument(attribute), Names.Display(view), contractObjection);
            return new(null, diagnostics.ToArray());
        }

        INamedTypeSymbol contract = (INamedTypeSymbol)named;
        Compilation compilation = context.SemanticModel.Compilation;
        bool isOwn = SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, compilation.Assembly);

        // What is generated lies inside of the view, and may name what the view may.
        Scope scope = new(compilation, view);
        bool isStub = isOwn && HasErrors(contract.OriginalDefinition, compilation, cancellationToken);
        if (RawLayouts.IsRaw(contract))
        {
            ViewNames names = new(view);
            RawViewModel? raw = isStub || RawLayouts.Find(contract) is not { } layout || ContractLookup.FindFormatter(contract, scope, out _) is not { } formatter
                ? null
                : new(formatter, layout.Checks.Count == 0, ContractLookup.IsPublic(contract) ? "public" : "internal", names.Take("Value"), names.Take("_value"));
            return new(CreateModel(view, contract, compilation, default, raw is null) with { Raw = raw }, default);
        }

        DiagnosticList problems = new();
        ViewMembers members = new(view, contract, scope, problems);
        EquatableArray<ViewMemberModel> models = members.Parse(out string? unreadable);
        if (unreadable is not null && !isStub)
        {
            string reason = $"'{Names.Display(contract)}.{unreadable}' has a type that generated code cannot reach from here. Declare the view {(isOwn ? $"inside of '{Names.Display(contract)}'" : $"in {contract.ContainingAssembly.Name}")}.";
            diagnostics.Add(Descriptors.InvalidView, Places.Argument(attribute), Names.Display(view), reason);
        }

        return new(CreateModel(view, contract, compilation, models, isStub || diagnostics.HasErrors), diagnostics.ToArray());
    }

    private static ViewModel CreateModel(INamedTypeSymbol view, INamedTypeSymbol contract, Compilation compilation, EquatableArray<ViewMemberModel> members, bool isStub) => new()
    {
        Namespace = view.ContainingNamespace.IsGlobalNamespace ? null : Names.Namespace(view),
        ContainingTypes = view.ContainingType is { } outer ? Nesting.Containers(outer) : default,
        Identifier = Names.Escape(view.Name),
        TypeName = Names.Qualified(view),
        HintName = Names.Hint(view),
        ContractType = Names.Qualified(contract),
        ContractName = contract.Name,
        IsMap = members.Count > 0 && members[0].Text is not null,
        IsRecursive = !isStub && ContractGraph.IsRecursive(contract.OriginalDefinition, compilation),
        IsStub = isStub,
        Raw = null,
        Members = members,
    };

    /// <summary>Why a type has no view; null when it may have one.</summary>
    private static string? FindObjection(ITypeSymbol type, Compilation compilation) => type switch
    {
        not INamedTypeSymbol => $"'{Names.Display(type)}' is not a contract.",
        INamedTypeSymbol { IsUnboundGenericType: true } => $"'{Names.Display(type)}' is an open generic type. Close it: name what is sent.",
        INamedTypeSymbol contract when !ContractLookup.IsContract(contract, compilation) => $"'{Names.Display(type)}' is not a contract. {ContractLookup.Remedy(type)}",
        INamedTypeSymbol contract when UnionCases.IsUnion(contract) =>
            $"'{Names.Display(type)}' is a union, and which members there are shows only when its tag is read. Declare views for its cases, and receive the union itself.",
        _ => null,
    };

    /// <summary>The contract reports its errors itself.</summary>
    private static bool HasErrors(INamedTypeSymbol contract, Compilation compilation, CancellationToken cancellationToken) =>
        ContractParser.Parse(contract, compilation, new(), cancellationToken).Model is not { IsStub: false };
}
