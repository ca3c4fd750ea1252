namespace TypedMq.Formatters;

/// <summary>The formatter of a contract whose layout is <see cref="MqLayout.Raw"/>: as a part of another contract it is binary data of its memory.</summary>
/// <typeparam name="T">The contract.</typeparam>
public interface IMqRawFormatter<T> : IMqFormatter<T>
    where T : unmanaged
{
    /// <summary>The simple name of the contract as UTF-8, for errors.</summary>
    static abstract ReadOnlySpan<byte> ContractName { get; }

    /// <summary>Makes every <c>bool</c> inside 0 or 1, and checks what not every memory is a valid value of: texts, decimals, dates, times.</summary>
    /// <param name="value">A copy of the memory that was received.</param>
    /// <returns>Whether all is valid.</returns>
    static abstract bool Normalize(ref T value);
}

/// <summary>A raw contract as a message: its memory and nothing else, so that a program in any language can share the queue.</summary>
/// <typeparam name="TFormatter">The formatter of the contract.</typeparam>
/// <typeparam name="T">The contract.</typeparam>
public readonly struct RawMessageFormatter<TFormatter, T> : IMqFormatter<T>
    where TFormatter : struct, IMqRawFormatter<T>
    where T : unmanaged
{
    /// <inheritdoc/>
    public static int MaxSize => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in T value) => writer.WriteRaw(RawMemory.Bytes(in value));

    /// <inheritdoc/>
    public static T Read(ref MqReader reader) => RawMemory.Read<TFormatter, T>(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref T value) => value = Read(ref reader);
}

/// <summary>Written by the generator: the memory of a raw contract, for those that hold it in other assemblies.</summary>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class MqRawLayoutAttribute : Attribute
{
    /// <summary>The size in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>The alignment in bytes.</summary>
    public required int Alignment { get; init; }

    /// <summary>The types and offsets of the fields.</summary>
    public required string Fields { get; init; }

    /// <summary>Whether every memory of this size is a valid value.</summary>
    public bool IsAnyMemoryValid { get; init; }
}
