namespace TypedMq.Formatters;

/// <summary>Turns values that have a length into MessagePack: text, binary data, collections. A limit of the length bounds their size.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IMqCountedFormatter<T> : IMqFormatter<T>
{
    /// <summary>The length that the header of a value announces.</summary>
    /// <param name="value">The value; not null.</param>
    /// <returns>The UTF-8 bytes of a string, the bytes of binary data, the items of a collection.</returns>
    static abstract int Count(in T value);

    /// <summary>The most bytes that a value of a limited length takes.</summary>
    /// <param name="maxCount">The greatest length: 0 or more.</param>
    /// <returns>The size in bytes; <see cref="MqSize.Unbounded"/> when the items have no bound.</returns>
    static abstract int MaxSizeOf(int maxCount);
}
