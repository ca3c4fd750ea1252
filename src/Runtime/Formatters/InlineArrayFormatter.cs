using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedMq.Formatters;

/// <summary>An inline array (<see cref="InlineArrayAttribute"/>) as a MessagePack array of its length, neither shorter nor longer.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <typeparam name="TArray">The inline array: a struct that is nothing but elements.</typeparam>
public readonly struct InlineArrayFormatter<TFormatter, T, TArray> : IMqFormatter<TArray>
    where TFormatter : struct, IMqFormatter<T>
    where T : unmanaged
    where TArray : struct
{
    private static int Length => Unsafe.SizeOf<TArray>() / Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public static int MaxSize => MqSize.OfCollection(Length, TFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in TArray value) =>
        Sequence.Write<TFormatter, T>(ref writer, MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<TArray, T>(ref Unsafe.AsRef(in value)), Length));

    /// <inheritdoc/>
    public static TArray Read(ref MqReader reader)
    {
        TArray value = default;
        ReadInto(ref reader, ref value);
        return value;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref TArray value)
    {
        CollectionChecks.ReadHeader(ref reader, Length, "an inline array");
        foreach (ref T item in MemoryMarshal.CreateSpan(ref Unsafe.As<TArray, T>(ref value), Length))
        {
            item = TFormatter.Read(ref reader);
        }
    }
}
