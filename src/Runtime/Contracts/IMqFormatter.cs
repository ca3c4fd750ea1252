namespace TypedMq;

/// <summary>Turns values of a type into MessagePack and back. Implemented by a struct, so that calls are resolved by the compiler.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IMqFormatter<T>
{
    /// <summary>The most bytes that any value takes; <see cref="MqSize.Unbounded"/> when there is no bound.</summary>
    static abstract int MaxSize { get; }

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="MqEncodeException">The value is null, or has a null inside, where the contract has none.</exception>
    static abstract void Write(ref MqWriter writer, in T value);

    /// <summary>Reads a value.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The value.</returns>
    /// <exception cref="MqDecodeException">The bytes are not such a value: throw <see cref="MqReader.Error"/>, nothing else.</exception>
    static abstract T Read(ref MqReader reader);
}
