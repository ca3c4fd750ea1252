namespace TypedMq.Formatters;

/// <summary>A value, or nil.</summary>
/// <typeparam name="TFormatter">The formatter of the value.</typeparam>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct NullableFormatter<TFormatter, T> : IMqFormatter<T?>
    where TFormatter : struct, IMqFormatter<T>
    where T : struct
{
    /// <inheritdoc/>
    public static int MaxSize => TFormatter.MaxSize;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in T? value)
    {
        if (value.HasValue)
        {
            TFormatter.Write(ref writer, in Nullable.GetValueRefOrDefaultRef(in value));
        }
        else
        {
            writer.WriteNil();
        }
    }

    /// <inheritdoc/>
    public static T? Read(ref MqReader reader) => reader.TryReadNil() ? null : TFormatter.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref T? value)
    {
        if (value is not { } there)
        {
            value = Read(ref reader);
        }
        else if (reader.TryReadNil())
        {
            value = null;
        }
        else
        {
            TFormatter.ReadInto(ref reader, ref there);
            value = there;
        }
    }
}

/// <summary>A value of a type parameter that is declared <c>T?</c>: nil where the type has null, otherwise as its own formatter has it.</summary>
/// <typeparam name="TFormatter">The formatter of the value.</typeparam>
/// <typeparam name="T">The type of the value: a class, a struct, or a nullable one.</typeparam>
public readonly struct DefaultableFormatter<TFormatter, T> : IMqFormatter<T?>
    where TFormatter : struct, IMqFormatter<T>
{
    /// <inheritdoc/>
    public static int MaxSize => TFormatter.MaxSize;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in T? value)
    {
        if (value is null)
        {
            writer.WriteNil();
        }
        else
        {
            TFormatter.Write(ref writer, in value!);
        }
    }

    /// <inheritdoc/>
    public static T? Read(ref MqReader reader) => default(T) is null && reader.TryReadNil() ? default : TFormatter.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref T? value)
    {
        if (default(T) is null && reader.TryReadNil())
        {
            value = default;
        }
        else
        {
            TFormatter.ReadInto(ref reader, ref value!);
        }
    }
}

/// <summary>An object, or nil.</summary>
/// <typeparam name="TFormatter">The formatter of the object.</typeparam>
/// <typeparam name="T">The type of the object.</typeparam>
public readonly struct OptionalFormatter<TFormatter, T> : IMqFormatter<T?>
    where TFormatter : struct, IMqFormatter<T>
    where T : class
{
    /// <inheritdoc/>
    public static int MaxSize => TFormatter.MaxSize;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in T? value)
    {
        if (value is null)
        {
            writer.WriteNil();
        }
        else
        {
            TFormatter.Write(ref writer, in value!);
        }
    }

    /// <inheritdoc/>
    public static T? Read(ref MqReader reader) => reader.TryReadNil() ? null : TFormatter.Read(ref reader);

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref T? value)
    {
        if (reader.TryReadNil())
        {
            value = null;
        }
        else
        {
            TFormatter.ReadInto(ref reader, ref value!);
        }
    }
}
