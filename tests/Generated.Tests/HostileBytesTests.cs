using TypedMq.Generated.TypedMq.Tests;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Any bytes may arrive: they become a value or an <see cref="MqDecodeException"/>, and cost no more memory than they are worth.</summary>
public class HostileBytesTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void Random_bytes_are_read_or_refused()
    {
        Random random = new(20261120);
        byte[] bytes = new byte[64];
        for (int i = 0; i < Rounds; i++)
        {
            random.NextBytes(bytes);
            ReadAll(bytes.AsSpan(0, random.Next(bytes.Length)));
        }
    }

    [Fact]
    public void Changed_messages_are_read_or_refused()
    {
        byte[][] messages =
        [
            Codec.Write<CollectionsFormatter, Collections>(new(
                [1, 2], [3], [4, 5], [["a"], ["b"]], ["x", null], [new(1, "ACME", 2m)], new() { ["group"] = [new(1)] }, new() { [Side.Sell] = 5 }, new() { Number = 6 }, null, new(2, "EMCA", 3m), [7])),
            Codec.Write<TreeFormatter, Tree>(new() { Children = [new() { Children = [new()] }, new()] }),
            Codec.Write<ConsFormatter, Cons>(new(1, new(2, null))),
            Codec.Write<MixedFormatter, Mixed>(new(1, "text") { Needed = "needed" }),
        ];
        Random random = new(20261120);
        for (int i = 0; i < Rounds; i++)
        {
            byte[] message = [.. messages[random.Next(messages.Length)]];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            ReadAll(message);
        }
    }

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

    private static void ReadAll(ReadOnlySpan<byte> bytes)
    {
        Read<CollectionsFormatter, Collections>(bytes);
        Read<ScalarsFormatter, Scalars>(bytes);
        Read<TreeFormatter, Tree>(bytes);
        Read<ConsFormatter, Cons>(bytes);
        Read<MixedFormatter, Mixed>(bytes);
        Read<EncapsulatedStructFormatter, EncapsulatedStruct>(bytes);
    }

    private static void Read<TFormatter, T>(ReadOnlySpan<byte> bytes)
        where TFormatter : struct, IMqFormatter<T>
    {
        MqReader reader = new(bytes);
        try
        {
            TFormatter.Read(ref reader);
        }
        catch (MqDecodeException)
        {
            // Refused, as it should be; anything else fails the test.
        }
    }
}

[MqContract]
public sealed record Prices(Dictionary<string, Price> ByName);

[MqContract]
public sealed record Price(int Amount);
