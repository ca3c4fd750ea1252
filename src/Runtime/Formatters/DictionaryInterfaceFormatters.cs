namespace TypedMq.Formatters;

// Members that are declared as an interface: written from whatever dictionary is there, read as a Dictionary<TKey, TValue>.

/// <summary>An <see cref="IDictionary{TKey, TValue}"/> as a MessagePack map; read as a <see cref="Dictionary{TKey, TValue}"/>. A key that comes twice is refused.</summary>
/// <typeparam name="TKeyFormatter">The formatter of the keys.</typeparam>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValueFormatter">The formatter of the values.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public readonly struct InterfaceDictionaryFormatter<TKeyFormatter, TKey, TValueFormatter, TValue> : IMqCountedFormatter<IDictionary<TKey, TValue>>
    where TKeyFormatter : struct, IMqFormatter<TKey>
    where TKey : notnull
    where TValueFormatter : struct, IMqFormatter<TValue>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in IDictionary<TKey, TValue> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, MqSize.Add(TKeyFormatter.MaxSize, TValueFormatter.MaxSize));

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in IDictionary<TKey, TValue> value) =>
        Pairs.Write<TKeyFormatter, TKey, TValueFormatter, TValue>(ref writer, value, value?.Count ?? 0);

    /// <inheritdoc/>
    public static IDictionary<TKey, TValue> Read(ref MqReader reader) => DictionaryFormatter<TKeyFormatter, TKey, TValueFormatter, TValue>.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref IDictionary<TKey, TValue> value)
    {
        Dictionary<TKey, TValue>? dictionary = value as Dictionary<TKey, TValue>;
        DictionaryFormatter<TKeyFormatter, TKey, TValueFormatter, TValue>.ReadInto(ref reader, ref dictionary!);
        value = dictionary;
    }
}

/// <summary>An <see cref="IReadOnlyDictionary{TKey, TValue}"/> as a MessagePack map; read as a <see cref="Dictionary{TKey, TValue}"/>. A key that comes twice is refused.</summary>
/// <typeparam name="TKeyFormatter">The formatter of the keys.</typeparam>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValueFormatter">The formatter of the values.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public readonly struct InterfaceReadOnlyDictionaryFormatter<TKeyFormatter, TKey, TValueFormatter, TValue> : IMqCountedFormatter<IReadOnlyDictionary<TKey, TValue>>
    where TKeyFormatter : struct, IMqFormatter<TKey>
    where TKey : notnull
    where TValueFormatter : struct, IMqFormatter<TValue>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in IReadOnlyDictionary<TKey, TValue> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, MqSize.Add(TKeyFormatter.MaxSize, TValueFormatter.MaxSize));

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in IReadOnlyDictionary<TKey, TValue> value) =>
        Pairs.Write<TKeyFormatter, TKey, TValueFormatter, TValue>(ref writer, value, value?.Count ?? 0);

    /// <inheritdoc/>
    public static IReadOnlyDictionary<TKey, TValue> Read(ref MqReader reader) => DictionaryFormatter<TKeyFormatter, TKey, TValueFormatter, TValue>.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref IReadOnlyDictionary<TKey, TValue> value)
    {
        Dictionary<TKey, TValue>? dictionary = value as Dictionary<TKey, TValue>;
        DictionaryFormatter<TKeyFormatter, TKey, TValueFormatter, TValue>.ReadInto(ref reader, ref dictionary!);
        value = dictionary;
    }
}

/// <summary>Writes pairs, without an enumerator on the heap where they lie in a <see cref="Dictionary{TKey, TValue}"/>.</summary>
internal static class Pairs
{
    public static void Write<TKeyFormatter, TKey, TValueFormatter, TValue>(ref MqWriter writer, IEnumerable<KeyValuePair<TKey, TValue>> pairs, int count)
        where TKeyFormatter : struct, IMqFormatter<TKey>
        where TKey : notnull
        where TValueFormatter : struct, IMqFormatter<TValue>
    {
        CollectionChecks.IfNull(pairs);
        if (pairs is Dictionary<TKey, TValue> dictionary)
        {
            DictionaryFormatter<TKeyFormatter, TKey, TValueFormatter, TValue>.Write(ref writer, in dictionary);
            return;
        }

        writer.WriteMapHeader(count);
        int written = 0;
        foreach ((TKey key, TValue item) in pairs)
        {
            TKeyFormatter.Write(ref writer, in key);
            TValueFormatter.Write(ref writer, in item);
            written++;
        }

        CollectionChecks.IfChanged(count, written);
    }
}
