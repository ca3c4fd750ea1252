namespace TypedMq.Tests.Wire;

/// <summary>What is decoded bounds what is allocated, whatever a count or a length says.</summary>
public class HostileCountTests
{
    /// <summary>An error with its message and stack, and the 16 KiB that a collection may take ahead of its elements.</summary>
    private const long Modest = 64 * 1024;

    public static TheoryData<string> Types => [.. Codecs.All.Select(codec => codec.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    [Trait("Accepts", "R8")]
    public void A_count_that_the_remaining_bytes_cannot_back_allocates_nothing(string type)
    {
        foreach (string header in new[] { "dcffff", "ddffffffff", "dd7fffffff", "deffff", "dfffffffff", "df40000000", "daffff", "dbffffffff", "db7fffffff", "c5ffff", "c6ffffffff", "c7ff", "c9ffffffff" })
        {
            byte[] bytes = [.. Bytes.Of(header), .. new byte[100]];
            Assert.InRange(AllocatedByRefusing(Codecs.Of(type), bytes), 0, Modest);
        }
    }

    [Theory]
    [InlineData("Guid[]")]
    [InlineData("List<Guid>")]
    [InlineData("decimal[]")]
    [InlineData("Int128?")]
    [InlineData("List<List<int>>")]
    [InlineData("int[][]")]
    [Trait("Accepts", "R8")]
    public void A_count_of_which_the_first_element_is_wrong_allocates_little(string type)
    {
        byte[] array = [.. Bytes.Of("dd00100000"), .. Enumerable.Repeat((byte)0xC1, 1 << 20)];
        Assert.InRange(AllocatedByRefusing(Codecs.Of(type), array), 0, Modest);
    }

    [Theory]
    [InlineData("Dictionary<string, Guid>")]
    [InlineData("Dictionary<int, bool>")]
    [Trait("Accepts", "R8")]
    public void A_count_of_which_the_first_pair_is_wrong_allocates_little(string type)
    {
        byte[] map = [.. Bytes.Of("df00080000"), .. Enumerable.Repeat((byte)0xC1, 1 << 20)];
        Assert.InRange(AllocatedByRefusing(Codecs.Of(type), map), 0, Modest);
    }

    [Fact]
    public void Counts_right_at_the_remaining_bytes_are_accepted()
    {
        Assert.Equal(new int[70_000], Codecs.Of("int[]").Decode([.. Bytes.Of("dd00011170"), .. new byte[70_000]]));
        Assert.Equal(new List<int>(new int[70_000]), Codecs.Of("List<int>").Decode([.. Bytes.Of("dd00011170"), .. new byte[70_000]]));
        Codecs.Of("int[]").Refuse([.. Bytes.Of("dd00011170"), .. new byte[69_999]]);
        Codecs.Of("List<int>").Refuse([.. Bytes.Of("dd00011170"), .. new byte[69_999]]);
    }

    [Fact]
    public void A_large_dictionary_grows_as_it_is_read()
    {
        Dictionary<int, bool> value = Enumerable.Range(0, 70_000).ToDictionary(key => key, key => key % 2 == 0);
        Codec codec = Codecs.Of("Dictionary<int, bool>");
        Assert.Equal(value, codec.Decode(codec.Encode(value)));
    }

    private static long AllocatedByRefusing(Codec codec, byte[] bytes) => Garbage.Of(() => codec.Refuse(bytes));
}
