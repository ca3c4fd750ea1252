namespace TypedMq.Tests.Zoo;

/// <summary>A type of another library, as a string.</summary>
public readonly struct UriFormatter : IMqFormatter<Uri>
{
    public static int MaxSize => MqSize.Unbounded;

    public static void Write(ref MqWriter writer, in Uri value) => writer.WriteString(value.OriginalString);

    public static Uri Read(ref MqReader reader) => new(reader.ReadString(), UriKind.RelativeOrAbsolute);

    public static void ReadInto(ref MqReader reader, ref Uri value) => value = Read(ref reader);
}

/// <summary>Degrees in hundredths, explicitly implemented, for the value and, with a form of its own, for none.</summary>
public readonly struct CentiFormatter : IMqFormatter<double>, IMqFormatter<double?>
{
    static int IMqFormatter<double>.MaxSize => 3;

    static int IMqFormatter<double?>.MaxSize => 3;

    static void IMqFormatter<double>.Write(ref MqWriter writer, in double value) => writer.WriteInt16((short)Math.Round(value * 100));

    static void IMqFormatter<double?>.Write(ref MqWriter writer, in double? value) => writer.WriteInt16(value is { } number ? (short)Math.Round(number * 100) : short.MinValue);

    static double IMqFormatter<double>.Read(ref MqReader reader) => reader.ReadInt16() / 100.0;

    static double? IMqFormatter<double?>.Read(ref MqReader reader) => reader.ReadInt16() is var number and not short.MinValue ? number / 100.0 : null;

    static void IMqFormatter<double>.ReadInto(ref MqReader reader, ref double value) => value = reader.ReadInt16() / 100.0;

    static void IMqFormatter<double?>.ReadInto(ref MqReader reader, ref double? value) => value = reader.ReadInt16() is var number and not short.MinValue ? number / 100.0 : null;
}

/// <summary>One formatter for any enum: its name.</summary>
public readonly struct NameFormatter<T> : IMqFormatter<T>
    where T : struct, Enum
{
    public static int MaxSize => MqSize.Unbounded;

    public static void Write(ref MqWriter writer, in T value) => writer.WriteString(value.ToString());

    public static T Read(ref MqReader reader)
    {
        int start = reader.Position;
        return Enum.TryParse(reader.ReadString(), out T value) ? value : throw reader.Error("no such name", start);
    }

    public static void ReadInto(ref MqReader reader, ref T value) => value = Read(ref reader);
}

[MqFormatter(typeof(NameFormatter<Colour>))]
public enum Colour
{
    Red,
    Green,
}

[MqContract]
public sealed record Customized(
    [MqFormatter(typeof(UriFormatter))] Uri Target,
    [MqFormatter(typeof(UriFormatter))] Uri? Maybe,
    [property: MqFormatter(typeof(CentiFormatter))] double Degrees,
    [MqFormatter(typeof(CentiFormatter))] double? MaybeDegrees,
    [MqFormatter(typeof(NameFormatter<Side>))] Side? Side,
    List<Colour> Colours,
    Colour? MaybeColour);

[MqContract]
public readonly record struct CentiDegrees([MqFormatter(typeof(CentiFormatter))] double Degrees);
