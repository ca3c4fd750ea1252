namespace TypedMq.Formatters;

/// <summary>Binary data of a <see cref="Memory{T}"/>: see <see cref="MqWriter.WriteBinary(ReadOnlySpan{byte})"/>. Read into a new array.</summary>
public readonly struct MemoryFormatter : IMqCountedFormatter<Memory<byte>>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in Memory<byte> value) => value.Length;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfBinary(maxCount);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in Memory<byte> value) => writer.WriteBinary(value.Span);

    /// <inheritdoc/>
    public static Memory<byte> Read(ref MqReader reader) => reader.ReadBinary();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref Memory<byte> value) => value = reader.ReadBinary();
}

/// <summary>Binary data of a <see cref="ReadOnlyMemory{T}"/>: see <see cref="MqWriter.WriteBinary(ReadOnlySpan{byte})"/>. Read into a new array.</summary>
public readonly struct ReadOnlyMemoryFormatter : IMqCountedFormatter<ReadOnlyMemory<byte>>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in ReadOnlyMemory<byte> value) => value.Length;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfBinary(maxCount);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ReadOnlyMemory<byte> value) => writer.WriteBinary(value.Span);

    /// <inheritdoc/>
    public static ReadOnlyMemory<byte> Read(ref MqReader reader) => reader.ReadBinary();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ReadOnlyMemory<byte> value) => value = reader.ReadBinary();
}
