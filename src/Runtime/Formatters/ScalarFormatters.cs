using System.Text;

namespace TypedMq.Formatters;

// One formatter for each built-in type, so that collections and nullables of them can be composed by name.

/// <summary>A <c>bool</c>: see <see cref="MqWriter.WriteBoolean"/>.</summary>
public readonly struct BooleanFormatter : IMqFormatter<bool>
{
    /// <inheritdoc/>
    public static int MaxSize => 1;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in bool value) => writer.WriteBoolean(value);

    /// <inheritdoc/>
    public static bool Read(ref MqReader reader) => reader.ReadBoolean();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref bool value) => value = reader.ReadBoolean();
}

/// <summary>A <c>sbyte</c>: see <see cref="MqWriter.WriteSByte"/>.</summary>
public readonly struct SByteFormatter : IMqFormatter<sbyte>
{
    /// <inheritdoc/>
    public static int MaxSize => 2;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in sbyte value) => writer.WriteSByte(value);

    /// <inheritdoc/>
    public static sbyte Read(ref MqReader reader) => reader.ReadSByte();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref sbyte value) => value = reader.ReadSByte();
}

/// <summary>A <c>byte</c>: see <see cref="MqWriter.WriteByte"/>.</summary>
public readonly struct ByteFormatter : IMqFormatter<byte>
{
    /// <inheritdoc/>
    public static int MaxSize => 2;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in byte value) => writer.WriteByte(value);

    /// <inheritdoc/>
    public static byte Read(ref MqReader reader) => reader.ReadByte();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref byte value) => value = reader.ReadByte();
}

/// <summary>A <c>short</c>: see <see cref="MqWriter.WriteInt16"/>.</summary>
public readonly struct Int16Formatter : IMqFormatter<short>
{
    /// <inheritdoc/>
    public static int MaxSize => 3;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in short value) => writer.WriteInt16(value);

    /// <inheritdoc/>
    public static short Read(ref MqReader reader) => reader.ReadInt16();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref short value) => value = reader.ReadInt16();
}

/// <summary>A <c>ushort</c>: see <see cref="MqWriter.WriteUInt16"/>.</summary>
public readonly struct UInt16Formatter : IMqFormatter<ushort>
{
    /// <inheritdoc/>
    public static int MaxSize => 3;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ushort value) => writer.WriteUInt16(value);

    /// <inheritdoc/>
    public static ushort Read(ref MqReader reader) => reader.ReadUInt16();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ushort value) => value = reader.ReadUInt16();
}

/// <summary>A <c>int</c>: see <see cref="MqWriter.WriteInt32"/>.</summary>
public readonly struct Int32Formatter : IMqFormatter<int>
{
    /// <inheritdoc/>
    public static int MaxSize => 5;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in int value) => writer.WriteInt32(value);

    /// <inheritdoc/>
    public static int Read(ref MqReader reader) => reader.ReadInt32();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref int value) => value = reader.ReadInt32();
}

/// <summary>A <c>uint</c>: see <see cref="MqWriter.WriteUInt32"/>.</summary>
public readonly struct UInt32Formatter : IMqFormatter<uint>
{
    /// <inheritdoc/>
    public static int MaxSize => 5;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in uint value) => writer.WriteUInt32(value);

    /// <inheritdoc/>
    public static uint Read(ref MqReader reader) => reader.ReadUInt32();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref uint value) => value = reader.ReadUInt32();
}

/// <summary>A <c>long</c>: see <see cref="MqWriter.WriteInt64"/>.</summary>
public readonly struct Int64Formatter : IMqFormatter<long>
{
    /// <inheritdoc/>
    public static int MaxSize => 9;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in long value) => writer.WriteInt64(value);

    /// <inheritdoc/>
    public static long Read(ref MqReader reader) => reader.ReadInt64();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref long value) => value = reader.ReadInt64();
}

/// <summary>A <c>ulong</c>: see <see cref="MqWriter.WriteUInt64"/>.</summary>
public readonly struct UInt64Formatter : IMqFormatter<ulong>
{
    /// <inheritdoc/>
    public static int MaxSize => 9;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ulong value) => writer.WriteUInt64(value);

    /// <inheritdoc/>
    public static ulong Read(ref MqReader reader) => reader.ReadUInt64();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ulong value) => value = reader.ReadUInt64();
}

/// <summary>A <c>char</c>: see <see cref="MqWriter.WriteChar"/>.</summary>
public readonly struct CharFormatter : IMqFormatter<char>
{
    /// <inheritdoc/>
    public static int MaxSize => 3;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in char value) => writer.WriteChar(value);

    /// <inheritdoc/>
    public static char Read(ref MqReader reader) => reader.ReadChar();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref char value) => value = reader.ReadChar();
}

/// <summary>A <c>Half</c>: see <see cref="MqWriter.WriteHalf"/>.</summary>
public readonly struct HalfFormatter : IMqFormatter<Half>
{
    /// <inheritdoc/>
    public static int MaxSize => 5;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in Half value) => writer.WriteHalf(value);

    /// <inheritdoc/>
    public static Half Read(ref MqReader reader) => reader.ReadHalf();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref Half value) => value = reader.ReadHalf();
}

/// <summary>A <c>float</c>: see <see cref="MqWriter.WriteSingle"/>.</summary>
public readonly struct SingleFormatter : IMqFormatter<float>
{
    /// <inheritdoc/>
    public static int MaxSize => 5;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in float value) => writer.WriteSingle(value);

    /// <inheritdoc/>
    public static float Read(ref MqReader reader) => reader.ReadSingle();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref float value) => value = reader.ReadSingle();
}

/// <summary>A <c>double</c>: see <see cref="MqWriter.WriteDouble"/>.</summary>
public readonly struct DoubleFormatter : IMqFormatter<double>
{
    /// <inheritdoc/>
    public static int MaxSize => 9;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in double value) => writer.WriteDouble(value);

    /// <inheritdoc/>
    public static double Read(ref MqReader reader) => reader.ReadDouble();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref double value) => value = reader.ReadDouble();
}

/// <summary>A <c>Int128</c>: see <see cref="MqWriter.WriteInt128"/>.</summary>
public readonly struct Int128Formatter : IMqFormatter<Int128>
{
    /// <inheritdoc/>
    public static int MaxSize => 18;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in Int128 value) => writer.WriteInt128(value);

    /// <inheritdoc/>
    public static Int128 Read(ref MqReader reader) => reader.ReadInt128();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref Int128 value) => value = reader.ReadInt128();
}

/// <summary>A <c>UInt128</c>: see <see cref="MqWriter.WriteUInt128"/>.</summary>
public readonly struct UInt128Formatter : IMqFormatter<UInt128>
{
    /// <inheritdoc/>
    public static int MaxSize => 18;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in UInt128 value) => writer.WriteUInt128(value);

    /// <inheritdoc/>
    public static UInt128 Read(ref MqReader reader) => reader.ReadUInt128();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref UInt128 value) => value = reader.ReadUInt128();
}

/// <summary>A <c>Guid</c>: see <see cref="MqWriter.WriteGuid"/>.</summary>
public readonly struct GuidFormatter : IMqFormatter<Guid>
{
    /// <inheritdoc/>
    public static int MaxSize => 38;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in Guid value) => writer.WriteGuid(value);

    /// <inheritdoc/>
    public static Guid Read(ref MqReader reader) => reader.ReadGuid();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref Guid value) => value = reader.ReadGuid();
}

/// <summary>A <c>decimal</c>: see <see cref="MqWriter.WriteDecimal"/>.</summary>
public readonly struct DecimalFormatter : IMqFormatter<decimal>
{
    /// <inheritdoc/>
    public static int MaxSize => 32;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in decimal value) => writer.WriteDecimal(value);

    /// <inheritdoc/>
    public static decimal Read(ref MqReader reader) => reader.ReadDecimal();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref decimal value) => value = reader.ReadDecimal();
}

/// <summary>A <c>DateTime</c>: see <see cref="MqWriter.WriteDateTime"/>.</summary>
public readonly struct DateTimeFormatter : IMqFormatter<DateTime>
{
    /// <inheritdoc/>
    public static int MaxSize => 15;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in DateTime value) => writer.WriteDateTime(value);

    /// <inheritdoc/>
    public static DateTime Read(ref MqReader reader) => reader.ReadDateTime();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref DateTime value) => value = reader.ReadDateTime();
}

/// <summary>A <c>DateTimeOffset</c>: see <see cref="MqWriter.WriteDateTimeOffset"/>.</summary>
public readonly struct DateTimeOffsetFormatter : IMqFormatter<DateTimeOffset>
{
    /// <inheritdoc/>
    public static int MaxSize => 19;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in DateTimeOffset value) => writer.WriteDateTimeOffset(value);

    /// <inheritdoc/>
    public static DateTimeOffset Read(ref MqReader reader) => reader.ReadDateTimeOffset();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref DateTimeOffset value) => value = reader.ReadDateTimeOffset();
}

/// <summary>A <c>TimeSpan</c>: see <see cref="MqWriter.WriteTimeSpan"/>.</summary>
public readonly struct TimeSpanFormatter : IMqFormatter<TimeSpan>
{
    /// <inheritdoc/>
    public static int MaxSize => 9;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in TimeSpan value) => writer.WriteTimeSpan(value);

    /// <inheritdoc/>
    public static TimeSpan Read(ref MqReader reader) => reader.ReadTimeSpan();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref TimeSpan value) => value = reader.ReadTimeSpan();
}

/// <summary>A <c>DateOnly</c>: see <see cref="MqWriter.WriteDateOnly"/>.</summary>
public readonly struct DateOnlyFormatter : IMqFormatter<DateOnly>
{
    /// <inheritdoc/>
    public static int MaxSize => 5;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in DateOnly value) => writer.WriteDateOnly(value);

    /// <inheritdoc/>
    public static DateOnly Read(ref MqReader reader) => reader.ReadDateOnly();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref DateOnly value) => value = reader.ReadDateOnly();
}

/// <summary>A <c>TimeOnly</c>: see <see cref="MqWriter.WriteTimeOnly"/>.</summary>
public readonly struct TimeOnlyFormatter : IMqFormatter<TimeOnly>
{
    /// <inheritdoc/>
    public static int MaxSize => 9;

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in TimeOnly value) => writer.WriteTimeOnly(value);

    /// <inheritdoc/>
    public static TimeOnly Read(ref MqReader reader) => reader.ReadTimeOnly();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref TimeOnly value) => value = reader.ReadTimeOnly();
}

/// <summary>A string: see <see cref="MqWriter.WriteString(string)"/>.</summary>
public readonly struct StringFormatter : IMqCountedFormatter<string>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in string value) => Encoding.UTF8.GetByteCount(value);

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfString(maxCount);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in string value) => writer.WriteString(value);

    /// <inheritdoc/>
    public static string Read(ref MqReader reader) => reader.ReadString();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref string value) => reader.ReadStringInto(ref value);
}

/// <summary>Binary data: see <see cref="MqWriter.WriteBinary(byte[])"/>.</summary>
public readonly struct BinaryFormatter : IMqCountedFormatter<byte[]>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Unbounded;

    /// <inheritdoc/>
    public static int Count(in byte[] value) => value.Length;

    /// <inheritdoc/>
    public static int MaxSizeOf(int maxCount) => MqSize.OfBinary(maxCount);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in byte[] value) => writer.WriteBinary(value);

    /// <inheritdoc/>
    public static byte[] Read(ref MqReader reader) => reader.ReadBinary();

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref byte[] value) => reader.ReadBinaryInto(ref value);
}
