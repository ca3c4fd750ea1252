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
        CollisionGuard<T> guard = default;
        for (int i = 0; i < count; i++)
        {
            int start = reader.Position;
            T item = TFormatter.Read(ref reader);
            bool isNew = items.Add(item);
            guard.Take(ref reader, item, isNew, i, items.Capacity, items, start);
        }

        return items;
    }
}
