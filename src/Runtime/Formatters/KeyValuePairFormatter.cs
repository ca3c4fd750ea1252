namespace TypedMq.Formatters;

/// <summary>A key with its value as a MessagePack array of 2.</summary>
/// <typeparam name="TKeyFormatter">The formatter of the key.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TValueFormatter">The formatter of the value.</typeparam>
/// <typeparam name="TValue">The type of the value.</typeparam>
public readonly struct KeyValuePairFormatter<TKeyFormatter, TKey, TValueFormatter, TValue> : IMqFormatter<KeyValuePair<TKey, TValue>>
    where TKeyFormatter : struct, IMqFormatter<TKey>
    where TValueFormatter : struct, IMqFormatter<TValue>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(MqSize.Add(1, TKeyFormatter.MaxSize), TValueFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in KeyValuePair<TKey, TValue> value)
    {
        writer.WriteArrayHeader(2);
        TKeyFormatter.Write(ref writer, value.Key);
        TValueFormatter.Write(ref writer, value.Value);
    }

    /// <inheritdoc/>
    public static KeyValuePair<TKey, TValue> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 2, "a key with its value");

        // By way of a tuple: as arguments of the constructor, the native compiler of .NET 9 reads them in the wrong order. See TupleFormatters.
        (TKey Key, TValue Value) pair = default;
        pair.Key = TKeyFormatter.Read(ref reader);
        pair.Value = TValueFormatter.Read(ref reader);
        return new(pair.Key, pair.Value);
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref KeyValuePair<TKey, TValue> value) => value = Read(ref reader);
}
