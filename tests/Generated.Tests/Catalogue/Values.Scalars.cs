using System.Text;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests.Catalogue;

internal sealed partial class Values
{
    private object? Scalar(Type type, int maxLength)
    {
        if (type == typeof(Colour))
        {
            return (Colour)_random.Next(2);
        }

        if (type.IsEnum)
        {
            // Values without a name pass, too.
            return Enum.ToObject(type, Scalar(Enum.GetUnderlyingType(type), int.MaxValue)!);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FixedUtf8<>))
        {
            int capacity = (int)type.GetProperty("Capacity")!.GetValue(null)!;
            return type.GetMethod("op_Implicit", [typeof(string)])!.Invoke(null, [Text(capacity)]);
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => _random.Next(2) == 0,
            TypeCode.SByte => (sbyte)Integer(),
            TypeCode.Byte => (byte)Integer(),
            TypeCode.Int16 => (short)Integer(),
            TypeCode.UInt16 => (ushort)Integer(),
            TypeCode.Int32 => (int)Integer(),
            TypeCode.UInt32 => (uint)Integer(),
            TypeCode.Int64 => Integer(),
            TypeCode.UInt64 => (ulong)Integer(),
            TypeCode.Char => (char)Integer(),
            TypeCode.Single => Single(),
            TypeCode.Double => Double(),
            TypeCode.Decimal => Decimal(),
            TypeCode.DateTime => new DateTime(Between(0, DateTime.MaxValue.Ticks), DateTimeKind.Utc),
            TypeCode.String => Text(maxLength),
            _ when type == typeof(byte[]) => Blob(maxLength),
            _ when type == typeof(Half) => (Half)Single(),
            _ when type == typeof(Int128) => new Int128((ulong)Integer(), (ulong)Integer()),
            _ when type == typeof(UInt128) => new UInt128((ulong)Integer(), (ulong)Integer()),
            _ when type == typeof(Guid) => Identifier(),
            _ when type == typeof(TimeSpan) => new TimeSpan(Integer()),
            _ when type == typeof(DateOnly) => DateOnly.FromDayNumber((int)Between(0, DateOnly.MaxValue.DayNumber)),
            _ when type == typeof(TimeOnly) => new TimeOnly(Between(0, TimeOnly.MaxValue.Ticks)),
            _ when type == typeof(DateTimeOffset) => PointInTime(),
            _ => null,
        };
    }

    /// <summary>Every magnitude, and the neighbours of every power of two: there the forms on the wire change.</summary>
    private long Integer() => _random.Next(3) switch
    {
        0 => unchecked((1L << _random.Next(64)) + _random.Next(-2, 3)),
        1 => unchecked(-(1L << _random.Next(64)) + _random.Next(-2, 3)),
        _ => _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64),
    };

    private long Between(long min, long max) => _random.Next(8) switch
    {
        0 => min,
        1 => max,
        2 => (min + _random.NextInt64(max - min)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond,
        _ => min + _random.NextInt64(max - min),
    };

    private float Single() => _random.Next(4) switch
    {
        0 => _random.Next(-1000, 1000) / 8f,
        1 => new[] { 0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, float.MaxValue, float.MinValue }[_random.Next(8)],
        _ => BitConverter.Int32BitsToSingle((int)_random.NextInt64()),
    };

    private double Double() => _random.Next(4) switch
    {
        0 => _random.Next(-1000, 1000) / 8.0,
        1 => new[] { 0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, double.MinValue }[_random.Next(8)],
        _ => BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue)),
    };

    private decimal Decimal() => _random.Next(4) switch
    {
        0 => _random.Next(-1000, 1000) / 8m,
        1 => new[] { 0m, 0.00m, decimal.MaxValue, decimal.MinValue, decimal.One, new decimal(1, 0, 0, true, 28) }[_random.Next(6)],
        _ => new decimal((int)_random.NextInt64(), (int)_random.NextInt64(), (int)_random.NextInt64(), _random.Next(2) == 0, (byte)_random.Next(29)),
    };

    private Guid Identifier()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private DateTimeOffset PointInTime()
    {
        long clock = Between(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay);
        return new DateTimeOffset(clock, TimeSpan.FromMinutes(Between(-14 * 60, 14 * 60)));
    }

    private byte[] Blob(int maxLength)
    {
        byte[] bytes = new byte[Math.Min(maxLength, _random.Next(30) == 0 ? 250 + _random.Next(10) : _random.Next(8 + size))];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Well-formed text of every alphabet, of at most so many bytes of UTF-8.</summary>
    private string Text(int maxBytes)
    {
        int length = _random.Next(30) == 0 ? 250 + _random.Next(10) : _random.Next(4) == 0 ? 28 + _random.Next(8) : _random.Next(4 + size);
        (int from, int to) = _random.Next(4) switch { 0 => (0, 0x80), 1 => (0x80, 0x800), 2 => (0x800, 0xD800), _ => (0xE000, 0x110000) };
        StringBuilder text = new();
        for (int bytes = 0; length > 0; length--)
        {
            Rune rune = new(_random.Next(8) == 0 ? 'a' : _random.Next(from, to));
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                break;
            }

            text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
