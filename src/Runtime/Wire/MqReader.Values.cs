using System.Buffers.Binary;
using System.Buffers.Text;

namespace TypedMq;

public ref partial struct MqReader
{
    private static readonly long MinUnixSeconds = (DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
    private static readonly long MaxUnixSeconds = (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;

    /// <summary>Reads a GUID from its text of 36 characters.</summary>
    /// <returns>The value.</returns>
    public Guid ReadGuid()
    {
        int start = _position;
        ReadOnlySpan<byte> text = ReadUtf8Span();
        return text.Length == GuidText.Length && GuidText.TryParse(text, out Guid value)
            ? value
            : throw Error("the string is not a GUID of 36 characters", start);
    }

    /// <summary>Reads a decimal number from invariant text: digits, at most with a sign, a point and an exponent.</summary>
    /// <returns>The value.</returns>
    public decimal ReadDecimal()
    {
        int start = _position;
        ReadOnlySpan<byte> text = ReadUtf8Span();
        return Utf8Parser.TryParse(text, out decimal value, out int read) && read == text.Length
            ? value
            : throw Error("the string is not a decimal number", start);
    }

    /// <summary>Reads a point in time from the timestamp extension, in any of its three sizes.</summary>
    /// <returns>The value, as UTC; what is finer than its 100 ns is cut off.</returns>
    public DateTime ReadDateTime()
    {
        int start = _position;
        byte code = PeekCode();
        int header = code switch
        {
            MessagePackCode.FixExt4 or MessagePackCode.FixExt8 => 2,
            MessagePackCode.Ext8 => 3,
            _ => throw Unexpected("a timestamp", code),
        };
        int length = code switch
        {
            MessagePackCode.FixExt4 => 4,
            MessagePackCode.FixExt8 => 8,
            _ => (int)PeekLength(1),
        };
        ReadOnlySpan<byte> all = TakeExtension(header, length);
        sbyte type = (sbyte)all[header - 1];
        if (type != MessagePackCode.TimestampType)
        {
            throw Error($"expected a timestamp, found an extension of type {type}", start);
        }

        ReadOnlySpan<byte> body = all[header..];
        long seconds;
        uint nanoseconds;
        switch (length)
        {
            case 4:
                seconds = BinaryPrimitives.ReadUInt32BigEndian(body);
                nanoseconds = 0;
                break;
            case 8:
                ulong both = BinaryPrimitives.ReadUInt64BigEndian(body);
                seconds = (long)(both & ((1UL << 34) - 1));
                nanoseconds = (uint)(both >> 34);
                break;
            case 12:
                nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(body);
                seconds = BinaryPrimitives.ReadInt64BigEndian(body[4..]);
                break;
            default:
                throw Error($"a timestamp takes 4, 8 or 12 bytes, found {length}", start);
        }

        // The specification bounds nanoseconds by 999999999.
        return nanoseconds <= 999_999_999 && seconds >= MinUnixSeconds && seconds <= MaxUnixSeconds
            ? DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / 100))
            : throw Error("the timestamp is out of range", start);
    }

    /// <summary>Reads a point in time with its offset from an array of the local clock's timestamp and the offset in minutes.</summary>
    /// <returns>The value.</returns>
    public DateTimeOffset ReadDateTimeOffset()
    {
        int start = _position;
        int count = ReadArrayHeader();
        if (count != 2)
        {
            throw Error($"a point in time with offset is an array of 2, found {count}", start);
        }

        DateTime clock = DateTime.SpecifyKind(ReadDateTime(), DateTimeKind.Unspecified);
        short minutes = ReadInt16();
        long utc = clock.Ticks - (minutes * TimeSpan.TicksPerMinute);
        return minutes is >= -14 * 60 and <= 14 * 60 && utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(clock, TimeSpan.FromMinutes(minutes))
            : throw Error("the offset is out of range", start);
    }

    /// <summary>Reads a duration from its ticks of 100 ns.</summary>
    /// <returns>The value.</returns>
    public TimeSpan ReadTimeSpan() => new(ReadInt64());

    /// <summary>Reads a date from its day number.</summary>
    /// <returns>The value.</returns>
    public DateOnly ReadDateOnly() => DateOnly.FromDayNumber((int)ReadSigned(0, DateOnly.MaxValue.DayNumber, "DateOnly"));

    /// <summary>Reads a time of day from its ticks of 100 ns.</summary>
    /// <returns>The value.</returns>
    public TimeOnly ReadTimeOnly() => new(ReadSigned(0, TimeOnly.MaxValue.Ticks, "TimeOnly"));

    private ReadOnlySpan<byte> TakeExtension(int header, int length)
    {
        int start = _position;
        Advance(header + (long)length);
        return _buffer.Slice(start, header + length);
    }
}
