using System.Globalization;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>GUIDs and decimals as 16 bytes.</summary>
public class CompactTests
{
    private const string GuidBytes = "c41033221100554477668899aabbccddeeff";

    private static readonly Guid SampleGuid = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void Compact_values_are_their_sixteen_bytes() => Assert.Equal(
        "92" + GuidBytes + "c410" + "00000280" + "00000000" + "96000000" + "00000000",
        Convert.ToHexStringLower(Codec.Write<CompactStructFormatter, CompactStruct>(new(SampleGuid, -1.50m))));

    [Fact]
    public void The_bytes_are_those_in_memory()
    {
        decimal price = 79228162514264.337593543950335m;

        Assert.Equal(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<decimal>(in price)).ToArray(),
            Codec.Write<CompactStructFormatter, CompactStruct>(new(SampleGuid, price))[^16..]);
        Assert.Equal(SampleGuid.ToByteArray(), Codec.Write<CompactStructFormatter, CompactStruct>(new(SampleGuid, price))[3..19]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-0.0")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("18446744073709551616.5")]
    public void Decimals_keep_value_scale_and_sign(string text)
    {
        decimal price = decimal.Parse(text, CultureInfo.InvariantCulture);

        decimal read = Codec.RoundTrip<CompactStructFormatter, CompactStruct>(new(SampleGuid, price)).Price;

        Assert.Equal(decimal.GetBits(price), decimal.GetBits(read));
    }

    [Fact]
    public void Members_are_compact_one_by_one_with_all_that_is_inside_of_them()
    {
        SomeCompact sent = new(SampleGuid, SampleGuid, 1.5m, [SampleGuid], new() { [SampleGuid] = (2.25m, 3) }, 7m);

        byte[] message = Codec.Write<SomeCompactFormatter, SomeCompact>(sent);

        Assert.Equivalent(sent, Codec.Read<SomeCompactFormatter, SomeCompact>(message), strict: true);
        Assert.Equal(1 + 18 + 38 + 18 + (1 + 18) + (1 + 18 + (1 + 18 + 1)) + 18, message.Length);
    }

    [Fact]
    public void A_receiver_of_the_compact_form_reads_text_and_one_of_text_refuses_the_compact_form()
    {
        NoneCompact text = new(SampleGuid, SampleGuid, 1.5m, [SampleGuid], new() { [SampleGuid] = (2.25m, 3) }, 7m);

        SomeCompact read = Codec.Read<SomeCompactFormatter, SomeCompact>(Codec.Write<NoneCompactFormatter, NoneCompact>(text));

        Assert.Equivalent(text, read, strict: true);
        Assert.Equal("Id", Codec.Refuse<NoneCompactFormatter, NoneCompact>(Codec.Write<SomeCompactFormatter, SomeCompact>(read)).Member);
    }

    [Fact]
    public void The_type_that_declares_a_member_decides()
    {
        Assert.Equal("91" + GuidBytes, Convert.ToHexStringLower(Codec.Write<CompactBaseFormatter, CompactBase>(new(SampleGuid))));
        Assert.Equal(1 + 18 + 38, Codec.Write<CompactDerivedFormatter, CompactDerived>(new(SampleGuid, SampleGuid)).Length);
        Assert.Equal(1 + 18 + 18, CompactStructFormatter.MaxSize);
    }

    [Theory]
    [InlineData("Id", "92c40f00000000000000000000000000000000")]
    [InlineData("Id", "920500")]
    [InlineData("Price", "92" + GuidBytes + "c40f000000000000000000000000000000")]
    [InlineData("Price", "92" + GuidBytes + "c41000001d00000000000000000000000000")]
    [InlineData("Price", "92" + GuidBytes + "c41001000000000000000000000000000000")]
    [InlineData("Price", "92" + GuidBytes + "c41000000040000000000000000000000000")]
    [InlineData("Price", "92" + GuidBytes + "c0")]
    public void Other_bytes_are_refused(string member, string hex) =>
        Assert.Equal(member, Codec.Refuse<CompactStructFormatter, CompactStruct>(Convert.FromHexString(hex)).Member);

    [Fact]
    public void A_cut_message_is_refused()
    {
        byte[] message = Codec.Write<CompactStructFormatter, CompactStruct>(new(SampleGuid, 1m));
        for (int length = 0; length < message.Length; length++)
        {
            Codec.Refuse<CompactStructFormatter, CompactStruct>(message[..length]);
        }
    }
}
