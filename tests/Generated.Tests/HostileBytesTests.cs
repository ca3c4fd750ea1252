using TypedMq.Generated.TypedMq.Tests;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Any bytes may arrive: they become a value or an <see cref="MqDecodeException"/>, and cost no more memory than they are worth.</summary>
public class HostileBytesTests
{
    [Fact]
    public void An_announced_count_without_bytes_behind_it_allocates_next_to_nothing()
    {
        byte[] message = [0xDD, 0x00, 0x10, 0x00, 0x00, .. new byte[64]];
        Codec.Refuse<CollectionsFormatter, Collections>(message);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Codec.Refuse<CollectionsFormatter, Collections>(message);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void A_key_that_comes_twice_is_refused_with_the_member_that_holds_the_dictionary()
    {
        // Prices [{ "a": [1], "a": [2] }]: the last thing read before the refusal is a member of the nested contract.
        byte[] message = [0x91, 0x82, 0xA1, (byte)'a', 0x91, 0x01, 0xA1, (byte)'a', 0x91, 0x02];

        MqDecodeException error = Codec.Refuse<PricesFormatter, Prices>(message);

        Assert.Contains("Prices.ByName", error.Message, StringComparison.Ordinal);
    }
}

[MqContract]
public sealed record Prices(Dictionary<string, Price> ByName);

[MqContract]
public sealed record Price(int Amount);
