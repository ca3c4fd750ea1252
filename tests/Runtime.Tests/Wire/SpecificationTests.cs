using System.Globalization;
using System.Numerics;

namespace TypedMq.Tests.Wire;

/// <summary>Bytes taken from the MessagePack specification (https://github.com/msgpack/msgpack/blob/master/spec.md), at the bounds of every format.</summary>
public class SpecificationTests
{
    [Theory]
    [InlineData("0", "00")] // positive fixint
    [InlineData("127", "7f")]
    [InlineData("128", "cc80")] // uint 8
    [InlineData("255", "ccff")]
    [InlineData("256", "cd0100")] // uint 16
    [InlineData("65535", "cdffff")]
    [InlineData("65536", "ce00010000")] // uint 32
    [InlineData("4294967295", "ceffffffff")]
    [InlineData("4294967296", "cf0000000100000000")] // uint 64
    [InlineData("18446744073709551615", "cfffffffffffffffff")]
    [InlineData("-1", "ff")] // negative fixint
    [InlineData("-32", "e0")]
    [InlineData("-33", "d0df")] // int 8
    [InlineData("-128", "d080")]
    [InlineData("-129", "d1ff7f")] // int 16
    [InlineData("-32768", "d18000")]
    [InlineData("-32769", "d2ffff7fff")] // int 32
    [InlineData("-2147483648", "d280000000")]
    [InlineData("-2147483649", "d3ffffffff7fffffff")] // int 64
    [InlineData("-9223372036854775808", "d38000000000000000")]
    public void Every_integer_type_writes_and_reads_the_smallest_form(string text, string hex)
    {
        BigInteger value = BigInteger.Parse(text, CultureInfo.InvariantCulture);
        int types = 0;
        foreach (string type in new[] { "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong" })
        {
            if (Narrow(value, type) is not { } typed)
            {
                Codecs.Of(type).Refuse(Bytes.Of(hex));
                continue;
            }

            types++;
            Assert.Equal(hex, Convert.ToHexStringLower(Codecs.Of(type).Encode(typed)));
            Assert.Equal(typed, Codecs.Of(type).Decode(Bytes.Of(hex)));
        }

        Assert.NotEqual(0, types);
    }

    [Theory]
    [InlineData("01", 1)]
    [InlineData("cc01", 1)]
    [InlineData("cd0001", 1)]
    [InlineData("ce00000001", 1)]
    [InlineData("cf0000000000000001", 1)]
    [InlineData("d001", 1)]
    [InlineData("d10001", 1)]
    [InlineData("d200000001", 1)]
    [InlineData("d30000000000000001", 1)]
    [InlineData("ff", -1)]
    [InlineData("d0ff", -1)]
    [InlineData("d1ffff", -1)]
    [InlineData("d2ffffffff", -1)]
    [InlineData("d3ffffffffffffffff", -1)]
    public void Every_integer_type_reads_every_width_that_fits(string hex, int value)
    {
        foreach (string type in new[] { "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong" })
        {
            if (Narrow(value, type) is { } typed)
            {
                Assert.Equal(typed, Codecs.Of(type).Decode(Bytes.Of(hex)));
            }
            else
            {
                Codecs.Of(type).Refuse(Bytes.Of(hex));
            }
        }
    }

    [Fact]
    public void Nil_and_booleans_are_one_byte()
    {
        Assert.Equal("c0", Bytes.Written((ref MqWriter writer) => writer.WriteNil()));
        Assert.Equal("c2", Bytes.Written((ref MqWriter writer) => writer.WriteBoolean(false)));
        Assert.Equal("c3", Bytes.Written((ref MqWriter writer) => writer.WriteBoolean(true)));
        Assert.Equal(false, Bytes.Read([0xC2], (ref MqReader reader) => reader.ReadBoolean()));
        Assert.Equal(true, Bytes.Read([0xC3], (ref MqReader reader) => reader.ReadBoolean()));
        Assert.Equal(true, Bytes.Read([0xC0], (ref MqReader reader) => reader.TryReadNil()));
    }

    [Theory]
    [InlineData(1.0f, "ca3f800000")]
    [InlineData(-0.0f, "ca80000000")]
    [InlineData(float.MaxValue, "ca7f7fffff")]
    [InlineData(float.Epsilon, "ca00000001")]
    [InlineData(float.PositiveInfinity, "ca7f800000")]
    public void A_float_is_IEEE_754_big_endian(float value, string hex)
    {
        Assert.Equal(hex, Bytes.Written((ref MqWriter writer) => writer.WriteSingle(value)));
        Assert.Equal(value, Bytes.Read(Bytes.Of(hex), (ref MqReader reader) => reader.ReadSingle()));
    }

    [Theory]
    [InlineData(1.0, "cb3ff0000000000000")]
    [InlineData(-0.0, "cb8000000000000000")]
    [InlineData(double.MaxValue, "cb7fefffffffffffff")]
    [InlineData(double.Epsilon, "cb0000000000000001")]
    [InlineData(double.NegativeInfinity, "cbfff0000000000000")]
    public void A_double_is_IEEE_754_big_endian(double value, string hex)
    {
        Assert.Equal(hex, Bytes.Written((ref MqWriter writer) => writer.WriteDouble(value)));
        Assert.Equal(value, Bytes.Read(Bytes.Of(hex), (ref MqReader reader) => reader.ReadDouble()));
    }

    [Fact]
    public void A_NaN_keeps_its_bits()
    {
        ulong bits = 0x7FF8_0000_DEAD_BEEF;
        string hex = Bytes.Written((ref MqWriter writer) => writer.WriteDouble(BitConverter.UInt64BitsToDouble(bits)));
        Assert.Equal("cb7ff80000deadbeef", hex);
        Assert.Equal(bits, Bytes.Read(Bytes.Of(hex), (ref MqReader reader) => BitConverter.DoubleToUInt64Bits(reader.ReadDouble())));
    }

    [Theory]
    [InlineData(0, "a0")] // fixstr
    [InlineData(31, "bf")]
    [InlineData(32, "d920")] // str 8
    [InlineData(255, "d9ff")]
    [InlineData(256, "da0100")] // str 16
    [InlineData(65535, "daffff")]
    [InlineData(65536, "db00010000")] // str 32
    public void A_string_has_the_shortest_header(int length, string header)
    {
        string value = new('a', length);
        string hex = header + string.Concat(Enumerable.Repeat("61", length));
        Assert.Equal(hex, Bytes.Written((ref MqWriter writer) => writer.WriteString(value)));
        Assert.Equal(hex, Bytes.Written((ref MqWriter writer) => writer.WriteUtf8(System.Text.Encoding.UTF8.GetBytes(value))));
        Assert.Equal(value, Bytes.Read(Bytes.Of(hex), (ref MqReader reader) => reader.ReadString()));
    }

    [Theory]
    [InlineData("a0")]
    [InlineData("d900")]
    [InlineData("da0000")]
    [InlineData("db00000000")]
    public void A_string_is_read_under_every_header(string hex) =>
        Assert.Equal("", Bytes.Read(Bytes.Of(hex), (ref MqReader reader) => reader.ReadString()));

    [Theory]
    [InlineData(0, "c400")] // bin 8
    [InlineData(255, "c4ff")]
    [InlineData(256, "c50100")] // bin 16
    [InlineData(65535, "c5ffff")]
    [InlineData(65536, "c600010000")] // bin 32
    public void Binary_data_has_the_shortest_header(int length, string header)
    {
        byte[] value = new byte[length];
        string hex = header + string.Concat(Enumerable.Repeat("00", length));
        Assert.Equal(hex, Bytes.Written((ref MqWriter writer) => writer.WriteBinary(value)));
        Assert.Equal(value, Bytes.Read(Bytes.Of(hex), (ref MqReader reader) => reader.ReadBinary()));
    }

    [Theory]
    [InlineData(0, "90", "80")] // fixarray, fixmap
    [InlineData(15, "9f", "8f")]
    [InlineData(16, "dc0010", "de0010")] // array 16, map 16
    [InlineData(65535, "dcffff", "deffff")]
    [InlineData(65536, "dd00010000", "df00010000")] // array 32, map 32
    public void Arrays_and_maps_have_the_shortest_header(int count, string array, string map)
    {
        Assert.Equal(array, Bytes.Written((ref MqWriter writer) => writer.WriteArrayHeader(count)));
        Assert.Equal(map, Bytes.Written((ref MqWriter writer) => writer.WriteMapHeader(count)));

        MqReader ofArray = new([.. Bytes.Of(array), .. new byte[count]]);
        Assert.Equal(count, ofArray.ReadArrayHeader());
        MqReader ofMap = new([.. Bytes.Of(map), .. new byte[2 * count]]);
        Assert.Equal(count, ofMap.ReadMapHeader());
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "d6ff 00000000")] // timestamp 32
    [InlineData("2106-02-07T06:28:15Z", "d6ff ffffffff")]
    [InlineData("1970-01-01T00:00:00.0000001Z", "d7ff 00000190 00000000")] // timestamp 64: 100 ns << 34 | seconds
    [InlineData("2106-02-07T06:28:16Z", "d7ff 00000001 00000000")]
    [InlineData("2514-05-30T01:53:03.9999999Z", "d7ff ee6b2673 ffffffff")]
    [InlineData("2514-05-30T01:53:04Z", "c70cff 00000000 0000000400000000")] // timestamp 96
    [InlineData("1969-12-31T23:59:59.9999999Z", "c70cff 3b9ac99c ffffffffffffffff")]
    [InlineData("0001-01-01T00:00:00Z", "c70cff 00000000 fffffff1886e0900")]
    public void A_point_in_time_is_the_smallest_timestamp_that_holds_it(string text, string hex)
    {
        DateTime value = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        Assert.Equal(Bytes.Of(hex), Bytes.Of(Bytes.Written((ref MqWriter writer) => writer.WriteDateTime(value))));
        DateTime read = (DateTime)Bytes.Read(Bytes.Of(hex), (ref MqReader reader) => reader.ReadDateTime())!;
        Assert.Equal(value, read);
        Assert.Equal(DateTimeKind.Utc, read.Kind);
    }

    [Theory]
    [InlineData("d7ff 00000000 00000000")]
    [InlineData("c704ff 00000000")]
    [InlineData("c708ff 00000000 00000000")]
    [InlineData("c70cff 00000000 0000000000000000")]
    [InlineData("c70cff 00000063 0000000000000000")] // 99 ns: finer than a tick
    public void A_timestamp_is_read_in_every_size(string hex) =>
        Assert.Equal(DateTime.UnixEpoch, Bytes.Read(Bytes.Of(hex), (ref MqReader reader) => reader.ReadDateTime()));

    [Fact]
    public void A_local_time_is_written_as_UTC()
    {
        DateTime utc = new(2026, 7, 21, 20, 24, 13, DateTimeKind.Utc);
        Assert.Equal("d6ff6a5fd56d", Bytes.Written((ref MqWriter writer) => writer.WriteDateTime(utc.ToLocalTime())));
    }

    /// <summary>A number as one of the integer types; null when it does not fit.</summary>
    private static object? Narrow(BigInteger value, string type)
    {
        try
        {
            return type switch
            {
                "sbyte" => (sbyte)value,
                "byte" => (byte)value,
                "short" => (short)value,
                "ushort" => (ushort)value,
                "int" => (int)value,
                "uint" => (uint)value,
                "long" => (long)value,
                _ => (object)(ulong)value,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
