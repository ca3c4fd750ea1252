namespace TypedMq.Formatters;

/// <summary>The limit of a member's length; the generator writes one for each <see cref="MqMaxLengthAttribute"/>.</summary>
public interface IMqLengthLimit
{
    /// <summary>The greatest length: 0 or more.</summary>
    static abstract int MaxLength { get; }

    /// <summary>The contract and the member, <c>Order.Symbol</c>, for errors.</summary>
    static abstract string Member { get; }
}

/// <summary>A value whose length is limited.</summary>
/// <typeparam name="TFormatter">The formatter of the value.</typeparam>
/// <typeparam name="T">The type of the value.</typeparam>
/// <typeparam name="TLimit">The limit.</typeparam>
public readonly struct BoundedFormatter<TFormatter, T, TLimit> : IMqFormatter<T>
    where TFormatter : struct, IMqCountedFormatter<T>
    where TLimit : struct, IMqLengthLimit
{
    /// <inheritdoc/>
    public static int MaxSize => TFormatter.MaxSizeOf(TLimit.MaxLength);

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="MqEncodeException">The value is longer than the limit; the error names the member, the length and the limit.</exception>
    public static void Write(ref MqWriter writer, in T value)
    {
        int count = TFormatter.Count(in value);
        if (count > TLimit.MaxLength)
        {
            throw MqEncodeException.TooLong(TLimit.Member, count, TLimit.MaxLength);
        }

        TFormatter.Write(ref writer, in value);
    }

    /// <summary>Reads a value.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The value.</returns>
    /// <exception cref="MqDecodeException">The value is longer than the limit, or no such value; nothing was allocated.</exception>
    public static T Read(ref MqReader reader)
    {
        reader.CheckLength(TLimit.MaxLength);
        return TFormatter.Read(ref reader);
    }

    /// <summary>Reads a value into one that is there.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The value that is there.</param>
    /// <exception cref="MqDecodeException">The value is longer than the limit, or no such value; in the first case nothing was changed.</exception>
    public static void ReadInto(ref MqReader reader, ref T value)
    {
        reader.CheckLength(TLimit.MaxLength);
        TFormatter.ReadInto(ref reader, ref value);
    }
}
