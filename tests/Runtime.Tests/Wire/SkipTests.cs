namespace TypedMq.Tests.Wire;

/// <summary>A value of any kind can be skipped: unknown members, unknown extensions, whatever a newer sender adds.</summary>
public class SkipTests
{
    [Theory]
    [InlineData("00")] // positive fixint
    [InlineData("7f")]
    [InlineData("e0")] // negative fixint
    [InlineData("c0")] // nil
    [InlineData("c2")]
    [InlineData("c3")]
    [InlineData("ccff")]
    [InlineData("cdffff")]
    [InlineData("ceffffffff")]
    [InlineData("cfffffffffffffffff")]
    [InlineData("d0ff")]
    [InlineData("d1ffff")]
    [InlineData("d2ffffffff")]
    [InlineData("d3ffffffffffffffff")]
    [InlineData("ca3f800000")]
    [InlineData("cb3ff0000000000000")]
    [InlineData("a0")] // fixstr
    [InlineData("a3616263")]
    [InlineData("d903616263")] // str 8, 16, 32
    [InlineData("da0003616263")]
    [InlineData("db00000003616263")]
    [InlineData("c403010203")] // bin 8, 16, 32
    [InlineData("c50003010203")]
    [InlineData("c600000003010203")]
    [InlineData("d40501")] // fixext 1, 2, 4, 8, 16
    [InlineData("d5050102")]
    [InlineData("d60501020304")]
    [InlineData("d7050102030405060708")]
    [InlineData("d80501020304050607080102030405060708")]
    [InlineData("c70005")] // ext 8, 16, 32
    [InlineData("c70305010203")]
    [InlineData("c8000305010203")]
    [InlineData("c90000000305010203")]
    [InlineData("90")] // arrays
    [InlineData("930102a161")]
    [InlineData("dc0003010203")]
    [InlineData("dd00000003010203")]
    [InlineData("80")] // maps
    [InlineData("81a16101")]
    [InlineData("de000101a161")]
    [InlineData("df0000000101a161")]
    [InlineData("93819301c0c39081d40501c4020102a0")] // nested
    public void Skip_stops_exactly_at_the_end_of_a_value_and_refuses_a_shorter_one(string hex)
    {
        byte[] bytes = [.. Bytes.Of(hex), 0x2A];
        MqReader reader = new(bytes);
        reader.Skip();
        Assert.Equal(bytes.Length - 1, reader.Position);
        Assert.Equal(42, reader.ReadInt32());

        for (int length = 0; length < bytes.Length - 1; length++)
        {
            Bytes.Refused(bytes[..length], Skip);
        }
    }

    [Fact]
    public void The_byte_that_MessagePack_never_uses_is_refused() => Assert.Contains("0xC1", Bytes.Refused("c1", Skip).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("91")] // an array in an array in an array …
    [InlineData("81c0")] // a map as the value of a map …
    [InlineData("dd00000001")]
    public void Nesting_costs_no_stack(string level)
    {
        byte[] bytes = Bytes.Of(string.Concat(Enumerable.Repeat(level, 100_000)) + "c0");
        Assert.Null(Bytes.Read(bytes, Skip));
        Bytes.Refused(bytes[..^1], Skip);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Counts_of_4_billion_within_each_other_are_refused_at_once(int bytesBehind)
    {
        foreach (string header in new[] { "ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "c9ffffffff" })
        {
            byte[] bytes = [.. Bytes.Of(header), .. new byte[bytesBehind]];
            Bytes.Refused(bytes, Skip);
            Bytes.Refused([0x92, .. bytes, .. bytes], Skip);
        }
    }

    private static object? Skip(ref MqReader reader)
    {
        reader.Skip();
        return null;
    }
}
