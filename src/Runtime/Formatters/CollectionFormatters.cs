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
    public static T[] Read(ref MqReader reader) => ReadItems(ref reader, reader.ReadArrayHeader());

    /// <summary>Reads elements into the array that is there, if it has their number; into a new one otherwise.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The array that is there; null makes a new one.</param>
    /// <exception cref="MqDecodeException">The bytes are no such array; some elements may be new already.</exception>
    public static void ReadInto(ref MqReader reader, ref T[] value)
    {
        int count = reader.ReadArrayHeader();

        // An array of a derived type would refuse the elements.
        if (value is null || value.Length != count || value.GetType() != typeof(T[]))
        {
            value = ReadItems(ref reader, count);
            return;
        }

        foreach (ref T item in value.AsSpan())
        {
            TFormatter.ReadInto(ref reader, ref item);
        }
    }

    private static T[] ReadItems(ref MqReader reader, int count)
    {
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
        Append(ref reader, items, count);
        return items;
    }

    /// <summary>Reads items into the list that is there: those that it has are read into, others added, the rest removed.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The list that is there; null, or one of a derived type, is replaced.</param>
    /// <exception cref="MqDecodeException">The bytes are no such list; some items may be new already.</exception>
    public static void ReadInto(ref MqReader reader, ref List<T> value)
    {
        if (value is null || value.GetType() != typeof(List<T>))
        {
            value = Read(ref reader);
            return;
        }

        int count = reader.ReadArrayHeader();
        if (value.Count > count)
        {
            value.RemoveRange(count, value.Count - count);
        }

        foreach (ref T item in CollectionsMarshal.AsSpan(value))
        {
            TFormatter.ReadInto(ref reader, ref item);
        }

        value.EnsureCapacity(Math.Min(count, CollectionChecks.InitialCapacity<T>()));
        Append(ref reader, value, count);
    }

    private static void Append(ref MqReader reader, List<T> items, int count)
    {
        for (int i = items.Count; i < count; i++)
        {
            items.Add(TFormatter.Read(ref reader));
        }
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
        Fill(ref reader, items, count);
        return items;
    }

    /// <summary>Clears the dictionary that is there and fills it again; its keys and values are new ones.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The dictionary that is there; null, one of a derived type, or one with a comparer of its own is replaced.</param>
    /// <exception cref="MqDecodeException">The bytes are no such dictionary; it may be partly filled.</exception>
    public static void ReadInto(ref MqReader reader, ref Dictionary<TKey, TValue> value)
    {
        // A comparer of its own might take two keys for one, which a new dictionary keeps apart.
        if (value is null || value.GetType() != typeof(Dictionary<TKey, TValue>) || !ReferenceEquals(value.Comparer, EqualityComparer<TKey>.Default))
        {
            value = Read(ref reader);
            return;
        }

        int count = reader.ReadMapHeader();
        value.Clear();
        Fill(ref reader, value, count);
    }

    private static void Fill(ref MqReader reader, Dictionary<TKey, TValue> items, int count)
    {
        ReadOnlySpan<byte> location = reader.Location;
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
        }
    }
}
