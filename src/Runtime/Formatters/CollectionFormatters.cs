using System.Runtime.InteropServices;

namespace TypedMq.Formatters;

/// <summary>An array of values as a MessagePack array.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct ArrayFormatter<TFormatter, T> : IMqCountedFormatter<T[]>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in T[] value) => value.Length;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in T[] value)
    {
        CollectionChecks.IfNull(value);
        // A span that is read-only also takes an array of a derived type.
        Sequence.Write<TFormatter, T>(ref writer, new ReadOnlySpan<T>(value));
    }

    /// <inheritdoc/>
    public static T[] Read(ref MqReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count == 0)
        {
            return [];
        }

        // An element takes at least a byte, but may weigh much more in memory: what is decoded bounds what is allocated.
        T[] items = new T[Math.Min(count, CollectionChecks.InitialCapacity<T>())];
        for (int i = 0; i < count; i++)
        {
            if (i == items.Length)
            {
                Array.Resize(ref items, (int)Math.Min(count, items.Length * 2L));
            }

            items[i] = TFormatter.Read(ref reader);
        }

        return items;
    }
}

/// <summary>A list of values as a MessagePack array.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct ListFormatter<TFormatter, T> : IMqCountedFormatter<List<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in List<T> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in List<T> value)
    {
        CollectionChecks.IfNull(value);
        Sequence.Write<TFormatter, T>(ref writer, CollectionsMarshal.AsSpan(value));
    }

    /// <inheritdoc/>
    public static List<T> Read(ref MqReader reader)
    {
        int count = reader.ReadArrayHeader();
        List<T> items = new(Math.Min(count, CollectionChecks.InitialCapacity<T>()));
        for (int i = 0; i < count; i++)
        {
            items.Add(TFormatter.Read(ref reader));
        }

        return items;
    }
}

/// <summary>A dictionary as a MessagePack map. A key that comes twice is refused.</summary>
/// <typeparam name="TKeyFormatter">The formatter of the keys.</typeparam>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValueFormatter">The formatter of the values.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public readonly struct DictionaryFormatter<TKeyFormatter, TKey, TValueFormatter, TValue> : IMqCountedFormatter<Dictionary<TKey, TValue>>
    where TKeyFormatter : struct, IMqFormatter<TKey>
    where TKey : notnull
    where TValueFormatter : struct, IMqFormatter<TValue>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in Dictionary<TKey, TValue> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, MqSize.Add(TKeyFormatter.MaxSize, TValueFormatter.MaxSize));

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in Dictionary<TKey, TValue> value)
    {
        CollectionChecks.IfNull(value);
        writer.WriteMapHeader(value.Count);
        foreach ((TKey key, TValue item) in value)
        {
            TKeyFormatter.Write(ref writer, in key);
            TValueFormatter.Write(ref writer, in item);
        }
    }

    /// <inheritdoc/>
    public static Dictionary<TKey, TValue> Read(ref MqReader reader)
    {
        int count = reader.ReadMapHeader();
        Dictionary<TKey, TValue> items = new(Math.Min(count, CollectionChecks.InitialCapacity<KeyValuePair<TKey, TValue>>()));
        ReadOnlySpan<byte> location = reader.Location;
        CollisionGuard<TKey> guard = default;
        for (int i = 0; i < count; i++)
        {
            int start = reader.Position;
            TKey key = TKeyFormatter.Read(ref reader);
            TValue item = TValueFormatter.Read(ref reader);

            // A contract has put its own members there.
            reader.At(location);
            if (!items.TryAdd(key, item))
            {
                throw reader.Error("a key of the dictionary comes twice", start);
            }

            guard.Take(ref reader, key, isNew: true, i, items.Capacity, items.Keys, start);
        }

        return items;
    }
}
