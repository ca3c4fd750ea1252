using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Keeps the promise of <c>[MqContract(ZeroAllocation = true)]</c>: a struct of values, all the way down.</summary>
internal static class ZeroAllocation
{
    private const string UseInlineArray = "Use an inline array of values, [InlineArray(16)] on a struct, which has its elements in place.";

    /// <summary>Source that does not compile may hold structs of structs without end, generic ones also without the same one twice.</summary>
    private const int MaxContracts = 256;

    public static void Check(INamedTypeSymbol contract, List<KeyedMember> members, Compilation compilation, DiagnosticList diagnostics)
    {
        if (Names.Attribute(contract, "MqContractAttribute") is not { } attribute || !Names.IsSet(attribute, "ZeroAllocation"))
        {
            return;
        }

        if (!contract.IsValueType)
        {
            string what = UnionCases.IsUnion(contract) ? "a union is received as an object. Declare a struct with a member that tells the cases." : "a class is an object. Declare a struct.";
            diagnostics.Add(Descriptors.AllocatesOnReceive, Places.Identifier(contract), Names.Display(contract), what);
            return;
        }

        foreach (KeyedMember member in members)
        {
            if (FindAllocation(member, compilation, new(SymbolEqualityComparer.Default)) is { } allocation)
            {
                LocationInfo? place = Places.Type(member.TypePlace) ?? Places.Identifier(contract);
                diagnostics.Add(Descriptors.AllocatesOnReceive, place, $"{Names.Display(contract)}.{member.Symbol.Name}", allocation);
            }
        }
    }

    /// <summary>What allocates, and what to use instead; null when nothing does. The formatter of a user is trusted with values.</summary>
    /// <param name="member">The member.</param>
    /// <param name="compilation">The compilation, which may adopt contracts.</param>
    /// <param name="visited">The contracts that were looked at.</param>
    private static string? FindAllocation(KeyedMember member, Compilation compilation, HashSet<ISymbol> visited) =>
        MemberOptions.Of(member).FormatterAttribute is null ? FindAllocation(member.Type, compilation, visited) : FindObject(member.Type);

    private static string? FindAllocation(ITypeSymbol type, Compilation compilation, HashSet<ISymbol> visited) => type switch
    {
        ITypeParameterSymbol { HasUnmanagedTypeConstraint: true } => null,
        ITypeParameterSymbol parameter => $"'{parameter.Name}' may be anything. Constrain it: where {parameter.Name} : unmanaged.",
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => FindAllocation(nullable.TypeArguments[0], compilation, visited),
        _ when CustomFormatters.Find(type) is not null => FindObject(type),
        { SpecialType: SpecialType.System_String } => "a string is an object. Use FixedUtf8<FixedUtf8Buffer32>, or a buffer of another size, which has its text in place.",
        IArrayTypeSymbol => $"an array is an object. {UseInlineArray}",
        INamedTypeSymbol memory when CollectionTypes.FindMemory(memory) is not null => $"it is received into a new array. {UseInlineArray}",
        INamedTypeSymbol tuple when CollectionTypes.Find(tuple) is { IsSum: true } => FindAmongArguments(tuple, compilation, visited),
        INamedTypeSymbol collection when CollectionTypes.Find(collection) is not null => $"a collection keeps its items in an object. {UseInlineArray}",
        INamedTypeSymbol contract when ContractLookup.IsContract(contract, compilation) => FindObject(contract) ?? FindAmongMembers(contract, compilation, visited),
        _ => null,
    };

    private static string? FindObject(ITypeSymbol type) =>
        type.IsValueType ? null : $"'{Names.Display(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated))}' is {(type.TypeKind == TypeKind.Interface ? "received as an object" : "a class")}. Use a struct.";

    private static string? FindAmongArguments(INamedTypeSymbol type, Compilation compilation, HashSet<ISymbol> visited)
    {
        foreach (ITypeSymbol argument in type.TypeArguments)
        {
            if (FindAllocation(argument, compilation, visited) is { } allocation)
            {
                return allocation;
            }
        }

        return null;
    }

    private static string? FindAmongMembers(INamedTypeSymbol contract, Compilation compilation, HashSet<ISymbol> visited)
    {
        if (visited.Count == MaxContracts || !visited.Add(contract))
        {
            return null;
        }

        foreach (KeyedMember member in KeyCollector.Collect(contract, compilation))
        {
            if (FindAllocation(member, compilation, visited) is { } allocation)
            {
                return $"of '{Names.Display(contract)}.{member.Symbol.Name}', {allocation}";
            }
        }

        return null;
    }
}
