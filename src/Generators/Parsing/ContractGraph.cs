using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>What can only be said of contracts together with those that they hold.</summary>
internal static class ContractGraph
{
    /// <summary>Whether a value of the contract may hold another one. Contracts of other assemblies cannot hold one of this assembly.</summary>
    public static bool IsRecursive(INamedTypeSymbol contract) => Reaches(contract, contract, new(SymbolEqualityComparer.Default));

    /// <summary>The worst-case size in bytes; <see cref="TypeModel.Unbounded"/> when there is none.</summary>
    public static int MaxSize(INamedTypeSymbol contract) => MaxSize(contract, new(SymbolEqualityComparer.Default));

    /// <summary>The size of the header of an array.</summary>
    public static int HeaderSize(int count) => count switch
    {
        < 16 => 1,
        <= ushort.MaxValue => 3,
        _ => 5,
    };

    private static bool Reaches(INamedTypeSymbol from, INamedTypeSymbol target, HashSet<ISymbol> visited)
    {
        foreach (KeyedMember member in KeyCollector.Collect(from))
        {
            if (TypeReaches(member.Type, target, visited))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TypeReaches(ITypeSymbol type, INamedTypeSymbol target, HashSet<ISymbol> visited)
    {
        if (type is IArrayTypeSymbol array)
        {
            return TypeReaches(array.ElementType, target, visited);
        }

        if (type is not INamedTypeSymbol named)
        {
            return false;
        }

        foreach (ITypeSymbol argument in named.TypeArguments)
        {
            if (TypeReaches(argument, target, visited))
            {
                return true;
            }
        }

        return SymbolEqualityComparer.Default.Equals(named, target)
            ? true
            : SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, target.ContainingAssembly)
                && ContractLookup.IsContract(named)
                && visited.Add(named)
                && Reaches(named, target, visited);
    }

    private static int MaxSize(INamedTypeSymbol contract, HashSet<ISymbol> around)
    {
        if (!around.Add(contract))
        {
            return TypeModel.Unbounded;
        }

        List<KeyedMember> members = KeyCollector.Collect(contract);
        int count = members.Count == 0 ? 0 : members[members.Count - 1].Key + 1;
        long size = HeaderSize(count) + count - members.Count;
        foreach (KeyedMember member in members)
        {
            size = Math.Min(size + MaxSize(member, around), TypeModel.Unbounded);
        }

        around.Remove(contract);
        return (int)size;
    }

    private static int MaxSize(KeyedMember member, HashSet<ISymbol> around)
    {
        MemberOptions options = MemberOptions.Of(member);
        if (options.FormatterAttribute is not null)
        {
            return TypeModel.Unbounded;
        }

        ITypeSymbol type = member.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : member.Type;
        return (options.MaxLength is { } maxLength ? WorstCase.OfLimited(type, maxLength, item => MaxSize(item, around, options.IsCompact)) : null) ?? MaxSize(type, around, options.IsCompact);
    }

    private static int MaxSize(ITypeSymbol type, HashSet<ISymbol> around, bool isCompact) => type switch
    {
        _ when CustomFormatters.Find(type) is not null => TypeModel.Unbounded,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => MaxSize(nullable.TypeArguments[0], around, isCompact),
        INamedTypeSymbol { EnumUnderlyingType: { } underlying } => MaxSize(underlying, around, isCompact),
        _ when BuiltInTypes.Find(type, isCompact) is { } builtIn => builtIn.MaxSize,
        INamedTypeSymbol named when ContractLookup.IsContract(named) => MaxSize(named, around),
        _ when InlineArrays.FindTextBuffer(type) is { } buffer => InlineArrays.Find(buffer) is { } room ? WorstCase.OfString(room.Length) : TypeModel.Unbounded,
        _ when InlineArrays.Find(type) is { IsBuiltIn: true } inline => WorstCase.OfItems(inline.Length, MaxSize(inline.Element, around, isCompact)),
        INamedTypeSymbol sum when CollectionTypes.Find(sum) is { IsSum: true } => WorstCase.OfItems(1, WorstCase.SumOf(sum, item => MaxSize(item, around, isCompact))),
        _ => TypeModel.Unbounded,
    };
}
