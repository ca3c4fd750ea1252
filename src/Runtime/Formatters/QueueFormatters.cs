using System.Buffers;
using System.Runtime.CompilerServices;

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
        Fill(ref reader, items, count);
        return items;
    }

    /// <summary>Clears the queue that is there and fills it again.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The queue that is there; null, or one of a derived type, is replaced.</param>
    /// <exception cref="MqDecodeException">The bytes are no such queue; it may be partly filled.</exception>
    public static void ReadInto(ref MqReader reader, ref Queue<T> value)
    {
        if (value is null || value.GetType() != typeof(Queue<T>))
        {
            value = Read(ref reader);
            return;
        }

        int count = reader.ReadArrayHeader();
        value.Clear();
        Fill(ref reader, value, count);
    }

    private static void Fill(ref MqReader reader, Queue<T> items, int count)
    {
        for (int i = 0; i < count; i++)
        {
            items.Enqueue(TFormatter.Read(ref reader));
        }
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

    /// <summary>Clears the stack that is there and fills it again.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The stack that is there; null, or one of a derived type, is replaced.</param>
    /// <exception cref="MqDecodeException">The bytes are no such stack; the one that is there has not changed.</exception>
    public static void ReadInto(ref MqReader reader, ref Stack<T> value)
    {
        if (value is null || value.GetType() != typeof(Stack<T>))
        {
            value = Read(ref reader);
            return;
        }

        // The top is read first and pushed last: the elements wait in a borrowed array, which grows with what is decoded.
        int count = reader.ReadArrayHeader();
        T[] items = ArrayPool<T>.Shared.Rent(Math.Min(count, CollectionChecks.InitialCapacity<T>()));
        for (int i = 0; i < count; i++)
        {
            if (i == items.Length)
            {
                T[] larger = ArrayPool<T>.Shared.Rent((int)Math.Min(count, items.Length * 2L));
                items.CopyTo(larger, 0);
                Return(items);
                items = larger;
            }

            items[i] = TFormatter.Read(ref reader);
        }

        value.Clear();
        for (int i = count - 1; i >= 0; i--)
        {
            value.Push(items[i]);
        }

        Return(items);
    }

    private static void Return(T[] items) => ArrayPool<T>.Shared.Return(items, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
}
