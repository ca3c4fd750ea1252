using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedMq;

public ref partial struct MqWriter
{
    private const long MaxTimestamp64Seconds = (1L << 34) - 1;

    /// <summary>Writes a GUID as its text of 36 characters.</summary>
    /// <param name="value">The value.</param>
    public void WriteGuid(Guid value)
    {
        if (TryReserve(38))
        {
            ref byte at = ref Reserved(38);
            at = MessagePackCode.Str8;
            Unsafe.Add(ref at, 1) = 36;
            value.TryFormat(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 2), GuidText.Length), out _, "D");
        }
    }

    /// <summary>Writes a decimal number as invariant text that keeps its scale.</summary>
    /// <param name="value">The value.</param>
    public void WriteDecimal(decimal value)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        WriteUtf8(text[..length]);
    }

    /// <summary>Writes a point in time as the timestamp extension. Local times become UTC; unspecified ones are taken as UTC.</summary>
    /// <param name="value">The value.</param>
    public void WriteDateTime(DateTime value)
    {
        long ticks = (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks - DateTime.UnixEpoch.Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        ulong nanoseconds = (ulong)rest * 100;
        if (seconds is < 0 or > MaxTimestamp64Seconds)
        {
            if (TryReserve(15))
            {
                ref byte at = ref Reserved(15);
                at = MessagePackCode.Ext8;
                Unsafe.Add(ref at, 1) = 12;
                Unsafe.Add(ref at, 2) = unchecked((byte)MessagePackCode.TimestampType);
                WriteBigEndian(ref Unsafe.Add(ref at, 3), (uint)nanoseconds);
                WriteBigEndian(ref Unsafe.Add(ref at, 7), (ulong)seconds);
            }
        }
        else if (nanoseconds == 0 && seconds <= uint.MaxValue)
        {
            if (TryReserve(6))
            {
                ref byte at = ref Reserved(6);
                at = MessagePackCode.FixExt4;
                Unsafe.Add(ref at, 1) = unchecked((byte)MessagePackCode.TimestampType);
                WriteBigEndian(ref Unsafe.Add(ref at, 2), (uint)seconds);
            }
        }
        else if (TryReserve(10))
        {
            ref byte at = ref Reserved(10);
            at = MessagePackCode.FixExt8;
            Unsafe.Add(ref at, 1) = unchecked((byte)MessagePackCode.TimestampType);
            WriteBigEndian(ref Unsafe.Add(ref at, 2), (nanoseconds << 34) | (ulong)seconds);
        }
    }

    /// <summary>Writes a point in time with its offset: an array of the local clock's timestamp and the offset in minutes.</summary>
    /// <param name="value">The value.</param>
    public void WriteDateTimeOffset(DateTimeOffset value)
    {
        WriteByteCode(MessagePackCode.FixArray | 2);
        WriteDateTime(DateTime.SpecifyKind(value.DateTime, DateTimeKind.Utc));
        WriteInt32((int)(value.Offset.Ticks / TimeSpan.TicksPerMinute));
    }

    /// <summary>Writes a duration as its ticks of 100 ns.</summary>
    /// <param name="value">The value.</param>
    public void WriteTimeSpan(TimeSpan value) => WriteInt64(value.Ticks);

    /// <summary>Writes a date as its day number (<see cref="DateOnly.DayNumber"/>).</summary>
    /// <param name="value">The value.</param>
    public void WriteDateOnly(DateOnly value) => WriteInt32(value.DayNumber);

    /// <summary>Writes a time of day as its ticks of 100 ns.</summary>
    /// <param name="value">The value.</param>
    public void WriteTimeOnly(TimeOnly value) => WriteInt64(value.Ticks);
}
