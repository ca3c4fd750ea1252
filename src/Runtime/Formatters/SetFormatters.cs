namespace TypedMq.Formatters;

/// <summary>A set as a MessagePack array. A value that comes twice is taken once.</summary>
/// <typeparam name="TFormatter">The formatter of the values.</typeparam>
/// <typeparam name="T">The type of the values.</typeparam>
public readonly struct HashSetFormatter<TFormatter, T> : IMqCountedFormatter<HashSet<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in HashSet<T> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in HashSet<T> value)
    {
        CollectionChecks.IfNull(value);
        writer.WriteArrayHeader(value.Count);
        foreach (T item in value)
        {
            TFormatter.Write(ref writer, in item);
        }
    }

    /// <inheritdoc/>
    public static HashSet<T> Read(ref MqReader reader)
    {
        int count = reader.ReadArrayHeader();
        HashSet<T> items = new(Math.Min(count, CollectionChecks.InitialCapacity<T>()));
        Fill(ref reader, items, count);
        return items;
    }

    /// <summary>Clears the set that is there and fills it again.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The set that is there; null, one of a derived type, or one with a comparer of its own is replaced.</param>
    /// <exception cref="MqDecodeException">The bytes are no such set; it may be partly filled.</exception>
    public static void ReadInto(ref MqReader reader, ref HashSet<T> value)
    {
        // A comparer of its own might take two values for one, which a new set keeps apart.
        if (value is null || value.GetType() != typeof(HashSet<T>) || !ReferenceEquals(value.Comparer, EqualityComparer<T>.Default))
        {
            value = Read(ref reader);
            return;
        }

        int count = reader.ReadArrayHeader();
        value.Clear();
        Fill(ref reader, value, count);
    }

    private static void Fill(ref MqReader reader, HashSet<T> items, int count)
    {
        for (int i = 0; i < count; i++)
        {
            items.Add(TFormatter.Read(ref reader));
        }
    }
}
