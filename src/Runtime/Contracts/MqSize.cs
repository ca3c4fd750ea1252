namespace TypedMq;

/// <summary>Worst-case sizes, and how they add up.</summary>
public static class MqSize
{
    /// <summary>There is no bound.</summary>
    public const int Unbounded = int.MaxValue;

    /// <summary>Adds two sizes; without a bound if either is.</summary>
    /// <param name="left">A size in bytes.</param>
    /// <param name="right">A size in bytes.</param>
    /// <returns>The sum.</returns>
    public static int Add(int left, int right) => (int)Math.Min((long)left + right, Unbounded);

    /// <summary>The most bytes that a string takes, with its header.</summary>
    /// <param name="maxLength">The greatest length in bytes of UTF-8: 0 or more.</param>
    /// <returns>The size in bytes.</returns>
    public static int OfString(int maxLength) => Add(maxLength, maxLength switch
    {
        < 32 => 1,
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        _ => 5,
    });

    /// <summary>The most bytes that binary data takes, with its header.</summary>
    /// <param name="maxLength">The greatest length in bytes: 0 or more.</param>
    /// <returns>The size in bytes.</returns>
    public static int OfBinary(int maxLength) => Add(maxLength, maxLength switch
    {
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        _ => 5,
    });

    /// <summary>The most bytes that a collection takes, with its header.</summary>
    /// <param name="maxCount">The greatest number of items: 0 or more.</param>
    /// <param name="itemSize">The most bytes that an item takes; in a map, a key with its value.</param>
    /// <returns>The size in bytes; without a bound if the items have none.</returns>
    public static int OfCollection(int maxCount, int itemSize)
    {
        int header = maxCount switch
        {
            < 16 => 1,
            <= ushort.MaxValue => 3,
            _ => 5,
        };
        return itemSize == Unbounded ? Unbounded : (int)Math.Min(header + ((long)maxCount * itemSize), Unbounded);
    }
}
