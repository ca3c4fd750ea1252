namespace TypedMq.Formatters;

/// <summary>A formatter that a user wrote, called by its interface, so that its methods may implement it explicitly.</summary>
/// <typeparam name="TFormatter">The user's formatter.</typeparam>
/// <typeparam name="T">The type that it writes and reads.</typeparam>
public readonly struct CustomFormatter<TFormatter, T> : IMqFormatter<T>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => TFormatter.MaxSize;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in T value) => TFormatter.Write(ref writer, in value);

    /// <inheritdoc/>
    public static T Read(ref MqReader reader) => TFormatter.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref T value) => TFormatter.ReadInto(ref reader, ref value);
}
