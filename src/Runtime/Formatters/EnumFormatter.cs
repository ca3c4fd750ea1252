using System.Runtime.CompilerServices;

namespace TypedMq.Formatters;

/// <summary>An enum as its underlying integer. Values without a name are taken as they are.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
/// <typeparam name="TFormatter">The formatter of the underlying type.</typeparam>
/// <typeparam name="TUnderlying">The underlying type.</typeparam>
public readonly struct EnumFormatter<TEnum, TFormatter, TUnderlying> : IMqFormatter<TEnum>
    where TEnum : unmanaged, Enum
    where TFormatter : struct, IMqFormatter<TUnderlying>
    where TUnderlying : unmanaged
{
    /// <inheritdoc/>
    public static int MaxSize => TFormatter.MaxSize;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in TEnum value) => TFormatter.Write(ref writer, in Unsafe.As<TEnum, TUnderlying>(ref Unsafe.AsRef(in value)));

    /// <inheritdoc/>
    public static TEnum Read(ref MqReader reader)
    {
        TUnderlying value = TFormatter.Read(ref reader);
        return Unsafe.As<TUnderlying, TEnum>(ref value);
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref TEnum value) => value = Read(ref reader);
}
