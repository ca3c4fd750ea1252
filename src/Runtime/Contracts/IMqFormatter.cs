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
    /// <exception cref="MqDecodeException">The bytes are not such a value: throw <see cref="MqReader.Error"/>, which names the member. Receivers wrap what else is thrown.</exception>
    static abstract T Read(ref MqReader reader);

    /// <summary>Reads a value into one that is there, and reuses its memory where it can. <c>value = Read(ref reader)</c> is always right.</summary>
    /// <remarks>
    /// What comes out is what <see cref="Read"/> gives; only members that are not sent keep what they hold. What is there belongs to this
    /// value alone: objects that it shares with others, or has twice, would change there, too.
    /// </remarks>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The value that is there; null, also where <typeparamref name="T"/> is not nullable, means to make a new one.</param>
    /// <exception cref="MqDecodeException">The bytes are not such a value; what is there may be partly overwritten.</exception>
    static abstract void ReadInto(ref MqReader reader, ref T value);
}
