using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Reading into a value that is there: the same value as a new one, in the memory of the old one.</summary>
public class IntoTests
{
    [Fact]
    public void An_object_and_all_that_it_holds_stay_what_they_are()
    {
        Basket existing = Filled(1);
        Basket before = existing;
        (List<BasketLine> lines, BasketLine line, double[] levels, byte[] raw, Dictionary<int, double> prices, BasketLine? first, IBasketNote? note, IReadOnlyList<string> tags) =
            (existing.Lines, existing.Lines[0], existing.Levels, existing.Raw, existing.Prices, existing.First, existing.Note, existing.Tags);
        (HashSet<int> set, Queue<int> waiting, Stack<int> undo) = (existing.Set, existing.Waiting, existing.Undo);

        AssertReads(Filled(2), ref existing);

        Assert.Same(before, existing);
        Assert.Same(lines, existing.Lines);
        Assert.Same(line, existing.Lines[0]);
        Assert.Same(levels, existing.Levels);
        Assert.Same(raw, existing.Raw);
        Assert.Same(prices, existing.Prices);
        Assert.Same(first, existing.First);
        Assert.Same(note, existing.Note);
        Assert.Same(tags, existing.Tags);
        Assert.Same(set, existing.Set);
        Assert.Same(waiting, existing.Waiting);
        Assert.Same(undo, existing.Undo);
    }

    [Fact]
    public void Text_that_comes_again_is_the_string_that_is_there()
    {
        Basket existing = Filled(1);
        (string symbol, string unit, string tag, string? currency) = (existing.Symbol, existing.Size.Unit, existing.Tags[0], existing.Total!.Value.Currency);

        AssertReads(Filled(1), ref existing);

        Assert.Same(symbol, existing.Symbol);
        Assert.Same(unit, existing.Size.Unit);
        Assert.Same(tag, existing.Tags[0]);
        Assert.Same(currency, existing.Total!.Value.Currency);
    }

    [Fact]
    public void Every_filling_is_read_into_every_other()
    {
        Func<Basket>[] fillings = [() => Filled(1), () => Filled(3), Empty, Other];
        foreach (Func<Basket> before in fillings)
        {
            foreach (Func<Basket> after in fillings)
            {
                Basket existing = before();
                AssertReads(after(), ref existing);
            }
        }
    }

    [Fact]
    public void Null_becomes_a_new_object()
    {
        Basket existing = null!;
        AssertReads(Filled(1), ref existing);
    }

    [Fact]
    public void A_member_that_is_not_sent_keeps_what_it_holds()
    {
        object mine = new();
        Basket existing = Filled(1);
        existing.Mine = mine;
        existing.Total = existing.Total!.Value with { Mine = 5 };

        AssertReads(Filled(2), ref existing);

        Assert.Same(mine, existing.Mine);
        Assert.Equal(5, existing.Total!.Value.Mine);
    }

    [Fact]
    public void A_message_of_an_older_sender_gives_a_new_object_in_which_nothing_is_left_of_the_old_one()
    {
        BasketLine existing = new() { Number = 1, Text = "old", Added = 2 };
        BasketLine before = existing;

        Codec.ReadInto<BasketLineFormatter, BasketLine>([0x91, 0x05], ref existing);

        Assert.NotSame(before, existing);
        Assert.Equal((5, "", 7), (existing.Number, existing.Text, existing.Added));
        Assert.Equal("old", before.Text);
    }

    [Fact]
    public void A_required_member_that_is_absent_is_refused_as_ever()
    {
        Basket existing = Filled(1);

        Assert.Contains("a required member is absent", Assert.Throws<MqDecodeException>(() => Codec.ReadInto<BasketFormatter, Basket>([0x90], ref existing)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_without_a_key_gives_a_new_object_at_every_level()
    {
        OlderMapNode? older = null;
        MapNode existing = null!;
        for (int i = 0; i < MqReader.MaxDepth; i++)
        {
            older = new() { Next = older, Value = i };
            existing = new() { Next = existing, Value = -1, Note = "old" };
        }

        MapNode before = existing;
        Codec.ReadInto<MapNodeFormatter, MapNode>(Codec.Write<OlderMapNodeFormatter, OlderMapNode>(older!), ref existing);

        Assert.NotSame(before, existing);
        int depth = 0;
        for (MapNode? node = existing; node is not null; node = node.Next, depth++)
        {
            Assert.Equal((MqReader.MaxDepth - 1 - depth, "absent"), (node.Value, node.Note));
        }

        Assert.Equal(MqReader.MaxDepth, depth);
    }

    [Fact]
    public void A_recursive_map_with_all_keys_is_overwritten_in_place_and_what_it_nests_is_made_anew()
    {
        MapNode sent = null!;
        MapNode existing = null!;
        for (int i = 0; i < MqReader.MaxDepth; i++)
        {
            sent = new() { Next = sent, Value = i, Note = "new" };
            existing = new() { Next = existing };
        }

        (MapNode before, MapNode next) = (existing, existing.Next!);
        byte[] message = Codec.Write<MapNodeFormatter, MapNode>(sent);
        Codec.ReadInto<MapNodeFormatter, MapNode>(message, ref existing);

        Assert.Same(before, existing);
        Assert.NotSame(next, existing.Next);
        Assert.Equal(message, Codec.Write<MapNodeFormatter, MapNode>(existing));

        byte[] deeper = [0x83, 0xA5, .. "value"u8, 0x00, 0xA4, .. "next"u8, .. message, 0xA4, .. "note"u8, 0xA0];
        Assert.Throws<MqDecodeException>(() => Codec.ReadInto<MapNodeFormatter, MapNode>(deeper, ref existing));
    }

    [Fact]
    public void An_object_of_a_derived_type_is_replaced_by_one_of_the_contract()
    {
        BasketLine line = new DerivedLine { Number = 1 };
        Codec.ReadInto<BasketLineFormatter, BasketLine>(Codec.Write<BasketLineFormatter, BasketLine>(new() { Number = 2 }), ref line);
        Assert.Equal((typeof(BasketLine), 2), (line.GetType(), line.Number));

        Basket existing = Filled(1);
        existing.First = new DerivedLine();
        AssertReads(Filled(2), ref existing);
        Assert.IsType<BasketLine>(existing.First);
    }

    [Fact]
    public void A_union_is_read_into_the_case_that_is_there_and_replaced_by_another()
    {
        Basket existing = Filled(1);
        existing.Note = new TextNote { Text = "old" };
        IBasketNote before = existing.Note;

        AssertReads(WithNote(new TextNote { Text = "new" }), ref existing);
        Assert.Same(before, existing.Note);
        AssertReads(WithNote(new NumberNote(1)), ref existing);
        Assert.Equal(new NumberNote(1), existing.Note);
        AssertReads(WithNote(new FlagNote(true)), ref existing);
        Assert.Equal(new FlagNote(true), existing.Note);
        AssertReads(WithNote(null), ref existing);
        AssertReads(WithNote(new TextNote { Text = "again" }), ref existing);
    }

    [Fact]
    public void Generic_contracts_are_read_into()
    {
        Shelves existing = new() { Lines = { Items = [new(), new()], Top = new() { Number = 1 } }, Numbers = { Items = [1, null], Top = 1 } };
        (Shelves before, BasketLine item, BasketLine top) = (existing, existing.Lines.Items[0], existing.Lines.Top!);
        Shelves sent = new() { Lines = { Items = [new() { Number = 3 }], Top = new() { Number = 2 } }, Numbers = { Items = [null, 4, 5], Top = null } };

        AssertReads<ShelvesFormatter, Shelves>(sent, ref existing);

        Assert.Same(before, existing);
        Assert.Same(item, existing.Lines.Items[0]);
        Assert.Same(top, existing.Lines.Top);
        Assert.Equal([null, 4, 5], existing.Numbers.Items);
    }

    [Fact]
    public void A_struct_is_overwritten_in_place()
    {
        BasketTotal existing = new() { Currency = "EUR", Amount = 1, Mine = 5 };
        string? currency = existing.Currency;

        AssertReads<BasketTotalFormatter, BasketTotal>(new() { Currency = string.Concat("E", "UR"), Amount = 2 }, ref existing);

        Assert.Same(currency, existing.Currency);
        Assert.Equal((2, 5), (existing.Amount, existing.Mine));
        Codec.ReadInto<BasketTotalFormatter, BasketTotal>([0x91, 0xA0], ref existing);
        Assert.Equal(new BasketTotal { Currency = "" }, existing);
    }

    [Fact]
    public void What_was_refused_halfway_does_no_harm_to_what_comes_next()
    {
        byte[] message = Codec.Write<BasketFormatter, Basket>(Filled(3));
        Basket existing = Filled(1);
        for (int length = 0; length < message.Length; length++)
        {
            byte[] truncated = message[..length];
            Assert.Throws<MqDecodeException>(() => Codec.ReadInto<BasketFormatter, Basket>(truncated, ref existing));
        }

        AssertReads(Filled(2), ref existing);
    }

    [Fact]
    public void Changed_messages_are_read_or_refused_as_they_are_into_a_new_object()
    {
        Random random = new(20261120);
        byte[][] messages = [Codec.Write<BasketFormatter, Basket>(Filled(1)), Codec.Write<BasketFormatter, Basket>(Filled(3)), Codec.Write<BasketFormatter, Basket>(Other())];
        Basket existing = Filled(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] message = [.. messages[random.Next(messages.Length)]];
            message[random.Next(message.Length)] = (byte)random.Next(256);
            message[random.Next(message.Length)] ^= (byte)(1 << random.Next(8));

            (string? refused, byte[]? read) = Outcome(() => Codec.Read<BasketFormatter, Basket>(message));
            (string? refusedInto, byte[]? readInto) = Outcome(() =>
            {
                Codec.ReadInto<BasketFormatter, Basket>(message, ref existing);
                return existing;
            });

            Assert.Equal(refused, refusedInto);
            Assert.Equal(read, readInto);
        }
    }

    private static (string? Refused, byte[]? Read) Outcome(Func<Basket> read)
    {
        try
        {
            return (null, Codec.Write<BasketFormatter, Basket>(read()));
        }
        catch (MqDecodeException refusal)
        {
            return (refusal.Message, null);
        }
    }

    private static void AssertReads(Basket sent, ref Basket existing) => AssertReads<BasketFormatter, Basket>(sent, ref existing);

    private static void AssertReads<TFormatter, T>(T sent, ref T existing)
        where TFormatter : struct, IMqFormatter<T>
    {
        byte[] message = Codec.Write<TFormatter, T>(sent);
        Codec.ReadInto<TFormatter, T>(message, ref existing);
        Assert.Equal(message, Codec.Write<TFormatter, T>(existing));
    }

    private static Basket WithNote(IBasketNote? note)
    {
        Basket basket = Filled(2);
        basket.Note = note;
        return basket;
    }

    internal static Basket Filled(int seed) => new Basket
    {
        Id = seed,
        Lines = [new() { Number = seed, Text = $"line {seed}", Added = seed }, new() { Number = -seed }],
        Levels = [seed, seed + 0.5],
        Raw = [(byte)seed, 2, 3],
        Prices = new() { [seed] = 1.5, [-seed] = 2.5 },
        First = new() { Text = $"first {seed}" },
        Note = new TextNote { Text = $"naïve {seed}" },
        Size = (seed, $"kg {seed}"),
        Tags = new List<string> { $"tag {seed}", "名" },
        Set = [seed, seed * 2],
        Waiting = new([seed, 1, 2]),
        Undo = new([seed, 3, 4]),
        Total = new BasketTotal { Currency = $"EUR{seed}", Amount = seed },
    }.With($"SYM{seed}");

    private static Basket Empty() => new() { Id = 0 };

    /// <summary>Other lengths, and other collections behind the interfaces.</summary>
    private static Basket Other() => new Basket
    {
        Id = long.MaxValue,
        Lines = [.. Enumerable.Range(0, 20).Select(static number => new BasketLine { Number = number })],
        Levels = [1],
        Raw = new byte[40],
        Prices = Enumerable.Range(0, 20).ToDictionary(static key => key, static key => key / 2.0),
        Note = new NumberNote(4),
        Tags = ["a", "b", "c", "d"],
        Set = [.. Enumerable.Range(0, 20)],
        Waiting = new(Enumerable.Range(0, 20)),
        Undo = new(Enumerable.Range(0, 20)),
    }.With("");

    /// <summary>At every level a key is absent: who read into each level would read the rest again at each, 60 times in all.</summary>
    [Fact]
    public void A_recursive_map_that_lacks_keys_is_read_twice_at_the_most()
    {
        const int Depth = 60;
        MapNode existing = new() { Note = "leaf" };
        byte[] message = [0x83, 0xA5, .. "value"u8, 0x00, 0xA4, .. "note"u8, 0xDA, 0x40, 0x00, .. Enumerable.Repeat((byte)'x', 0x4000), 0xA1, (byte)'?', 0xC0];
        for (int i = 0; i < Depth; i++)
        {
            existing = new() { Note = "node", Next = existing };
            message = [0x83, 0xA5, .. "value"u8, 0x00, 0xA4, .. "next"u8, .. message, 0xA1, (byte)'?', 0xC0];
        }

        long start = GC.GetAllocatedBytesForCurrentThread();
        MqReader reader = new(message);
        MapNodeFormatter.Read(ref reader);
        long once = GC.GetAllocatedBytesForCurrentThread() - start;
        reader = new(message);
        MapNodeFormatter.ReadInto(ref reader, ref existing);
        long into = GC.GetAllocatedBytesForCurrentThread() - start - once;

        Assert.InRange(into, 1, once * 3);
    }
}
