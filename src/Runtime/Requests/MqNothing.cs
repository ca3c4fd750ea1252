using TypedMq.Formatters;

namespace TypedMq.Channels;

/// <summary>What a request without parameters carries, and the reply of one that is only acknowledged.</summary>
public readonly record struct MqNothing;

/// <summary>Nothing, as an empty array.</summary>
public readonly struct MqNothingFormatter : IMqFormatter<MqNothing>
{
    /// <inheritdoc/>
    public static int MaxSize => 1;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in MqNothing value) => writer.WriteArrayHeader(0);

    /// <inheritdoc/>
    public static MqNothing Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 0, "nothing");
        return default;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref MqNothing value) => Read(ref reader);
}
