using TypedMq.Formatters;

namespace TypedMq.Tests.Wire;

/// <summary>Reading into a value that is there gives what reading gives, and keeps the memory of the old one where it can.</summary>
public class IntoTests
{
    public static TheoryData<string> Types => [.. Codecs.All.Select(codec => codec.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_value_is_read_into_every_other_of_its_type(string type)
    {
        Codec codec = Codecs.Of(type);
        EncodeVector[] vectors = [.. Vectors.Encode.Values.Where(vector => vector.Codec == codec)];
        foreach (EncodeVector before in vectors)
        {
            foreach (EncodeVector after in vectors)
            {
                object? existing = codec.Decode(before.Bytes);
                Assert.Equal(after.Bytes, codec.Encode(codec.DecodeInto(after.Bytes, existing)));
            }
        }
    }

    [Fact]
    public void Hostile_bytes_are_read_or_refused_as_they_are_into_nothing()
    {
        HostileBytes hostile = new(7);
        EncodeVector[] vectors = [.. Vectors.Encode.Values];
        for (int i = 0; i < HostileBytes.Count / 4; i++)
        {
            EncodeVector vector = vectors[hostile.Choose(vectors.Length)];
            byte[] bytes = hostile.Choose(4) == 0 ? hostile.Next() : hostile.Mutate(vector.Bytes);

            Assert.Equal(Outcome(vector.Codec, () => vector.Codec.Decode(bytes)), Outcome(vector.Codec, () => vector.Codec.DecodeInto(bytes, vector.Codec.Decode(vector.Bytes))));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    [Trait("Accepts", "R8")]
    public void A_count_that_the_remaining_bytes_cannot_back_allocates_nothing_beside_a_value_that_is_there(string type)
    {
        Codec codec = Codecs.Of(type);
        foreach (EncodeVector vector in Vectors.Encode.Values.Where(vector => vector.Codec == codec))
        {
            foreach (string header in new[] { "dcffff", "dd7fffffff", "df40000000", "dbffffffff", "c6ffffffff", "dd00000064", "df00000032" })
            {
                byte[] bytes = [.. Bytes.Of(header), .. Enumerable.Repeat((byte)0xC1, 100)];
                object? existing = codec.Decode(vector.Bytes);
                Assert.InRange(Garbage.Of(() => Assert.Throws<MqDecodeException>(() => codec.DecodeInto(bytes, existing))), 0, 64 * 1024);
            }
        }
    }

    [Fact]
    public void Objects_are_reused()
    {
        AssertReused<ListFormatter<Int32Formatter, int>, List<int>>([1, 2, 3], [4, 5]);
        AssertReused<ListFormatter<Int32Formatter, int>, List<int>>([1], [4, 5, 6]);
        AssertReused<ArrayFormatter<Int32Formatter, int>, int[]>([1, 2], [3, 4]);
        AssertReused<BinaryFormatter, byte[]>([1, 2], [3, 4]);
        AssertReused<DictionaryFormatter<Int32Formatter, int, StringFormatter, string>, Dictionary<int, string>>(new() { [1] = "a" }, new() { [2] = "b", [3] = "c" });
        AssertReused<HashSetFormatter<StringFormatter, string>, HashSet<string>>(["a"], ["b", "c"]);
        AssertReused<QueueFormatter<Int32Formatter, int>, Queue<int>>(new([1, 2]), new([3]));
        AssertReused<StackFormatter<Int32Formatter, int>, Stack<int>>(new([1, 2]), new([3, 4, 5]));
        AssertReused<StringFormatter, string>("repeated", string.Concat("repe", "ated"));
        AssertReused<InterfaceListFormatter<Int32Formatter, int>, IList<int>>(new List<int> { 1 }, [2, 3]);
        AssertReused<InterfaceEnumerableFormatter<Int32Formatter, int>, IEnumerable<int>>(new List<int> { 1 }, [2, 3]);
        AssertReused<InterfaceReadOnlyDictionaryFormatter<Int32Formatter, int, Int32Formatter, int>, IReadOnlyDictionary<int, int>>(new Dictionary<int, int>(), new Dictionary<int, int> { [2] = 3 });
        AssertReused<OptionalFormatter<ListFormatter<Int32Formatter, int>, List<int>>, List<int>?>([1], [2]);
    }

    [Fact]
    public void Arrays_of_another_length_and_other_text_are_new()
    {
        AssertReplaced<ArrayFormatter<Int32Formatter, int>, int[]>([1, 2], [3]);
        AssertReplaced<BinaryFormatter, byte[]>([1, 2], [3, 4, 5]);
        AssertReplaced<StringFormatter, string>("one", "two");
        AssertReplaced<OptionalFormatter<StringFormatter, string>, string?>("one", null);
        AssertReplaced<OptionalFormatter<StringFormatter, string>, string?>(null, "two");
    }

    [Fact]
    public void What_a_new_value_would_not_be_is_replaced()
    {
        AssertReplaced<ArrayFormatter<CustomFormatter<AnyFormatter, object>, object>, object[]>(new string[] { "derived" }, ["a"]);
        AssertReplaced<ListFormatter<Int32Formatter, int>, List<int>>(new DerivedList { 1 }, [2]);
        AssertReplaced<DictionaryFormatter<StringFormatter, string, Int32Formatter, int>, Dictionary<string, int>>(new(StringComparer.OrdinalIgnoreCase), new() { ["a"] = 1, ["A"] = 2 });
        AssertReplaced<HashSetFormatter<StringFormatter, string>, HashSet<string>>(new(StringComparer.OrdinalIgnoreCase), ["a", "A"]);
        AssertReplaced<InterfaceListFormatter<Int32Formatter, int>, IList<int>>(new[] { 1 }, [2]);
        AssertReplaced<InterfaceCollectionFormatter<Int32Formatter, int>, ICollection<int>>(new HashSet<int> { 1 }, [2]);
        AssertReplaced<InterfaceDictionaryFormatter<Int32Formatter, int, Int32Formatter, int>, IDictionary<int, int>>(new SortedDictionary<int, int>(), new Dictionary<int, int> { [2] = 3 });
    }

    [Fact]
    public void A_large_stack_grows_as_it_is_read() =>
        AssertReused<StackFormatter<Int32Formatter, int>, Stack<int>>(new([1]), new(Enumerable.Range(0, 70_000)));

    [Fact]
    public void A_string_is_kept_only_when_it_is_the_very_text()
    {
        string[] texts =
        [
            "", "a", "b", "ab", "é", "ê", "e\u0301", "名", "名前", "\U0001F600", "\U0001F601", "\0", new('x', 127), new('x', 128), new('x', 129), new('é', 127), new('é', 128),
            new string('é', 127) + "\U0001F600", new string('é', 127) + "\U0001F601", new string('名', 300), new string('名', 300) + "a", new string('名', 299) + "前",
        ];
        foreach (string before in texts)
        {
            foreach (string after in texts)
            {
                string existing = before;
                Into<StringFormatter, string>(after, ref existing);
                Assert.Equal(after, existing);
                Assert.Equal(before.Equals(after, StringComparison.Ordinal), ReferenceEquals(before, existing));
            }
        }
    }

    [Theory]
    [InlineData("a1ff", "\uFFFD")]
    [InlineData("a3eda080", "\uD800")]
    [InlineData("a2c3a9", "Ã©")]
    [InlineData("a3e4ba61", "\u4EA6")]
    public void Bytes_that_are_no_text_are_never_taken_for_the_string_that_is_there(string hex, string text)
    {
        string existing = text;
        byte[] bytes = Bytes.Of(hex);
        try
        {
            MqReader reader = new(bytes);
            reader.ReadStringInto(ref existing);
            Assert.Equal("é", existing);
        }
        catch (MqDecodeException)
        {
            Assert.Same(text, existing);
        }
    }

    [Fact]
    public void A_reader_goes_back_but_not_forth()
    {
        MqReader reader = new([1, 2, 3]);
        Assert.Equal(1, reader.ReadInt32());
        Assert.Equal(2, reader.ReadInt32());
        reader.Rewind(1);
        Assert.Equal(2, reader.ReadInt32());
        reader.Rewind(reader.Position);
        Assert.Equal(3, reader.ReadInt32());

        Assert.Throws<ArgumentOutOfRangeException>(static () => new MqReader([1, 2, 3]).Rewind(1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new MqReader([1, 2, 3]).Rewind(-1));
    }

    private static string Outcome(Codec codec, Func<object?> read)
    {
        try
        {
            return Convert.ToHexStringLower(codec.Encode(read()));
        }
        catch (MqDecodeException refusal)
        {
            return refusal.Message;
        }
    }

    private static void AssertReused<TFormatter, T>(T existing, T sent)
        where TFormatter : struct, IMqFormatter<T>
    {
        T before = existing;
        Into<TFormatter, T>(sent, ref existing);
        Assert.True(ReferenceEquals(before, existing));
        Assert.Equal(sent, existing);
    }

    private static void AssertReplaced<TFormatter, T>(T existing, T sent)
        where TFormatter : struct, IMqFormatter<T>
    {
        T before = existing;
        Into<TFormatter, T>(sent, ref existing);
        Assert.False(ReferenceEquals(before, existing));
        Assert.Equal(sent, existing);
    }

    private static void Into<TFormatter, T>(T sent, ref T existing)
        where TFormatter : struct, IMqFormatter<T>
    {
        MqWriter counter = new([]);
        TFormatter.Write(ref counter, in sent);
        byte[] bytes = new byte[counter.Length];
        MqWriter writer = new(bytes);
        TFormatter.Write(ref writer, in sent);
        MqReader reader = new(bytes);
        TFormatter.ReadInto(ref reader, ref existing);
        reader.End();
    }

    private sealed class DerivedList : List<int>;

    /// <summary>Strings as objects, so that there are arrays of a derived type.</summary>
    private readonly struct AnyFormatter : IMqFormatter<object>
    {
        public static int MaxSize => MqSize.Unbounded;

        public static void Write(ref MqWriter writer, in object value) => writer.WriteString((string)value);

        public static object Read(ref MqReader reader) => reader.ReadString();

        public static void ReadInto(ref MqReader reader, ref object value) => value = Read(ref reader);
    }
}
