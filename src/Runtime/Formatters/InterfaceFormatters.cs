using System.Runtime.InteropServices;

namespace TypedMq.Formatters;

// Members that are declared as an interface: written from whatever collection is there, read as a List<T>.

/// <summary>An <see cref="IList{T}"/> as a MessagePack array; read as a <see cref="List{T}"/>.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct InterfaceListFormatter<TFormatter, T> : IMqCountedFormatter<IList<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in IList<T> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in IList<T> value) => Sequence.Write<TFormatter, T>(ref writer, value, value?.Count ?? 0);

    /// <inheritdoc/>
    public static IList<T> Read(ref MqReader reader) => ListFormatter<TFormatter, T>.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref IList<T> value)
    {
        List<T>? list = value as List<T>;
        ListFormatter<TFormatter, T>.ReadInto(ref reader, ref list!);
        value = list;
    }
}

/// <summary>An <see cref="IReadOnlyList{T}"/> as a MessagePack array; read as a <see cref="List{T}"/>.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct InterfaceReadOnlyListFormatter<TFormatter, T> : IMqCountedFormatter<IReadOnlyList<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in IReadOnlyList<T> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in IReadOnlyList<T> value) => Sequence.Write<TFormatter, T>(ref writer, value, value?.Count ?? 0);

    /// <inheritdoc/>
    public static IReadOnlyList<T> Read(ref MqReader reader) => ListFormatter<TFormatter, T>.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref IReadOnlyList<T> value)
    {
        List<T>? list = value as List<T>;
        ListFormatter<TFormatter, T>.ReadInto(ref reader, ref list!);
        value = list;
    }
}

/// <summary>An <see cref="ICollection{T}"/> as a MessagePack array; read as a <see cref="List{T}"/>.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct InterfaceCollectionFormatter<TFormatter, T> : IMqCountedFormatter<ICollection<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in ICollection<T> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ICollection<T> value) => Sequence.Write<TFormatter, T>(ref writer, value, value?.Count ?? 0);

    /// <inheritdoc/>
    public static ICollection<T> Read(ref MqReader reader) => ListFormatter<TFormatter, T>.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ICollection<T> value)
    {
        List<T>? list = value as List<T>;
        ListFormatter<TFormatter, T>.ReadInto(ref reader, ref list!);
        value = list;
    }
}

/// <summary>An <see cref="IReadOnlyCollection{T}"/> as a MessagePack array; read as a <see cref="List{T}"/>.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct InterfaceReadOnlyCollectionFormatter<TFormatter, T> : IMqCountedFormatter<IReadOnlyCollection<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in IReadOnlyCollection<T> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in IReadOnlyCollection<T> value) => Sequence.Write<TFormatter, T>(ref writer, value, value?.Count ?? 0);

    /// <inheritdoc/>
    public static IReadOnlyCollection<T> Read(ref MqReader reader) => ListFormatter<TFormatter, T>.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref IReadOnlyCollection<T> value)
    {
        List<T>? list = value as List<T>;
        ListFormatter<TFormatter, T>.ReadInto(ref reader, ref list!);
        value = list;
    }
}

/// <summary>An <see cref="IEnumerable{T}"/> as a MessagePack array; read as a <see cref="List{T}"/>.</summary>
/// <remarks>A sequence that does not know its count is gone through once and kept in a list: the count comes first on the wire.</remarks>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct InterfaceEnumerableFormatter<TFormatter, T> : IMqFormatter<IEnumerable<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in IEnumerable<T> value)
    {
        CollectionChecks.IfNull(value);
        if (value is ICollection<T> counted)
        {
            Sequence.Write<TFormatter, T>(ref writer, value, counted.Count);
        }
        else
        {
            List<T> items = [.. value];
            ListFormatter<TFormatter, T>.Write(ref writer, in items);
        }
    }

    /// <inheritdoc/>
    public static IEnumerable<T> Read(ref MqReader reader) => ListFormatter<TFormatter, T>.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref IEnumerable<T> value)
    {
        List<T>? list = value as List<T>;
        ListFormatter<TFormatter, T>.ReadInto(ref reader, ref list!);
        value = list;
    }
}

/// <summary>Writes elements, without an enumerator where they lie in an array.</summary>
internal static class Sequence
{
    public static void Write<TFormatter, T>(ref MqWriter writer, IEnumerable<T> items, int count)
        where TFormatter : struct, IMqFormatter<T>
    {
        CollectionChecks.IfNull(items);
        switch (items)
        {
            case T[] array:
                Write<TFormatter, T>(ref writer, new ReadOnlySpan<T>(array));
                break;
            case List<T> list:
                Write<TFormatter, T>(ref writer, CollectionsMarshal.AsSpan(list));
                break;
            default:
                writer.WriteArrayHeader(count);
                int written = 0;
                foreach (T item in items)
                {
                    TFormatter.Write(ref writer, in item);
                    written++;
                }

                CollectionChecks.IfChanged(count, written);
                break;
        }
    }

    public static void Write<TFormatter, T>(ref MqWriter writer, ReadOnlySpan<T> items)
        where TFormatter : struct, IMqFormatter<T>
    {
        writer.WriteArrayHeader(items.Length);
        foreach (ref readonly T item in items)
        {
            TFormatter.Write(ref writer, in item);
        }
    }
}
