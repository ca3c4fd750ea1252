using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Turns each <c>[assembly: MqContractFor]</c> of a file into the model of a contract.</summary>
internal static class AdoptionParser
{
    public static EquatableArray<ParseResult<ContractModel>> Parse(GeneratorAttributeSyntaxContext context, Action<ISymbol> before, CancellationToken cancellationToken)
    {
        List<ParseResult<ContractModel>> results = [];
        foreach (AttributeData attribute in context.Attributes)
        {
            results.Add(Parse(attribute, context.SemanticModel.Compilation, before, cancellationToken));
        }

        return new(results);
    }

    /// <summary>Why no formatter can be generated for a type that is adopted; null when nothing is known against it.</summary>
    public static string? FindObjection(INamedTypeSymbol type, Compilation compilation) => type switch
    {
        { TypeKind: TypeKind.Enum } => "it is an enum, which every contract may hold. Remove the attribute.",
        _ when CustomFormatters.Find(type) is not null => "it has a formatter of its own, which [MqFormatter] names. Remove the attribute.",
        _ when IsBuiltIn(type) => "TypedMq knows how to send it. Remove the attribute.",
        _ when !compilation.IsSymbolAccessibleWithin(type, compilation.Assembly) => "it is not accessible here.",
        _ when LosesItems(type, compilation) => "it is a collection, and its items are no members: they would be lost. List the members that are sent, or copy the items into a contract of your own.",
        _ => BuiltInTypes.FindObjection(type),
    };

    private static ParseResult<ContractModel> Parse(AttributeData attribute, Compilation compilation, Action<ISymbol> before, CancellationToken cancellationToken)
    {
        LocationInfo? place = Places.Argument(attribute);
        DiagnosticList diagnostics = new(place);
        if (attribute.ConstructorArguments is not [{ Kind: TypedConstantKind.Type, Value: ITypeSymbol named }, ..] || named.TypeKind == TypeKind.Error)
        {
            // The type is still being typed, or null: the compiler says so, or nothing is asked for.
            return new(null, default);
        }

        try
        {
            before(named);
            if (Check(named, attribute, compilation, diagnostics) is not { } type)
            {
                return new(null, diagnostics.ToArray());
            }

            bool isOwn = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);
            return ContractParser.Parse(type, compilation, isOwn ? new() : diagnostics, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Guard.Failed<ContractModel>(place, Names.Display(named), error);
        }
    }

    /// <summary>The type to adopt; reports and returns null when it cannot be.</summary>
    private static INamedTypeSymbol? Check(ITypeSymbol named, AttributeData attribute, Compilation compilation, DiagnosticList diagnostics)
    {
        if (named is not INamedTypeSymbol type || (BuiltInTypes.FindObjection(named) is not null && !IsBuiltIn(type)))
        {
            string objection = BuiltInTypes.FindObjection(named) ?? "it is no type with members. Remove the attribute.";
            diagnostics.Add(Descriptors.CannotBeContract, null, Names.Display(named), objection);
            return null;
        }

        if (!compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))
        {
            diagnostics.Add(Descriptors.NotAccessible, null, Names.Display(type), Names.Display(type), "not accessible in this assembly");
            return null;
        }

        if (FindMisuse(type, attribute, compilation) is { } misuse)
        {
            diagnostics.Add(Descriptors.CannotBeAdopted, null, Names.Display(type), misuse);
            return null;
        }

        return type.OriginalDefinition;
    }

    private static string? FindMisuse(INamedTypeSymbol type, AttributeData attribute, Compilation compilation) => type switch
    {
        { Arity: > 0, IsUnboundGenericType: false } when !IsBuiltIn(type) => $"it is closed, and a formatter serves all of them. Name it open: typeof({Names.Display(type.ConstructUnboundGenericType())}).",
        _ when Names.Attribute(type, "MqContractAttribute") is not null => $"it is marked with [MqContract] in {type.ContainingAssembly.Name}, which holds its formatter. Remove the attribute.",
        _ when MessagePackAnnotations.AreAdopted(type) => $"{type.ContainingAssembly.Name} makes a contract of it with [MqAdoptMessagePack]. Remove the attribute.",
        _ when Adoptions.Find(type, compilation) is { } first && !ReferenceEquals(first.Attribute, attribute) => "the assembly adopts it twice. Remove one of the attributes.",
        _ => FindObjection(type, compilation),
    };

    private static bool LosesItems(INamedTypeSymbol type, Compilation compilation)
    {
        if (Adoptions.Find(type, compilation) is not { Members.IsEmpty: true } || MessagePackAnnotations.Has(type))
        {
            return false;
        }

        foreach (INamedTypeSymbol implemented in type.AllInterfaces)
        {
            if (implemented.SpecialType == SpecialType.System_Collections_IEnumerable)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBuiltIn(INamedTypeSymbol type) =>
        BuiltInTypes.Find(type) is not null
        || CollectionTypes.Find(type) is not null
        || CollectionTypes.FindMemory(type) is not null
        || InlineArrays.FindTextBuffer(type) is not null
        || InlineArrays.Find(type) is { IsBuiltIn: true };
}
