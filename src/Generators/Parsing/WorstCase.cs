using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Worst-case sizes of limited lengths, as <c>TypedMq.MqSize</c> has them at run time.</summary>
internal static class WorstCase
{
    /// <summary>The size of a type whose length is limited; null when it has no length.</summary>
    /// <param name="type">The type, without its nullability.</param>
    /// <param name="maxLength">The limit.</param>
    /// <param name="sizeOf">The size of the items.</param>
    public static int? OfLimited(ITypeSymbol type, int maxLength, Func<ITypeSymbol, int> sizeOf) => type switch
    {
        _ when maxLength < 0 => null,
        { SpecialType: SpecialType.System_String } => OfString(maxLength),
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => OfBinary(maxLength),
        _ when CollectionTypes.FindMemory(type) is not null => OfBinary(maxLength),
        IArrayTypeSymbol { Rank: 1 } array => OfItems(maxLength, sizeOf(array.ElementType)),
        INamedTypeSymbol named when CollectionTypes.Find(named) is { IsCounted: true } => OfItems(maxLength, SumOf(named, sizeOf)),
        _ => null,
    };

    /// <summary>The size of one of each type argument.</summary>
    public static int SumOf(INamedTypeSymbol type, Func<ITypeSymbol, int> sizeOf)
    {
        long size = 0;
        foreach (ITypeSymbol argument in type.TypeArguments)
        {
            size = Saturate(size + sizeOf(argument));
        }

        return (int)size;
    }

    /// <summary>The size of a string, with its header.</summary>
    public static int OfString(int maxLength) => Saturate(maxLength + (maxLength < 32 ? 1L : maxLength <= byte.MaxValue ? 2 : maxLength <= ushort.MaxValue ? 3 : 5));

    /// <summary>The size of binary data, with its header.</summary>
    public static int OfBinary(int maxLength) => Saturate(maxLength + (maxLength <= byte.MaxValue ? 2L : maxLength <= ushort.MaxValue ? 3 : 5));

    /// <summary>The size of a header and of so many items.</summary>
    public static int OfItems(int maxCount, int itemSize) =>
        itemSize == TypeModel.Unbounded ? TypeModel.Unbounded : Saturate(ContractGraph.HeaderSize(maxCount) + ((long)maxCount * itemSize));

    private static int Saturate(long size) => (int)Math.Min(size, TypeModel.Unbounded);
}
