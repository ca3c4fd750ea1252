using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>What lies inside of a struct: inline arrays and text.</summary>
public class InlineTests
{
    private static readonly FixedTexts Sample = new("sixteen bytes...", "ünïcode", "", new string('x', 128), "five!");

    [Fact]
    public void An_inline_array_is_an_array_of_its_length()
    {
        Inlined sent = default;
        sent.Doubles = Doubles(1.5, -2, double.NaN);
        TwentyBytes bytes = default;
        bytes[19] = 200;
        sent.Bytes = bytes;

        byte[] message = Codec.Write<InlinedFormatter, Inlined>(sent);
        Inlined read = Codec.Read<InlinedFormatter, Inlined>(message);

        Assert.Equal("9393cb3ff8000000000000cbc000000000000000cbfff8000000000000dc0014" + new string('0', 38) + "ccc8" + "c0", Convert.ToHexStringLower(message));
        Assert.Equal((1.5, -2, double.NaN), (read.Doubles[0], read.Doubles[1], read.Doubles[2]));
        Assert.Equal(200, read.Bytes[19]);
        Assert.Null(read.Sides);
        Assert.Equal(1 + (1 + (3 * 9)) + (3 + (20 * 2)) + (1 + (2 * 5)), InlinedFormatter.MaxSize);
    }

    [Fact]
    public void An_inline_array_of_enums_comes_back()
    {
        TwoSides sides = default;
        sides[1] = Side.Sell;

        TwoSides read = Codec.RoundTrip<InlinedFormatter, Inlined>(new(default, default, sides)).Sides!.Value;

        Assert.Equal((Side.Buy, Side.Sell), (read[0], read[1]));
    }

    [Theory]
    [InlineData("Doubles", "93920101" + "0000")]
    [InlineData("Doubles", "93940101010100")]
    [InlineData("Doubles", "93c00000")]
    [InlineData("Bytes", "9393010101" + "9100")]
    public void An_inline_array_of_another_length_is_refused(string member, string hex) =>
        Assert.Equal(member, Codec.Refuse<InlinedFormatter, Inlined>(Convert.FromHexString(hex)).Member);

    [Fact]
    public void Text_inside_of_a_struct_is_a_string_on_the_wire()
    {
        Texts strings = new(Sample.Small.ToString(), Sample.Medium.ToString(), Sample.Large.ToString(), Sample.Huge.ToString(), Sample.Own.ToString());

        byte[] message = Codec.Write<FixedTextsFormatter, FixedTexts>(Sample);

        Assert.Equal(Codec.Write<TextsFormatter, Texts>(strings), message);
        Assert.Equal(Sample, Codec.Read<FixedTextsFormatter, FixedTexts>(message));
        Assert.Equal(1 + (1 + 16) + (2 + 32) + (2 + 64) + (2 + 128) + (1 + 5), FixedTextsFormatter.MaxSize);
    }

    [Fact]
    public void Text_is_received_without_allocating()
    {
        byte[] message = Codec.Write<FixedTextsFormatter, FixedTexts>(Sample);
        Codec.Read<FixedTextsFormatter, FixedTexts>(message);

        long before = GC.GetAllocatedBytesForCurrentThread();
        MqReader reader = new(message);
        FixedTexts read = FixedTextsFormatter.Read(ref reader);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(Sample, read);
    }

    [Fact]
    public void Text_that_does_not_fit_or_is_no_text_is_refused()
    {
        byte[] tooLong = Codec.Write<TextsFormatter, Texts>(new("seventeen bytes..", "", "", "", null));
        MqDecodeException error = Codec.Refuse<FixedTextsFormatter, FixedTexts>(tooLong);
        Assert.Equal(("Small", 1), (error.Member, error.Offset));
        Assert.Contains("takes 17 bytes, but only 16 fit", error.Message, StringComparison.Ordinal);

        Assert.Contains("not valid UTF-8", Codec.Refuse<FixedTextsFormatter, FixedTexts>([0x95, 0xA1, 0xFF, 0xA0, 0xA0, 0xA0, 0xC0]).Message, StringComparison.Ordinal);
        Assert.Equal("Small", Codec.Refuse<FixedTextsFormatter, FixedTexts>([0x95, 0xC0, 0xA0, 0xA0, 0xA0, 0xC0]).Member);
    }

    [Fact]
    public void A_cut_message_is_refused()
    {
        byte[] message = Codec.Write<FixedTextsFormatter, FixedTexts>(Sample);
        for (int length = 0; length < message.Length; length++)
        {
            Codec.Refuse<FixedTextsFormatter, FixedTexts>(message[..length]);
        }
    }

    private static ThreeDoubles Doubles(double first, double second, double third)
    {
        ThreeDoubles doubles = default;
        doubles[0] = first;
        doubles[1] = second;
        doubles[2] = third;
        return doubles;
    }
}
