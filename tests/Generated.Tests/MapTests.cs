using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Contracts with text keys are maps.</summary>
public class MapTests
{
    [Fact]
    public void Every_member_comes_back()
    {
        MapOfEverything sent = new(5) { Name = "name", Empty = 6, Points = [new(1, 2), new(3)] };
        sent.Hide("hidden");

        MapOfEverything read = Codec.RoundTrip<MapOfEverythingFormatter, MapOfEverything>(sent);

        Assert.Equal((5, "name", 6, "hidden"), (read.Id, read.Name, read.Empty, read.Reveal()));
        Assert.Equal([new(1, 2), new(3)], read.Points);
        Assert.Equivalent(
            new MapDerived { Id = 1, Next = new() { Id = 2 }, More = "more" },
            Codec.RoundTrip<MapDerivedFormatter, MapDerived>(new() { Id = 1, Next = new() { Id = 2 }, More = "more" }),
            strict: true);
    }

    [Fact]
    public void Names_of_members_and_keys_do_not_get_in_the_way()
    {
        MapOfNames sent = new(1, true, 2, 3, 4, 5, 6, false, "event");

        Assert.Equal(sent, Codec.RoundTrip<MapOfNamesFormatter, MapOfNames>(sent));
    }

    [Fact]
    public void Keys_may_come_in_any_order_and_unknown_ones_are_skipped()
    {
        byte[] message = Map(4, static (ref MqWriter writer) =>
        {
            writer.WriteString("y");
            writer.WriteInt32(2);
            writer.WriteString("z");
            writer.WriteArrayHeader(1);
            writer.WriteMapHeader(0);
            writer.WriteString("X");
            writer.WriteNil();
            writer.WriteString("x");
            writer.WriteInt32(1);
        });

        Assert.Equal(new(1, 2), Codec.Read<MapPointFormatter, MapPoint>(message));
    }

    [Fact]
    public void Absent_keys_keep_initialisers_and_defaults()
    {
        MapOfEverything read = Codec.Read<MapOfEverythingFormatter, MapOfEverything>(Map(1, static (ref MqWriter writer) =>
        {
            writer.WriteString("näme");
            writer.WriteString("name");
        }));

        Assert.Equal((0, "name", 7), (read.Id, read.Name, read.Empty));
        Assert.Empty(read.Points);
        Assert.Equal(new(0, -1), Codec.Read<MapPointFormatter, MapPoint>(Map(0, static (ref MqWriter _) => { })));
    }

    [Fact]
    public void An_absent_required_member_is_refused_by_name()
    {
        MqDecodeException error = Codec.Refuse<MapOfEverythingFormatter, MapOfEverything>(Map(0, static (ref MqWriter _) => { }));

        Assert.Equal(("MapOfEverything", "Name"), (error.Contract, error.Member));
        Assert.Contains("a required member is absent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_comes_twice_is_refused_where_it_is()
    {
        MqDecodeException error = Codec.Refuse<MapPointFormatter, MapPoint>(Map(2, static (ref MqWriter writer) =>
        {
            writer.WriteString("x");
            writer.WriteInt32(1);
            writer.WriteString("x");
            writer.WriteInt32(1);
        }));

        Assert.Equal(("MapPoint", "X", 4), (error.Contract, error.Member, error.Offset));
        Assert.Contains("its key comes twice", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80")] // so many pairs, and no more
    [InlineData("C0", "a map")]
    [InlineData("920102", "a map")]
    [InlineData("81C001", "a string, found nil")]
    [InlineData("810001", "a string")]
    [InlineData("81C4017801", "a string")] // "x" as binary data
    [InlineData("DF7FFFFFFFA17801", "is announced")]
    [InlineData("81A178C0", "an integer")]
    [InlineData("81A17801C0", "follow after its end")]
    public void What_is_no_such_map_is_refused(string hex, string? problem = null)
    {
        byte[] message = Convert.FromHexString(hex);
        if (problem is null)
        {
            Codec.Read<MapPointFormatter, MapPoint>(message);
        }
        else
        {
            Assert.Contains(problem, Codec.Refuse<MapPointFormatter, MapPoint>(message).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_message_cut_at_any_byte_is_refused()
    {
        byte[] whole = Codec.Write<MapOfEverythingFormatter, MapOfEverything>(new(5) { Name = "name", Points = [new(1, 2)] });
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.NotNull(Codec.Refuse<MapOfEverythingFormatter, MapOfEverything>(whole[..length]).Contract);
        }
    }

    [Fact]
    public void Reading_allocates_nothing_for_keys()
    {
        byte[] message = Codec.Write<MapPointFormatter, MapPoint>(new(1, 2));
        Codec.Read<MapPointFormatter, MapPoint>(message);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Codec.Read<MapPointFormatter, MapPoint>(message);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Sizes_count_the_keys() => Assert.Equal(1 + 2 + 5 + 2 + 5, MapPointFormatter.MaxSize);

    private static byte[] Map(int count, Codec.WriteBody write)
    {
        byte[] message = Codec.Array(count, write);
        message[0] = (byte)(0x80 | count);
        return message;
    }
}
