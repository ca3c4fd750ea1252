namespace TypedMq.Formatters;

/// <summary>A <c>Guid</c> as binary data: see <see cref="MqWriter.WriteCompactGuid"/>.</summary>
public readonly struct CompactGuidFormatter : IMqFormatter<Guid>
{
    /// <inheritdoc/>
    public static int MaxSize => 18;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in Guid value) => writer.WriteCompactGuid(value);

    /// <inheritdoc/>
    public static Guid Read(ref MqReader reader) => reader.ReadCompactGuid();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref Guid value) => value = reader.ReadCompactGuid();
}

/// <summary>A <c>decimal</c> as binary data: see <see cref="MqWriter.WriteCompactDecimal"/>.</summary>
public readonly struct CompactDecimalFormatter : IMqFormatter<decimal>
{
    /// <inheritdoc/>
    public static int MaxSize => 18;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in decimal value) => writer.WriteCompactDecimal(value);

    /// <inheritdoc/>
    public static decimal Read(ref MqReader reader) => reader.ReadCompactDecimal();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref decimal value) => value = reader.ReadCompactDecimal();
}
