using TypedMq.Formatters;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Generic contracts are closed where they are used.</summary>
public class GenericTests
{
    [Fact]
    public void Closed_contracts_come_back_as_members()
    {
        Closed sent = new(
            new(1),
            new("text"),
            new(null),
            new(new(0.5)),
            [new(Side.Buy), new(Side.Sell)],
            new() { ["a"] = new(1, "one"), ["b"] = new(2, null) },
            new([new(1, "ACME", 2m)]),
            new(null));

        Assert.Equivalent(sent, Codec.RoundTrip<ClosedFormatter, Closed>(sent), strict: true);
    }

    [Fact]
    public void Members_that_others_may_not_touch_come_back_too()
    {
        GuardedOfPlain sent = new()
        {
            Guarded = new() { Maybe = 2, Items = [3, 4], Other = null },
            Chain = new() { Value = "first", Next = new() { Value = null }, Rest = ["rest"] },
            More = new() { Value = null },
        };
        sent.Guarded.Hide(1, new() { Number = 5 });

        GuardedOfPlain read = Codec.RoundTrip<GuardedOfPlainFormatter, GuardedOfPlain>(sent);

        Assert.Equal((1, 2, 5, null), (read.Guarded.Reveal(), read.Guarded.Maybe, read.Guarded.Reference.Number, read.Guarded.Other));
        Assert.Equal([3, 4], read.Guarded.Items);
        Assert.Equivalent(sent.Chain, read.Chain, strict: true);
        Assert.NotNull(read.More);
    }

    [Fact]
    public void An_open_formatter_is_closed_by_name() => Assert.Equal(new(7), Codec.RoundTrip<BoxFormatter<int, Int32Formatter>, Box<int>>(new(7)));

    [Fact]
    public void Null_is_refused_where_the_type_argument_has_none()
    {
        Assert.Throws<MqEncodeException>(() => Codec.Write<BoxFormatter<string, StringFormatter>, Box<string>>(new(null!)));
        MqDecodeException error = Codec.Refuse<BoxFormatter<string, StringFormatter>, Box<string>>([0x91, 0xC0]);

        Assert.Equal(("Box", "Value"), (error.Contract, error.Member));
        Codec.Refuse<ChainFormatter<int, Int32Formatter>, Chain<int>>([0x91, 0xC0]);
        Assert.Null(Codec.Read<ChainFormatter<string, StringFormatter>, Chain<string>>([0x91, 0xC0]).Value);
    }

    [Fact]
    public void A_chain_that_holds_itself_is_refused_as_other_contracts_are()
    {
        Chain<int> chain = new() { Value = 1 };
        chain.Next = chain;

        Assert.Contains("holds itself", Assert.Throws<MqEncodeException>(() => Codec.Write<ChainFormatter<int, Int32Formatter>, Chain<int>>(chain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Closed_contracts_are_cases_of_unions()
    {
        Assert.Equal(new Known<int>(1), new Anything(Codec.RoundTrip<AnythingFormatter, Anything>(new(new Known<int>(1))).Known).Known);
        Assert.Equal(new Known<string>("a"), Codec.RoundTrip<IKnownFormatter, IKnown>(new Known<string>("a")));
        Assert.Contains("Known`1[System.Int64]", Assert.Throws<MqEncodeException>(() => Codec.Write<IKnownFormatter, IKnown>(new Known<long>(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_cut_at_any_byte_is_refused()
    {
        byte[] whole = Codec.Write<BoxFormatter<Pair<int, string>, PairFormatter<int, string, Int32Formatter, StringFormatter>>, Box<Pair<int, string>>>(new(new(1, "one")));
        for (int length = 0; length < whole.Length; length++)
        {
            Codec.Refuse<BoxFormatter<Pair<int, string>, PairFormatter<int, string, Int32Formatter, StringFormatter>>, Box<Pair<int, string>>>(whole[..length]);
        }
    }

    [Fact]
    public void Closed_contracts_are_payloads()
    {
        using MqNode node = MqNode.Create(static options => options.UseInProcess());
        IBoxes boxes = node.Open<IBoxes>();
        IBoxesOfAllKinds all = node.Open<IBoxesOfAllKinds>();

        boxes.Send(new Box<int>(4));
        all.Send(new Box<int>(5));
        all.Send(new Box<List<string>>(["a"]));

        Assert.Equal(new(4), boxes.Receive());
    }

    [Fact]
    public void Sizes_are_those_of_the_type_arguments()
    {
        Assert.Equal(1 + 5, BoxFormatter<int, Int32Formatter>.MaxSize);
        Assert.Equal(MqSize.Unbounded, BoxFormatter<string, StringFormatter>.MaxSize);
        Assert.Equal(MqSize.Unbounded, ChainFormatter<int, Int32Formatter>.MaxSize);
    }
}
