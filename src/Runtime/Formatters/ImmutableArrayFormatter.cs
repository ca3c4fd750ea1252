using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace TypedMq.Formatters;

/// <summary>An immutable array as a MessagePack array. One that was never initialised (<c>IsDefault</c>) is nil, and nil comes back as such.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct ImmutableArrayFormatter<TFormatter, T> : IMqCountedFormatter<ImmutableArray<T>>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in ImmutableArray<T> value) => value.IsDefault ? 0 : value.Length;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfCollection(maxCount, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ImmutableArray<T> value)
    {
        if (value.IsDefault)
        {
            writer.WriteNil();
        }
        else
        {
            Sequence.Write<TFormatter, T>(ref writer, value.AsSpan());
        }
    }

    /// <inheritdoc/>
    public static ImmutableArray<T> Read(ref MqReader reader) =>
        reader.TryReadNil() ? default : ImmutableCollectionsMarshal.AsImmutableArray(ArrayFormatter<TFormatter, T>.Read(ref reader));

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ImmutableArray<T> value) => value = Read(ref reader);
}
