namespace TypedMq.Formatters;

/// <summary>Text inside of a struct as a string. Text that is too long is refused.</summary>
/// <typeparam name="TBuffer">The room of the text.</typeparam>
public readonly struct FixedUtf8Formatter<TBuffer> : IMqFormatter<FixedUtf8<TBuffer>>
    where TBuffer : unmanaged
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.OfString(FixedUtf8<TBuffer>.Capacity);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in FixedUtf8<TBuffer> value) => writer.WriteUtf8(value.AsSpan());

    /// <inheritdoc/>
    public static FixedUtf8<TBuffer> Read(ref MqReader reader)
    {
        int start = reader.Position;
        ReadOnlySpan<byte> utf8 = reader.ReadUtf8Span();
        if (utf8.Length > FixedUtf8<TBuffer>.Capacity)
        {
            throw reader.Error($"the string takes {utf8.Length} bytes, but only {FixedUtf8<TBuffer>.Capacity} fit in the member", start);
        }

        try
        {
            return new(utf8);
        }
        catch (ArgumentException)
        {
            throw reader.Error("the string is not valid UTF-8", start);
        }
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref FixedUtf8<TBuffer> value) => value = Read(ref reader);
}
