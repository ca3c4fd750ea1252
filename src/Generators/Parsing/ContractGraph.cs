using System.Text;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>What can only be said of contracts together with those that they hold.</summary>
internal static class ContractGraph
{
    /// <summary>Whether a value of the contract may hold another one. Contracts of other assemblies cannot hold one of this assembly.</summary>
    public static bool IsRecursive(INamedTypeSymbol contract, Compilation compilation) => Reaches(contract, contract, compilation, new(SymbolEqualityComparer.Default));

    /// <summary>The worst-case size in bytes; <see cref="TypeModel.Unbounded"/> when there is none.</summary>
    public static int MaxSize(INamedTypeSymbol contract, Compilation compilation) =>
        RawLayouts.Find(contract)?.Size ?? MaxSize(contract, compilation, new Dictionary<ISymbol, int>(SymbolEqualityComparer.Default));

    /// <summary>The size of the header of an array or map.</summary>
    public static int HeaderSize(int count) => count switch
    {
        < 16 => 1,
        <= ushort.MaxValue => 3,
        _ => 5,
    };

    /// <summary>The most that stands before the case of a union: the header of an array of two, and the tag.</summary>
    public const int UnionHeaderSize = 1 + 5;

    /// <summary>The size of a key in a map; 0 in an array.</summary>
    public static int KeySize(string? text) => (text is null ? -1 : Encoding.UTF8.GetByteCount(text)) switch
    {
        < 0 => 0,
        < 32 and { } length => 1 + length,
        <= byte.MaxValue and { } length => 2 + length,
        <= ushort.MaxValue and { } length => 3 + length,
        { } length => 5 + length,
    };

    private static bool Reaches(INamedTypeSymbol from, INamedTypeSymbol target, Compilation compilation, HashSet<ISymbol> visited)
    {
        if (RawLayouts.IsRaw(from))
        {
            return false;
        }

        if (UnionCases.IsUnion(from))
        {
            return UnionCases.Collect(from).Exists(listed => TypeReaches(listed, target, compilation, visited));
        }

        foreach (KeyedMember member in KeyCollector.Collect(from, compilation))
        {
            if (TypeReaches(member.Type, target, compilation, visited))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TypeReaches(ITypeSymbol type, INamedTypeSymbol target, Compilation compilation, HashSet<ISymbol> visited)
    {
        if (type is IArrayTypeSymbol array)
        {
            return TypeReaches(array.ElementType, target, compilation, visited);
        }

        if (type is not INamedTypeSymbol named)
        {
            return false;
        }

        foreach (ITypeSymbol argument in named.TypeArguments)
        {
            if (TypeReaches(argument, target, compilation, visited))
            {
                return true;
            }
        }

        // What a generic contract is closed over was asked above; a definition is one, while there may be closed types without end.
        INamedTypeSymbol definition = named.OriginalDefinition;
        return SymbolEqualityComparer.Default.Equals(definition, target)
            ? true
            : SymbolEqualityComparer.Default.Equals(definition.ContainingAssembly, target.ContainingAssembly)
                && ContractLookup.IsContract(definition, compilation)
                && visited.Add(definition)
                && Reaches(definition, target, compilation, visited);
    }

    /// <param name="contract">The contract.</param>
    /// <param name="compilation">The compilation, which may adopt contracts.</param>
    /// <param name="sizes">What is known already; contracts that are being looked at count as unbounded, for they hold themselves.</param>
    private static int MaxSize(INamedTypeSymbol contract, Compilation compilation, Dictionary<ISymbol, int> sizes)
    {
        if (sizes.TryGetValue(contract, out int known))
        {
            return known;
        }

        if (RawLayouts.Find(contract) is { } layout)
        {
            return sizes[contract] = WorstCase.OfBinary(layout.Size);
        }

        // Of a generic contract that holds itself there may be closed types without end.
        sizes[contract] = TypeModel.Unbounded;
        return contract.Arity > 0 && IsRecursive(contract.OriginalDefinition, compilation)
            ? TypeModel.Unbounded
            : sizes[contract] = UnionCases.IsUnion(contract) ? LargestCase(contract, compilation, sizes) : SumOfMembers(contract, compilation, sizes);
    }

    private static int LargestCase(INamedTypeSymbol union, Compilation compilation, Dictionary<ISymbol, int> sizes)
    {
        int largest = 0;
        foreach (INamedTypeSymbol listed in UnionCases.Collect(union))
        {
            largest = Math.Max(largest, MaxSize(listed, compilation, sizes));
        }

        return (int)Math.Min(UnionHeaderSize + (long)largest, TypeModel.Unbounded);
    }

    private static int SumOfMembers(INamedTypeSymbol contract, Compilation compilation, Dictionary<ISymbol, int> sizes)
    {
        List<KeyedMember> members = KeyCollector.Collect(contract, compilation);
        int count = members.Count == 0 ? 0 : members[members.Count - 1].Key + 1;
        long size = HeaderSize(count) + count - members.Count;
        foreach (KeyedMember member in members)
        {
            size = Math.Min(size + KeySize(member.Text) + MaxSize(member, compilation, sizes), TypeModel.Unbounded);
        }

        return (int)size;
    }

    private static int MaxSize(KeyedMember member, Compilation compilation, Dictionary<ISymbol, int> sizes)
    {
        MemberOptions options = MemberOptions.Of(member);
        if (options.FormatterAttribute is not null)
        {
            return TypeModel.Unbounded;
        }

        ITypeSymbol type = member.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : member.Type;
        return (options.MaxLength is { } maxLength ? WorstCase.OfLimited(type, maxLength, item => MaxSize(item, compilation, sizes, options.IsCompact)) : null) ?? MaxSize(type, compilation, sizes, options.IsCompact);
    }

    private static int MaxSize(ITypeSymbol type, Compilation compilation, Dictionary<ISymbol, int> sizes, bool isCompact) => type switch
    {
        _ when CustomFormatters.Find(type) is not null => TypeModel.Unbounded,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => MaxSize(nullable.TypeArguments[0], compilation, sizes, isCompact),
        INamedTypeSymbol { EnumUnderlyingType: { } underlying } => MaxSize(underlying, compilation, sizes, isCompact),
        _ when BuiltInTypes.Find(type, isCompact) is { } builtIn => builtIn.MaxSize,
        INamedTypeSymbol named when ContractLookup.IsContract(named, compilation) => MaxSize(named, compilation, sizes),
        _ when InlineArrays.FindTextBuffer(type) is { } buffer => InlineArrays.Find(buffer) is { } room ? WorstCase.OfString(room.Length) : TypeModel.Unbounded,
        _ when InlineArrays.Find(type) is { IsBuiltIn: true } inline => WorstCase.OfItems(inline.Length, MaxSize(inline.Element, compilation, sizes, isCompact)),
        INamedTypeSymbol sum when CollectionTypes.Find(sum) is { IsSum: true } => WorstCase.OfItems(1, WorstCase.SumOf(sum, item => MaxSize(item, compilation, sizes, isCompact))),
        _ => TypeModel.Unbounded,
    };
}
