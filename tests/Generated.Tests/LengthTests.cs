using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Limited lengths: on send, on receipt, and in worst-case sizes.</summary>
public class LengthTests
{
    private static readonly Limited Full = new(
        "ßß", [1, 2], new byte[] { 1, 2, 3 }, [new(int.MaxValue), new(int.MaxValue)], Enumerable.Range(int.MaxValue - 19, 20).ToDictionary(static number => number, static _ => true), [long.MaxValue]);

    [Fact]
    public void What_is_as_long_as_its_limit_comes_back_and_fills_the_worst_case()
    {
        byte[] message = Codec.Write<LimitedFormatter, Limited>(Full);

        Assert.Equivalent(Full, Codec.Read<LimitedFormatter, Limited>(message), strict: true);
        Assert.Equal(1 + (1 + 4) + (2 + 2) + (2 + 3) + (1 + (2 * (1 + 5))) + (3 + (20 * (5 + 1))) + (1 + 9), LimitedFormatter.MaxSize);
        Assert.Equal(message.Length, LimitedFormatter.MaxSize);
    }

    [Fact]
    public void Null_passes_a_limit() => Assert.Null(Codec.RoundTrip<LimitedFormatter, Limited>(Full with { Bytes = null, Memory = null, Map = null }).Map);

    [Fact]
    public void What_is_longer_is_not_sent()
    {
        AssertNotSent(Full with { Text = "ßßx" }, "Limited.Text has a length of 5, but [MqMaxLength(4)] allows no more than 4");
        AssertNotSent(Full with { Bytes = new byte[3] }, "Limited.Bytes has a length of 3");
        AssertNotSent(Full with { Memory = new byte[4] }, "Limited.Memory has a length of 4");
        AssertNotSent(Full with { List = [new(1), new(2), new(3)] }, "Limited.List has a length of 3");
        AssertNotSent(Full with { Map = Enumerable.Range(0, 21).ToDictionary(static number => number, static _ => true) }, "Limited.Map has a length of 21");
        AssertNotSent(Full with { Array = [1, 2] }, "Limited.Array has a length of 2");
    }

    [Theory]
    [InlineData("Text", "a5")]
    [InlineData("Text", "d9ff")]
    [InlineData("Bytes", "a0c403")]
    [InlineData("Bytes", "a0c60000ffff")]
    [InlineData("Memory", "a0c0c404")]
    [InlineData("List", "a0c0c093")]
    [InlineData("List", "a0c0c0dc0003")]
    [InlineData("Map", "a0c0c090de0015")]
    [InlineData("Map", "a0c0c090df00000015")]
    [InlineData("Array", "a0c0c090c092")]
    public void What_announces_more_is_refused_before_its_bytes_are_looked_at(string member, string hex)
    {
        MqDecodeException error = Codec.Refuse<LimitedFormatter, Limited>([0x96, .. Convert.FromHexString(hex), .. new byte[64]]);

        Assert.Equal(("Limited", member), (error.Contract, error.Member));
        Assert.Contains("but the limit is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_length_on_the_wire_is_refused_as_always() =>
        Assert.Contains("expected a string, found an integer", Codec.Refuse<LimitedFormatter, Limited>([0x96, 1, 0, 0, 0, 0, 0]).Message, StringComparison.Ordinal);

    [Fact]
    public void A_cut_message_is_refused()
    {
        byte[] message = Codec.Write<LimitedFormatter, Limited>(Full);
        for (int length = 0; length < message.Length; length++)
        {
            Codec.Refuse<LimitedFormatter, Limited>(message[..length]);
        }
    }

    [Fact]
    public void A_hidden_member_keeps_its_own_limit()
    {
        LimitedDerived value = new() { Name = "abc" };
        ((LimitedBase)value).Name = "ab";

        Assert.Equal("abc", Codec.RoundTrip<LimitedDerivedFormatter, LimitedDerived>(value).Name);
        ((LimitedBase)value).Name = "abc";
        Assert.Contains("[MqMaxLength(2)]", Assert.Throws<MqEncodeException>(() => Codec.Write<LimitedDerivedFormatter, LimitedDerived>(value)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limited_number_of_unlimited_items_has_no_bound() => Assert.Equal(MqSize.Unbounded, LimitedTextsFormatter.MaxSize);

    private static void AssertNotSent(Limited value, string problem) =>
        Assert.Contains(problem, Assert.Throws<MqEncodeException>(() => Codec.Write<LimitedFormatter, Limited>(value)).Message, StringComparison.Ordinal);
}
