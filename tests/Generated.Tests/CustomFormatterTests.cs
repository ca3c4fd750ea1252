using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Members that a formatter of the user writes.</summary>
public class CustomFormatterTests
{
    private static readonly Customized Value = new(new("/a"), null, -12.5, null, null, [Colour.Green, Colour.Red], Colour.Green);

    [Fact]
    public void A_formatter_on_a_member_or_a_type_decides_the_bytes()
    {
        byte[] message = Codec.Write<CustomizedFormatter, Customized>(Value);

        Assert.Equal("97" + "a22f61" + "c0" + "d1fb1e" + "d18000" + "c0" + "92a5477265656ea3526564" + "a5477265656e", Convert.ToHexStringLower(message));
        Assert.Equivalent(Value, Codec.Read<CustomizedFormatter, Customized>(message), strict: true);
    }

    [Fact]
    public void Values_that_may_be_null_come_back()
    {
        Customized sent = Value with { Maybe = new("http://host/"), MaybeDegrees = 1.25, Side = Side.Sell, MaybeColour = null };

        Assert.Equivalent(sent, Codec.RoundTrip<CustomizedFormatter, Customized>(sent), strict: true);
    }

    [Fact]
    public void Null_where_the_contract_has_none_is_refused_without_asking_the_formatter() => Assert.Contains(
        "Customized.Target",
        Assert.Throws<MqEncodeException>(() => Codec.Write<CustomizedFormatter, Customized>(Value with { Target = null! })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void An_error_of_the_formatter_names_the_member()
    {
        MqDecodeException error = Codec.Refuse<CustomizedFormatter, Customized>(Convert.FromHexString("97a22f61c0d1fb1ed18000c091a158"));

        Assert.Equal(("Customized", "Colours", 13), (error.Contract, error.Member, error.Offset));
    }

    [Fact]
    public void The_bound_of_the_formatter_bounds_the_contract() => Assert.Equal(1 + 3, CentiDegreesFormatter.MaxSize);
}
