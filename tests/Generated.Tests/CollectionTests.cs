using System.Collections.Immutable;
using System.Collections.ObjectModel;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Collections of every kind, tuples and pairs.</summary>
public class CollectionTests
{
    private static readonly CollectionKinds Kinds = new(
        [1, 2],
        ["x", null],
        [new(1, "ACME", 2m)],
        [300],
        [4, 5],
        ["a", "b"],
        [Side.Sell, Side.Buy],
        new([1, 2, 3]),
        new([1, 2, 3]),
        new Dictionary<string, int?> { ["one"] = 1, ["none"] = null },
        new Dictionary<int, IList<int>> { [7] = [7, 8] });

    [Fact]
    public void Collections_of_every_kind_come_back()
    {
        CollectionKinds read = Codec.RoundTrip<CollectionKindsFormatter, CollectionKinds>(Kinds);

        Assert.Equivalent(Kinds, read, strict: true);
        Assert.Equal(["a", "b"], read.Immutable.AsEnumerable());
    }

    [Fact]
    public void Empty_and_absent_collections_come_back()
    {
        CollectionKinds sent = new([], [], [], null, [], default, [], new(), new(), new Dictionary<string, int?>(), null);

        CollectionKinds read = Codec.RoundTrip<CollectionKindsFormatter, CollectionKinds>(sent);

        Assert.Equal(0, read.List.Count + read.ReadOnlyList.Count + read.Collection.Count + read.Set.Count + read.Queue.Count + read.Stack.Count + read.Dictionary.Count);
        Assert.Empty(read.Enumerable);
        Assert.True(read.Immutable.IsDefault);
        Assert.Null(read.ReadOnlyCollection);
        Assert.Null(read.ReadOnlyDictionary);
    }

    [Fact]
    public void A_queue_comes_in_the_order_in_which_it_is_dequeued_and_a_stack_in_that_in_which_it_is_popped()
    {
        byte[] message = Codec.Write<CollectionKindsFormatter, CollectionKinds>(new([], [], [], null, [], [], [], new([1, 2, 3]), new([1, 2, 3]), new Dictionary<string, int?>(), null));

        Assert.Equal("9b909090c09090909301020393030201" + "80c0", Convert.ToHexStringLower(message));
        CollectionKinds read = Codec.Read<CollectionKindsFormatter, CollectionKinds>(message);
        Assert.Equal((1, 3), (read.Queue.Dequeue(), read.Stack.Pop()));
    }

    [Fact]
    public void Interfaces_take_whatever_implements_them()
    {
        CollectionKinds sent = Kinds with
        {
            List = new Collection<int>([1, 2]),
            ReadOnlyList = ImmutableList.Create("x", null),
            Collection = new LinkedList<PositionalStruct>([new(1, "ACME", 2m)]),
            ReadOnlyCollection = new SortedSet<int> { 300 },
            Enumerable = Enumerable.Range(4, 2).Select(static number => (long)number),
            Dictionary = new SortedDictionary<string, int?> { ["one"] = 1, ["none"] = null },
            ReadOnlyDictionary = new ReadOnlyDictionary<int, IList<int>>(new Dictionary<int, IList<int>> { [7] = [7, 8] }),
        };

        Assert.Equivalent(Kinds, Codec.RoundTrip<CollectionKindsFormatter, CollectionKinds>(sent), strict: true);
    }

    [Fact]
    public void Arrays_of_a_derived_type_are_written_as_the_declared_contract()
    {
        DerivedContract[] derived = [new() { Id = 1 }, new() { Id = 2 }];

        Bases read = Codec.RoundTrip<BasesFormatter, Bases>(new(derived, derived));

        Assert.Equal([1, 2], read.Array.Select(static item => item.Id));
        Assert.All(read.List, static item => Assert.IsType<BaseContract>(item));
    }

    [Fact]
    public void A_collection_that_changes_while_it_is_sent_is_refused() => Assert.Contains(
        "a Count of 2, but gave 1 items",
        Assert.Throws<MqEncodeException>(() => Codec.Write<CollectionKindsFormatter, CollectionKinds>(Kinds with { List = new Shrinking() })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Bytes_are_binary_data_in_a_memory_and_numbers_in_a_collection()
    {
        Bytes sent = new(new byte[] { 1, 200 }, new byte[] { 2 }, null, [1, 200], [3]);

        byte[] message = Codec.Write<BytesFormatter, Bytes>(sent);
        Bytes read = Codec.Read<BytesFormatter, Bytes>(message);

        Assert.Equal("95c40201c8c40102c09201ccc89103", Convert.ToHexStringLower(message));
        Assert.Equal([1, 200], read.Memory.ToArray());
        Assert.Equal([2], read.ReadOnly.ToArray());
        Assert.Null(read.Maybe);
    }

    [Fact]
    public void Tuples_and_pairs_come_back()
    {
        Tuples sent = new(
            new(1), (1, null), (1, 2, 3), (1, 2, 3, 4), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6, 7, "8"), (1, 2, 3, 4, 5, 6, 7, 8, "9"),
            (1, [("x", new(1))]), new("key", new() { Number = 5, Text = "text" }));

        Tuples read = Codec.RoundTrip<TuplesFormatter, Tuples>(sent);

        Assert.Equal(sent with { Maybe = null }, read with { Maybe = null });
        Assert.Equal(sent.Maybe!.Value.Item2, read.Maybe!.Value.Item2);
    }

    [Fact]
    public void A_tuple_of_another_length_is_refused()
    {
        MqDecodeException error = Codec.Refuse<BoundedTupleFormatter, BoundedTuple>([0x92, 0x93, 1, 2, 3]);

        Assert.Equal(("BoundedTuple", "Tuple", 1), (error.Contract, error.Member, error.Offset));
        Assert.Contains("a tuple is an array of 2, found 3", error.Message, StringComparison.Ordinal);
        Assert.Equal("Pair", Codec.Refuse<BoundedTupleFormatter, BoundedTuple>([0x92, 0x92, 1, 0xC0, 0x91, 1]).Member);
    }

    [Fact]
    public void A_tuple_is_bounded_when_its_elements_are() => Assert.Equal(1 + (1 + 5 + (1 + 2 + 1)) + (1 + 5 + 9), BoundedTupleFormatter.MaxSize);

    [Fact]
    public void A_set_takes_a_value_that_comes_twice_once_and_a_dictionary_refuses_a_key_that_does()
    {
        byte[] message = Codec.Write<CollectionKindsFormatter, CollectionKinds>(Kinds with { Set = [Side.Sell], Dictionary = new Dictionary<string, int?> { ["a"] = 1, ["b"] = 2 } });
        string hex = Convert.ToHexStringLower(message);

        Assert.Equal([Side.Sell], Codec.Read<CollectionKindsFormatter, CollectionKinds>(Convert.FromHexString(hex.Replace("9101930102", "920101930102", StringComparison.Ordinal))).Set);
        MqDecodeException error = Codec.Refuse<CollectionKindsFormatter, CollectionKinds>(Convert.FromHexString(hex.Replace("a16202", "a16102", StringComparison.Ordinal)));
        Assert.Equal("Dictionary", error.Member);
    }

    [Fact]
    public void Recursion_through_an_interface_is_seen_and_bounded()
    {
        Node node = new(1, [new(2, []), new(3, [new(4, [])])]);
        Assert.Equivalent(node, Codec.RoundTrip<NodeFormatter, Node>(node), strict: true);

        byte[] deep = [.. Enumerable.Range(0, 65).SelectMany(static _ => new byte[] { 0x92, 1, 0x91 }), 0xC0];
        Assert.Contains("64 levels", Codec.Refuse<NodeFormatter, Node>(deep).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_messages_and_huge_counts_are_refused()
    {
        byte[] whole = Codec.Write<CollectionKindsFormatter, CollectionKinds>(Kinds);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.NotNull(Codec.Refuse<CollectionKindsFormatter, CollectionKinds>(whole[..length]).Contract);
        }

        for (int at = 1; at < whole.Length; at++)
        {
            byte[] hostile = [.. whole[..at], 0xDD, 0x7F, 0xFF, 0xFF, 0xFF, .. whole[at..]];
            Assert.NotNull(Codec.Refuse<CollectionKindsFormatter, CollectionKinds>(hostile).Contract);
        }
    }

    /// <summary>Announces two items and has one.</summary>
    private sealed class Shrinking : Collection<int>, ICollection<int>
    {
        int ICollection<int>.Count => 2;

        IEnumerator<int> IEnumerable<int>.GetEnumerator()
        {
            yield return 1;
        }
    }
}
