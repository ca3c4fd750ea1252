using System.Globalization;

namespace TypedMq.Tests.Wire;

/// <summary>What is not the value asked for is refused, at the offset where it stands.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("sbyte", "cc80", "d1ff7f")]
    [InlineData("byte", "cd0100", "ff")]
    [InlineData("short", "cd8000", "d2ffff7fff")]
    [InlineData("ushort", "ce00010000", "ff")]
    [InlineData("char", "ce00010000", "ff")]
    [InlineData("int", "ce80000000", "d3ffffffff7fffffff")]
    [InlineData("uint", "cf0000000100000000", "ff")]
    [InlineData("long", "cf8000000000000000", "cfffffffffffffffff")]
    [InlineData("ulong", "ff", "d38000000000000000")]
    [InlineData("ByteEnum", "cd0100", "ff")]
    [InlineData("DateOnly", "ce0037b9db", "ff")] // the day after 9999-12-31
    [InlineData("TimeOnly", "cf000000c92a69c000", "ff")] // 24:00
    public void An_integer_out_of_range_is_refused(string type, string above, string below)
    {
        Assert.Contains("out of the range", Codecs.Of(type).Refuse(Bytes.Of(above)).Message, StringComparison.Ordinal);
        Assert.Contains("out of the range", Codecs.Of(type).Refuse(Bytes.Of(below)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DateOnly", "ce0037b9da", "9999-12-31")]
    [InlineData("TimeOnly", "cf000000c92a69bfff", "23:59:59.9999999")]
    public void The_last_day_and_the_last_tick_are_accepted(string type, string hex, string text) =>
        Assert.Equal(text, ((IFormattable)Codecs.Of(type).Decode(Bytes.Of(hex))!).ToString("O", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("c3")] // a boolean
    [InlineData("ca3f800000")] // a float: TypedMq does not round one to an integer
    [InlineData("a131")] // a string
    [InlineData("c40101")] // binary data
    [InlineData("9101")] // an array
    [InlineData("810101")] // a map
    [InlineData("d40101")] // an extension
    [InlineData("c0")] // nil
    [InlineData("c1")] // the byte that MessagePack never uses
    public void What_is_no_integer_is_refused_where_one_is_expected(string hex)
    {
        foreach (string type in new[] { "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "char", "DayOfWeek", "TimeSpan", "DateOnly", "TimeOnly" })
        {
            MqDecodeException refusal = Codecs.Of(type).Refuse(Bytes.Of(hex));
            Assert.Equal(0, refusal.Offset);
            Assert.Contains("expected an integer, found", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("bool", "01")]
    [InlineData("float", "a131")]
    [InlineData("double", "c3")]
    [InlineData("Int128", "c40f000000000000000000000000000000")] // 15 bytes
    [InlineData("UInt128", "01")]
    [InlineData("string", "c40161")] // binary data
    [InlineData("byte[]", "a161")] // a string
    [InlineData("Guid", "c41000000000000000000000000000000000")] // binary, not text
    [InlineData("Guid", "d92430303030303030302d303030302d303030302d303030302d30303030303030303030302d")] // a dash at the end
    [InlineData("List<int>", "8101")]
    [InlineData("int[]", "c40101")]
    [InlineData("Dictionary<string, int>", "920102")]
    public void A_value_of_the_wrong_shape_is_refused(string type, string hex) => Codecs.Of(type).Refuse(Bytes.Of(hex));

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    [InlineData("1-")]
    [InlineData("(1)")]
    [InlineData("1\0")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("79228162514264337593543950336")] // one more than decimal.MaxValue
    [InlineData("1e29")]
    public void A_text_that_is_no_plain_decimal_number_is_refused(string text) =>
        Codecs.Of("decimal").Refuse(Codecs.Of("string").Encode(text));

    [Theory]
    [InlineData("-1.50", "-1.50")]
    [InlineData("+1", "1")]
    [InlineData("1e2", "100")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000000", "0.0000000000000000000000000000")]
    public void A_decimal_number_keeps_its_scale(string text, string expected) => Assert.Equal(
        expected,
        ((decimal)Codecs.Of("decimal").Decode(Codecs.Of("string").Encode(text))!).ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("a180")] // a continuation byte alone
    [InlineData("a2c328")] // a sequence cut off
    [InlineData("a2c080")] // an overlong NUL
    [InlineData("a3eda080")] // a surrogate
    [InlineData("a4f4908080")] // above U+10FFFF
    [InlineData("a1ff")]
    public void A_string_that_is_not_valid_UTF8_is_refused(string hex) =>
        Assert.Contains("UTF-8", Codecs.Of("string").Refuse(Bytes.Of(hex)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("d7ff ee6b2800 00000000")] // 10^9 nanoseconds
    [InlineData("c70cff 3b9aca00 0000000000000000")]
    [InlineData("c70cff ffffffff 0000000000000000")]
    [InlineData("c70cff 00000000 0000003afff44180")] // the second after 9999-12-31T23:59:59
    [InlineData("c70cff 00000000 fffffff1886e08ff")] // the second before 0001-01-01
    [InlineData("c70cff 00000000 7fffffffffffffff")]
    [InlineData("c70cff 00000000 8000000000000000")]
    [InlineData("c705ff 0000000000")]
    [InlineData("c700ff")]
    [InlineData("d6 00 00000000")] // another extension
    [InlineData("c800 04ff 00000000")] // ext 16 and ext 32 are no form of a timestamp
    [InlineData("c900000004ff 00000000")]
    public void A_timestamp_outside_the_specification_or_the_calendar_is_refused(string hex) => Codecs.Of("DateTime").Refuse(Bytes.Of(hex));

    [Theory]
    [InlineData("92d6ff00000000cd0348", "14:00")]
    [InlineData("92d6ff00000000d1fcb8", "-14:00")]
    public void An_offset_of_14_hours_is_accepted(string hex, string offset) =>
        Assert.StartsWith(offset, ((DateTimeOffset)Codecs.Of("DateTimeOffset").Decode(Bytes.Of(hex))!).Offset.ToString("c", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    [Theory]
    [InlineData("92d6ff00000000cd0349")] // 14:01
    [InlineData("92d6ff00000000d1fcb7")] // -14:01
    [InlineData("92d6ff00000000cd7fff")]
    [InlineData("92d6ff00000000d18000")]
    [InlineData("92c70cff00000000fffffff1886e090001")] // before the year 1 as UTC
    [InlineData("92c70cff3b9ac99c0000003afff4417fff")] // after the year 9999 as UTC
    [InlineData("91d6ff00000000")]
    [InlineData("93d6ff000000000000")]
    public void An_offset_outside_the_calendar_is_refused(string hex) => Codecs.Of("DateTimeOffset").Refuse(Bytes.Of(hex));

    [Fact]
    public void A_key_that_comes_twice_is_refused_at_its_place()
    {
        MqDecodeException refusal = Codecs.Of("Dictionary<string, int>").Refuse(Bytes.Of("82a16101a16102"));
        Assert.Equal(4, refusal.Offset);
        Assert.Contains("twice", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Accepts", "T6")]
    public void Contracts_are_nested_64_levels_deep_at_most()
    {
        MqReader reader = new([]);
        for (int i = 0; i < 64; i++)
        {
            reader.Enter();
        }

        for (int i = 0; i < 64; i++)
        {
            reader.Exit();
        }

        Assert.Contains("64", Bytes.Refused("", (ref MqReader reader) =>
        {
            for (int i = 0; i < 65; i++)
            {
                reader.Enter();
            }

            return null;
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_required_member_is_refused_by_name()
    {
        MqDecodeException refusal = Bytes.Refused("", (ref MqReader reader) =>
        {
            reader.At("Order.Price"u8);
            throw reader.MissingRequired();
        });
        Assert.Equal(("Order", "Price", 0), (refusal.Contract, refusal.Member, refusal.Offset));
    }
}
