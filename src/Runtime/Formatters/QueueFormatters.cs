namespace TypedMq.Formatters;

/// <summary>A queue as a MessagePack array, in the order in which it is dequeued.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct QueueFormatter<TFormatter, T> : IMqCountedFormatter<Queue<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in Queue<T> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in Queue<T> value)
    {
        CollectionChecks.IfNull(value);
        writer.WriteArrayHeader(value.Count);
        foreach (T item in value)
        {
            TFormatter.Write(ref writer, in item);
        }
    }

    /// <inheritdoc/>
    public static Queue<T> Read(ref MqReader reader)
    {
        int count = reader.ReadArrayHeader();
        Queue<T> items = new(Math.Min(count, CollectionChecks.InitialCapacity<T>()));
        for (int i = 0; i < count; i++)
        {
            items.Enqueue(TFormatter.Read(ref reader));
        }

        return items;
    }
}

/// <summary>A stack as a MessagePack array, in the order in which it is popped: the top comes first.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct StackFormatter<TFormatter, T> : IMqCountedFormatter<Stack<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in Stack<T> value) => value.Count;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in Stack<T> value)
    {
        CollectionChecks.IfNull(value);
        writer.WriteArrayHeader(value.Count);
        foreach (T item in value)
        {
            TFormatter.Write(ref writer, in item);
        }
    }

    /// <inheritdoc/>
    public static Stack<T> Read(ref MqReader reader)
    {
        // The top is read first and pushed last.
        T[] items = ArrayFormatter<TFormatter, T>.Read(ref reader);
        items.AsSpan().Reverse();
        return new Stack<T>(items);
    }
}
