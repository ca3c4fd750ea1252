using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Interfaces and abstract classes are sent as one of their cases.</summary>
public class UnionTests
{
    [Fact]
    public void Every_case_comes_back_as_itself()
    {
        AssertEqual(new Circle(2.5));
        AssertEqual(new Corner(1, -2));
        Assert.IsType<Blank>(Codec.RoundTrip<IShapeFormatter, IShape>(new Blank()));
        Assert.Equal(new Stopped(5, 3), Codec.RoundTrip<HappenedFormatter, Happened>(new Stopped(5, 3)));

        static void AssertEqual(IShape shape) => Assert.Equal(shape, Codec.RoundTrip<IShapeFormatter, IShape>(shape));
    }

    [Fact]
    public void Unions_are_members_and_elements_nullable_or_not()
    {
        Group sent = new() { First = new Corner(1, 2), Rest = [new Circle(1), null, new Group { First = new Circle(3), Second = new Corner(4, 5) }] };

        Group read = Assert.IsType<Group>(Codec.RoundTrip<IShapeFormatter, IShape>(sent));

        Assert.Equal((new Corner(1, 2), (IShape?)null), ((Corner)read.First, read.Second));
        Assert.Equal([new Circle(1), null], read.Rest[..2]);
        Assert.Equal((new Circle(3), new Corner(4, 5)), ((Circle)((Group)read.Rest[2]!).First, (Corner)((Group)read.Rest[2]!).Second!));
    }

    [Fact]
    public void A_union_is_the_tag_and_the_case() => Assert.Equal(
        Codec.Array(2, static (ref MqWriter writer) =>
        {
            writer.WriteInt32(-1);
            writer.WriteArrayHeader(2);
            writer.WriteInt32(1);
            writer.WriteInt32(2);
        }),
        Codec.Write<IShapeFormatter, IShape>(new Corner(1, 2)));

    [Fact]
    public void A_value_that_is_no_case_is_refused_by_its_type_even_when_it_derives_from_one()
    {
        string message = Assert.Throws<MqEncodeException>(() => Codec.Write<IShapeFormatter, IShape>(new Ball(1))).Message;

        Assert.Contains("TypedMq.Tests.Zoo.Ball", message, StringComparison.Ordinal);
        Assert.Contains("IShape", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_where_the_contract_has_none_is_refused_by_name()
    {
        Assert.Contains("IShape", Assert.Throws<MqEncodeException>(() => Codec.Write<IShapeFormatter, IShape>(null!)).Message, StringComparison.Ordinal);
        Assert.Contains("Group.First", Assert.Throws<MqEncodeException>(() => Codec.Write<GroupFormatter, Group>(new() { First = null! })).Message, StringComparison.Ordinal);
        Assert.Equal("IShape", Codec.Refuse<IShapeFormatter, IShape>([0xC0]).Contract);
    }

    [Fact]
    public void An_unknown_tag_is_refused_where_the_union_starts()
    {
        MqDecodeException error = Codec.Refuse<IShapeFormatter, IShape>(Convert.FromHexString("920890"));

        Assert.Equal(("IShape", 0), (error.Contract, error.Offset));
        Assert.Contains("the tag 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_case_becomes_null_where_the_contract_says_so_and_what_follows_is_read()
    {
        Diary read = Codec.Read<DiaryFormatter, Diary>(Convert.FromHexString("91929203820190A178C092029205CCC8"));

        Assert.Equal([null, new Stopped(5, 200)], read.Events);
    }

    [Theory]
    [InlineData("9107")]
    [InlineData("93079000")]
    [InlineData("90")]
    [InlineData("9207C0")]
    [InlineData("92A13790")]
    [InlineData("92CF00000001000000079090")]
    [InlineData("DD7FFFFFFF0790")]
    [InlineData("8007")]
    public void What_is_no_such_union_is_refused(string hex) => Codec.Refuse<IShapeFormatter, IShape>(Convert.FromHexString(hex));

    [Fact]
    public void A_message_cut_at_any_byte_is_refused()
    {
        byte[] whole = Codec.Write<IShapeFormatter, IShape>(new Group { First = new Circle(1), Rest = [new Corner(2, 3)] });
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.NotNull(Codec.Refuse<IShapeFormatter, IShape>(whole[..length]).Contract);
        }
    }

    [Fact]
    public void Nesting_ends_at_the_depth_limit()
    {
        Assert.Contains("64 levels", Codec.Refuse<IShapeFormatter, IShape>(Nested(40)).Message, StringComparison.Ordinal);
        Assert.IsType<Group>(Codec.Read<IShapeFormatter, IShape>(Nested(30)));

        static byte[] Nested(int depth) => [.. Enumerable.Range(0, depth).SelectMany(static _ => Convert.FromHexString("92CE0001117081A56669727374")), 0x92, 0x07, 0x90];
    }

    [Fact]
    public void A_union_travels_through_a_channel()
    {
        using MqNode node = MqNode.Create(static options => options.UseInProcess());
        IShapes shapes = node.Open<IShapes>();

        shapes.Send(new Circle(4));

        Assert.Equal(new Circle(4), shapes.Receive());
    }

    [Fact]
    public void Sizes_are_bounded_when_those_of_all_cases_are()
    {
        Assert.Equal(6 + 1 + 9 + 5, HappenedFormatter.MaxSize);
        Assert.Equal(MqSize.Unbounded, IShapeFormatter.MaxSize);
    }
}
