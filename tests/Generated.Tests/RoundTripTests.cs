using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

public class RoundTripTests
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Scalars SampleScalars = new(
        true, -1, 2, -300, 400, -70000, 80000, long.MinValue, ulong.MaxValue, 1.5f, -2.25, (Half)0.5f, 'ß', "text with ünïcode",
        new("00112233-4455-6677-8899-aabbccddeeff"), Noon, new(2026, 11, 20, 12, 0, 0, TimeSpan.FromHours(2)), TimeSpan.FromTicks(-5), new(2026, 11, 20),
        new(23, 59, 59), 12345.67890m, Int128.MinValue, UInt128.MaxValue, Side.Sell, Flags.Highest);

    [Fact]
    public void Every_built_in_type_comes_back_as_it_was() => Assert.Equal(SampleScalars, Codec.RoundTrip<ScalarsFormatter, Scalars>(SampleScalars));

    [Fact]
    public void Every_nullable_built_in_type_comes_back_as_null()
    {
        NullableScalars nulls = new(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

        Assert.Equal(nulls, Codec.RoundTrip<NullableScalarsFormatter, NullableScalars>(nulls));
    }

    [Fact]
    public void Every_nullable_built_in_type_comes_back_as_its_value()
    {
        Scalars s = SampleScalars;
        NullableScalars values = new(
            s.Boolean, s.SByte, s.Byte, s.Int16, s.UInt16, s.Int32, s.UInt32, s.Int64, s.UInt64, s.Single, s.Double, s.Half, s.Char, s.Text, s.Guid, s.DateTime,
            s.DateTimeOffset, s.TimeSpan, s.DateOnly, s.TimeOnly, s.Decimal, s.Int128, s.UInt128, s.Side, s.Flags);

        Assert.Equal(values, Codec.RoundTrip<NullableScalarsFormatter, NullableScalars>(values));
    }

    [Fact]
    public void Records_of_every_kind_come_back_equal()
    {
        AssertEqual<PositionalStructFormatter, PositionalStruct>(new(1, "ACME", 3.50m));
        AssertEqual<MutableRecordStructFormatter, MutableRecordStruct>(new(2, "first"));
        AssertEqual<EmptyFormatter, Empty>(new());
        AssertEqual<PositionalDerivedFormatter, PositionalDerived>(new(4, "more"));
        AssertEqual<ExplicitDerivedFormatter, ExplicitDerived>(new(5) { More = "more" });
        AssertEqual<KeyedDerivedFormatter, KeyedDerived>(new(5, "more"));
        AssertEqual<Outer_InnerFormatter, Outer.Inner>(new(6));
        AssertEqual<Outer_InternalInnerFormatter, Outer.InternalInner>(new(7));
        AssertEqual<KeywordsFormatter, Keywords>(new(1, "event", 3, 4, 5, 6, 7, 8, 9));
        AssertEqual<ConsFormatter, Cons>(new(1, new(2, new(3, null))));
    }

    [Fact]
    public void Keys_decide_the_order_not_declarations() => Assert.Equal(
        Codec.Array(2, static (ref MqWriter writer) =>
        {
            writer.WriteString("first");
            writer.WriteInt32(2);
        }),
        Codec.Write<MutableRecordStructFormatter, MutableRecordStruct>(new(2, "first")));

    [Fact]
    public void A_gap_in_the_keys_is_nil() => Assert.Equal(
        Codec.Array(3, static (ref MqWriter writer) =>
        {
            writer.WriteInt32(1);
            writer.WriteNil();
            writer.WriteString("text");
        }),
        Codec.Write<PlainStructFormatter, PlainStruct>(new() { Number = 1, Text = "text" }));

    [Fact]
    public void Ignored_members_stay_behind()
    {
        PlainClass read = Codec.RoundTrip<PlainClassFormatter, PlainClass>(new() { Number = 1, Text = "text", Numbers = [4], Left = "changed" });

        Assert.Equal((1, "text", "out"), (read.Number, read.Text, read.Left));
        Assert.Equal([4], read.Numbers);
    }

    [Fact]
    public void Members_that_others_may_not_touch_come_back_too()
    {
        Encapsulated sent = new() { Initialised = 2, Hidden = "hidden" };
        sent.Set(3, "name", "whispered");

        Encapsulated read = Codec.RoundTrip<EncapsulatedFormatter, Encapsulated>(sent);

        Assert.Equal(("name", 2, "hidden", (3, "whispered")), (read.Name, read.Initialised, read.Hidden, read.Reveal()));
    }

    [Fact]
    public void Members_of_structs_that_others_may_not_touch_come_back_too()
    {
        EncapsulatedStruct sent = new() { Initialised = 2 };
        sent.Set(3, "name");

        EncapsulatedStruct read = Codec.RoundTrip<EncapsulatedStructFormatter, EncapsulatedStruct>(sent);

        Assert.Equal((3, "name", 2), (read.Reveal(), read.Name, read.Initialised));
    }

    [Fact]
    public void Required_members_come_back()
    {
        WithRequired read = Codec.RoundTrip<WithRequiredFormatter, WithRequired>(new() { Name = "name", Count = 3, Note = null });
        RequiredStruct readStruct = Codec.RoundTrip<RequiredStructFormatter, RequiredStruct>(new() { Count = 4, Name = "name" });
        ConstructedStruct constructed = Codec.RoundTrip<ConstructedStructFormatter, ConstructedStruct>(new() { Count = 5, Name = "name" });
        SetsRequired readBySet = Codec.RoundTrip<SetsRequiredFormatter, SetsRequired>(new("name"));

        Assert.Equal(("name", 3, null), (read.Name, read.Count, read.Note));
        Assert.Equal((4, "name"), (readStruct.Count, readStruct.Name));
        Assert.Equal((5, "name"), (constructed.Count, constructed.Name));
        Assert.Equal("name", readBySet.Name);
    }

    [Fact]
    public void Constructors_take_what_has_no_setter_and_setters_the_rest()
    {
        Mixed read = Codec.RoundTrip<MixedFormatter, Mixed>(new(1, "text") { Settable = 2, Needed = "needed" });
        Primary primary = Codec.RoundTrip<PrimaryFormatter, Primary>(new(5, Side.Buy));

        Assert.Equal((1, "text", 2, "needed"), (read.Number, read.Text, read.Settable, read.Needed));
        Assert.Equal((5, Side.Buy), (primary.Number, primary.Side));
    }

    [Fact]
    public void The_marked_constructor_is_called_even_when_it_is_private() =>
        Assert.Equal(1007, Codec.Read<MarkedFormatter, Marked>(Codec.Write<MarkedFormatter, Marked>(new() { Number = 7 })).Number);

    [Fact]
    public void Members_of_base_types_are_in_the_message_hidden_ones_included()
    {
        DerivedContract sent = new() { Id = 1, Title = "title", Shadowed = 2, More = true };
        ((BaseContract)sent).Shadowed = "shadowed";

        DerivedContract read = Codec.RoundTrip<DerivedContractFormatter, DerivedContract>(sent);

        Assert.Equal((1, "title", 2, "shadowed", true), (read.Id, read.Title, read.Shadowed, ((BaseContract)read).Shadowed, read.More));
    }

    [Fact]
    public void An_object_of_a_derived_type_is_written_as_the_declared_contract()
    {
        BaseContract read = Codec.RoundTrip<BaseContractFormatter, BaseContract>(new DerivedContract { Id = 1, Title = "title", More = true });

        Assert.Equal((1, "title"), (read.Id, read.Title));
        Assert.IsType<BaseContract>(read);
    }

    [Fact]
    public void Collections_of_everything_come_back()
    {
        Collections sent = new(
            [1, 2],
            null,
            [3, -4],
            [["a"], [], ["b", "c"]],
            ["x", null],
            [new(1, "ACME", 2m)],
            new() { ["group"] = [new(1), new(2)] },
            new() { [Side.Sell] = 5, [Side.Buy] = null },
            new() { Number = 6 },
            null,
            new PositionalStruct(2, "EMCA", 3m),
            [7, null]);

        Collections read = Codec.RoundTrip<CollectionsFormatter, Collections>(sent);

        Assert.Equivalent(sent, read, strict: true);
    }

    [Fact]
    public void A_tree_comes_back_and_one_that_holds_itself_is_refused()
    {
        Tree tree = new() { Value = 1, Children = [new() { Value = 2 }, new() { Value = 3, Children = [new() { Value = 4 }] }] };
        Assert.Equivalent(tree, Codec.RoundTrip<TreeFormatter, Tree>(tree), strict: true);

        tree.Children.Add(tree);
        Assert.Contains("an object holds itself", Assert.Throws<MqEncodeException>(() => Codec.Write<TreeFormatter, Tree>(tree)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_where_the_contract_has_none_is_refused_by_name()
    {
        Assert.Contains("PlainClass.Text", Refusal(() => Codec.Write<PlainClassFormatter, PlainClass>(new() { Text = null! })), StringComparison.Ordinal);
        Assert.Contains("PlainClass", Refusal(() => Codec.Write<PlainClassFormatter, PlainClass>(null!)), StringComparison.Ordinal);

        static string Refusal(Action write) => Assert.Throws<MqEncodeException>(write).Message;
    }

    [Fact]
    public void Sizes_are_bounded_when_all_members_are()
    {
        Assert.Equal(1 + 5, Outer_InnerFormatter.MaxSize);
        Assert.Equal(1, EmptyFormatter.MaxSize);
        Assert.Equal(MqSize.Unbounded, PositionalStructFormatter.MaxSize);
        Assert.Equal(MqSize.Unbounded, ConsFormatter.MaxSize);
        Assert.Equal(1 + 5 + 5, PrimaryFormatter.MaxSize);
    }

    private static void AssertEqual<TFormatter, T>(T value)
        where TFormatter : struct, IMqFormatter<T> => Assert.Equal(value, Codec.RoundTrip<TFormatter, T>(value));
}
