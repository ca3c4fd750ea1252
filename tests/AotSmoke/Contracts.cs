using TypedMq.Generated.TypedMq.AotSmoke;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.AotSmoke;

/// <summary>Writes a value of each shape of contract, reads it back, and writes that again: the bytes are the same.</summary>
internal static class Contracts
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    public static Scalars Scalars { get; } = new(
        true, -1, 2, -300, 400, -70000, 80000, long.MinValue, ulong.MaxValue, 1.5f, -2.25, (Half)0.5f, 'ß', "text with ünïcode",
        new("00112233-4455-6677-8899-aabbccddeeff"), Noon, new(2026, 11, 20, 12, 0, 0, TimeSpan.FromHours(2)), TimeSpan.FromTicks(-5), new(2026, 11, 20),
        new(23, 59, 59), 12345.67890m, Int128.MinValue, UInt128.MaxValue, Side.Sell, Flags.Highest);

    public static void RoundTripAll()
    {
        Scalars s = Scalars;
        Encapsulated encapsulated = new() { Initialised = 2, Hidden = "hidden" };
        encapsulated.Set(3, "name", "whispered");
        EncapsulatedStruct encapsulatedStruct = new() { Initialised = 2 };
        encapsulatedStruct.Set(3, "name");

        RoundTrip<ScalarsFormatter, Scalars>(s);
        RoundTrip<NullableScalarsFormatter, NullableScalars>(new(
            s.Boolean, s.SByte, s.Byte, s.Int16, s.UInt16, s.Int32, s.UInt32, s.Int64, s.UInt64, s.Single, s.Double, s.Half, s.Char, s.Text, s.Guid, s.DateTime,
            s.DateTimeOffset, s.TimeSpan, s.DateOnly, s.TimeOnly, s.Decimal, s.Int128, s.UInt128, s.Side, s.Flags));
        RoundTrip<NullableScalarsFormatter, NullableScalars>(new(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null));
        RoundTrip<PositionalStructFormatter, PositionalStruct>(new(1, "ACME", 3.50m));
        RoundTrip<MutableRecordStructFormatter, MutableRecordStruct>(new(2, "first"));
        RoundTrip<PlainStructFormatter, PlainStruct>(new() { Number = 3, Text = "text" });
        RoundTrip<PlainClassFormatter, PlainClass>(new() { Number = 4, Text = "text", Numbers = [5] });
        RoundTrip<EncapsulatedFormatter, Encapsulated>(encapsulated);
        RoundTrip<EncapsulatedStructFormatter, EncapsulatedStruct>(encapsulatedStruct);
        RoundTrip<WithRequiredFormatter, WithRequired>(new() { Name = "name", Count = 3, Note = null });
        RoundTrip<RequiredStructFormatter, RequiredStruct>(new() { Name = "name", Count = 4 });
        RoundTrip<SetsRequiredFormatter, SetsRequired>(new("name"));
        RoundTrip<MixedFormatter, Mixed>(new(1, "text") { Settable = 2, Needed = "needed" });
        RoundTrip<PrimaryFormatter, Primary>(new(5, Side.Buy));
        RoundTrip<EmptyFormatter, Empty>(new());
        RoundTrip<DerivedContractFormatter, DerivedContract>(new() { Id = 1, Title = "title", Shadowed = 2, More = true });
        RoundTrip<PositionalDerivedFormatter, PositionalDerived>(new(4, "more"));
        RoundTrip<ExplicitDerivedFormatter, ExplicitDerived>(new(5) { More = "more" });
        RoundTrip<Outer_InnerFormatter, Outer.Inner>(new(6));
        RoundTrip<KeywordsFormatter, Keywords>(new(1, "event", 3, 4, 5, 6, 7, 8, 9));
        RoundTrip<CollectionsFormatter, Collections>(new(
            [1, 2], null, [3, -4], [["a"], [], ["b", "c"]], ["x", null], [new(1, "ACME", 2m)], new() { ["group"] = [new(1), new(2)] },
            new() { [Side.Sell] = 5, [Side.Buy] = null }, new() { Number = 6 }, null, new PositionalStruct(2, "EMCA", 3m), [7, null]));
        RoundTrip<CollectionKindsFormatter, CollectionKinds>(new(
            [1], ["a", null], [new(1, "ACME", 2m)], null, [2L], ["b"], [Side.Sell], new([3]), new([4, 5]), new Dictionary<string, int?> { ["c"] = 6 },
            new Dictionary<int, IList<int>> { [7] = [8] }));
        RoundTrip<BytesFormatter, Bytes>(new(new byte[] { 1 }, new byte[] { 2 }, null, [3], [4]));
        RoundTrip<TuplesFormatter, Tuples>(new(
            new(1), (2, "two"), (1, 2, 3), (1, 2, 3, 4), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6, 7, "eight"),
            (1, 2, 3, 4, 5, 6, 7, 8, "nine"), (1, [("x", new(2))]), new("key", new() { Number = 3 })));
        RoundTrip<BoundedTupleFormatter, BoundedTuple>(new((1, (2, true)), new(3, 4.5)));
        RoundTrip<BasesFormatter, Bases>(new([new() { Id = 1 }], [new() { Id = 2 }]));
        RoundTrip<NodeFormatter, Node>(new(1, [new(2, [])]));
        RoundTrip<ValuesFormatter, Values>(new(1, 2.5, Side.Buy, s.Guid, null, Noon));
        RoundTrip<ClosedFormatter, Closed>(new(
            new(1), new("text"), new(null), new(new(2.5)), [new(Side.Buy)], new() { ["key"] = new(3, "three") }, new([new(4, "ACME", 2m)]), new(null)));
        RoundTrip<GuardedOfPlainFormatter, GuardedOfPlain>(new()
        {
            Guarded = new() { Maybe = 1, Items = [2, 3] },
            Chain = new() { Value = "first", Next = new() { Value = "second", Rest = ["third"] } },
        });
        RoundTrip<AnythingFormatter, Anything>(new(new Known<string>("known")));
        RoundTrip<MapOfEverythingFormatter, MapOfEverything>(new(1) { Name = "name", Points = [new(2)] });
        RoundTrip<MapDerivedFormatter, MapDerived>(new() { More = "more", Next = new() { Id = 2 } });
        RoundTrip<IShapeFormatter, IShape>(new Group { First = new Circle(1.5), Rest = [new Corner(1, 2), null, new Blank()] });
        RoundTrip<DiaryFormatter, Diary>(new([new Started(1), new Stopped(2, 3), null]));
        RoundTrip<ValuesBeforeReferencesFormatter, ValuesBeforeReferences>(new(new() { [1] = "one" }, new(2, "two"), new(3, "three"), (4, "four", 5, new())));
        RoundTrip<TreeFormatter, Tree>(new() { Value = 1, Children = [new() { Value = 2, Children = [new() { Value = 3 }] }] });
        RoundTrip<ConsFormatter, Cons>(new(1, new(2, null)));

        RoundTrip<ShelvesFormatter, Shelves>(new() { Lines = { Items = [new(), new() { Text = "second" }], Top = new() }, Numbers = { Items = [1, null], Top = 2 } });
        RoundTrip<BasketFormatter, Basket>(new()
        {
            Id = 1,
            Lines = [new() { Number = 2, Text = "line" }],
            Prices = new() { [3] = 4.5 },
            Note = new TextNote { Text = "note" },
            Size = (5, "kg"),
            Tags = ["tag"],
            Set = [6],
            Waiting = new([7]),
            Undo = new([8, 9]),
            Total = new BasketTotal { Currency = "EUR", Amount = 10 },
        });

        // Its private constructor, which the generated code calls, adds 1000.
        Marked marked = Read<MarkedFormatter, Marked>(Write<MarkedFormatter, Marked>(new() { Number = 7 }));
        Program.Require(marked.Number == 1007, "the marked constructor was not called");
    }

    private static void RoundTrip<TFormatter, T>(T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        byte[] sent = Write<TFormatter, T>(value);
        T read = Read<TFormatter, T>(sent);
        Program.Require(sent.AsSpan().SequenceEqual(Write<TFormatter, T>(read)), $"{typeof(T).Name} came back different");
        MqReader reader = new(sent);
        TFormatter.ReadInto(ref reader, ref read);
        Program.Require(reader.Remaining == 0 && sent.AsSpan().SequenceEqual(Write<TFormatter, T>(read)), $"{typeof(T).Name} came back different into what was there");
    }

    public static byte[] Write<TFormatter, T>(T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        byte[] buffer = new byte[4096];
        MqWriter writer = new(buffer);
        TFormatter.Write(ref writer, in value);
        return buffer[..(int)writer.Length];
    }

    private static T Read<TFormatter, T>(byte[] message)
        where TFormatter : struct, IMqFormatter<T>
    {
        MqReader reader = new(message);
        T value = TFormatter.Read(ref reader);
        reader.End();
        return value;
    }
}

/// <summary>A value first, then a reference: native code that is shared between types once read such pairs in the wrong order.</summary>
[MqContract]
internal sealed record ValuesBeforeReferences(Dictionary<int, string> Dictionary, KeyValuePair<int, string> Pair, Pair<int, string> Map, (int, string, long, PlainClass) Tuple);
