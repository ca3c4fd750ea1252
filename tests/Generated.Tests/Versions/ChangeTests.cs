using System.Text.Json;
using TypedMq.Tests.Catalogue;

namespace TypedMq.Tests.Versions;

/// <summary>
/// What old and new receivers make of new and old messages, change by change: the table of docs/contracts.md, proved. Results are written as JSON; a
/// refusal as its contract, its member and its offset.
/// </summary>
public class ChangeTests
{
    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Change[] Changes =
    [
        Of("nullable member added",
            new Plain1(1, "a"), """{"Id":1,"Name":"a","Note":null}""",
            new OptionalAdded2(1, "a", "b"), """{"Id":1,"Name":"a"}"""),
        Of("members with defaults added to a positional record",
            new Plain1(1, "a"), """{"Id":1,"Name":"a","Count":7,"Unit":"kg"}""",
            new DefaultAdded2(1, "a", 2, "t"), """{"Id":1,"Name":"a"}"""),
        Of("values without defaults added",
            new Plain1(1, "a"), """{"Id":1,"Name":"a","Rate":0,"When":"0001-01-01T00:00:00"}""",
            new ValueAdded2(1, "a", 2.5, DateTime.UnixEpoch), """{"Id":1,"Name":"a"}"""),
        Of("member added, and the class became a struct",
            new Plain1(1, "a"), """{"Id":1,"Name":"a","Count":null}""",
            new StructAdded2(1, "a", 3), """{"Id":1,"Name":"a"}"""),
        Of("member with an initialiser added to a class with init setters",
            new Plain1(1, "a"), """{"Id":1,"Name":"a","Numbers":[1,2]}""",
            new InitAdded2 { Id = 1, Name = "a", Numbers = [3] }, """{"Id":1,"Name":"a"}"""),
        Of("member added to a constructor",
            new Plain1(1, "a"), """{"Id":1,"Name":"a","Count":9}""",
            new Constructed2(1, "a", 2), """{"Id":1,"Name":"a"}"""),
        Of("required member added",
            new Plain1(1, "a"), "RequiredAdded2.Note at 4",
            new RequiredAdded2 { Id = 1, Name = "a", Note = "b" }, """{"Id":1,"Name":"a"}"""),
        Of("last member removed that was a text",
            new Plain1(1, "a"), """{"Id":1}""",
            new LastRemoved2(1), """{"Id":1,"Name":null}"""),
        Of("first member removed and reserved that was no nullable",
            new Plain1(1, "a"), """{"Name":"a"}""",
            new FirstReserved2 { Name = "a" }, "Plain1.Id at 1"),
        Of("first member removed and reserved that was nullable",
            new OptionalFirst1(1, "a"), """{"Name":"a"}""",
            new FirstReserved2 { Name = "a" }, """{"Id":null,"Name":"a"}"""),
        Of("members declared in another order with their keys",
            new Plain1(1, "a"), """{"Name":"a","Id":1}""",
            new Reordered2("a", 1), """{"Id":1,"Name":"a"}"""),
        Of("members renamed",
            new Plain1(1, "a"), """{"Number":1,"Title":"a"}""",
            new Renamed2(1, "a"), """{"Id":1,"Name":"a"}"""),
        Of("member moved to a base class",
            new Plain1(1, "a"), """{"Name":"a","Id":1}""",
            new MovedToBase2 { Id = 1, Name = "a" }, """{"Id":1,"Name":"a"}"""),
        Of("keys exchanged",
            new Plain1(1, "a"), "Swapped2.Name at 1",
            new Swapped2("a", 1), "Plain1.Id at 1"),
        Of("text became nullable",
            new Plain1(1, "a"), """{"Id":1,"Name":"a"}""",
            new NullableName2(1, "a"), """{"Id":1,"Name":"a"}"""),
        Of("text became nullable and is null",
            new Plain1(1, "a"), """{"Id":1,"Name":"a"}""",
            new NullableName2(1, null), "Plain1.Name at 2"),
        Of("number became nullable and is null",
            new Plain1(1, "a"), """{"Id":1,"Name":"a"}""",
            new NullableId2(null, "a"), "Plain1.Id at 1"),
        Of("integer widened, value fits",
            new Plain1(int.MinValue, "a"), """{"Id":-2147483648,"Name":"a"}""",
            new WideId2(int.MaxValue, "a"), """{"Id":2147483647,"Name":"a"}"""),
        Of("integer widened, value does not fit",
            new Plain1(-1, "a"), """{"Id":-1,"Name":"a"}""",
            new WideId2(1L << 31, "a"), "Plain1.Id at 1"),
        Of("integer narrowed, value does not fit",
            new Plain1(128, "a"), "NarrowId2.Id at 1",
            new NarrowId2(-128, "a"), """{"Id":-128,"Name":"a"}"""),
        Of("integer became a floating-point number",
            new Plain1(-5, "a"), """{"Id":-5,"Name":"a"}""",
            new RealId2(-5, "a"), "Plain1.Id at 1"),
        Of("integer became a text",
            new Plain1(1, "a"), "TextId2.Id at 1",
            new TextId2("1", "a"), "Plain1.Id at 1"),
        Of("length limited",
            new Plain1(1, "abcde"), "Limited2.Name at 2",
            new Limited2(1, "abcd"), """{"Id":1,"Name":"abcd"}"""),
        Of("array became a map",
            new Plain1(1, "a"), "Mapped2 at 0",
            new Mapped2(1, "a"), "Plain1 at 0"),
        Of("wider numbers, other collections, another enum, a pair for a tuple",
            new Numbers1(0.5f, [1, -1], new() { ["k"] = 1 }, Level1.High, (1, 2), 255), """{"Rate":0.5,"Items":[1,-1],"Map":{"k":1},"Level":1,"Pair":{"Key":1,"Value":2},"Small":255}""",
            new Numbers2(0.25, [1, -1], new Dictionary<string, long?> { ["k"] = 1 }, Level2.Highest, new(1, 2), 255), """{"Rate":0.25,"Items":[1,-1],"Map":{"k":1},"Level":2,"Pair":{"Item1":1,"Item2":2},"Small":255}"""),
        Of("tuple became longer",
            new Longer1((1, 2)), "Longer2.Pair at 1",
            new Longer2((1, 2, 3)), "Longer1.Pair at 1"),
        Of("GUID became compact",
            new Identified1(Guid.Empty), """{"Id":"00000000-0000-0000-0000-000000000000"}""",
            new Identified2(Guid.Empty), "Identified1.Id at 1"),
        Of("text keys added in front and behind",
            new Map1(1, "a"), """{"Note":null,"Id":1,"Name":"a","Count":5}""",
            new MapAdded2(["x", "y"], 1, "a", 6), """{"Id":1,"Name":"a"}"""),
        Of("text key renamed",
            new Map1(1, "a"), """{"Id":1,"Name":"untitled"}""",
            new MapRenamed2(1, "b"), """{"Id":1,"Name":null}"""),
        Of("type of a text key changed",
            new Map1(1, "a"), "MapTyped2.Id at 4",
            new MapTyped2(true, "a"), "Map1.Id at 4"),
        Of("text key reserved, a required one added",
            new Map1(1, "a"), "MapRequired2.Key at 12",
            new MapRequired2 { Id = 1, Key = "k" }, """{"Id":1,"Name":null}"""),
        Of("members added to a contract inside of members, lists, maps and tuples",
            new Holder1(new(1), [new(2), new(3)], new() { ["k"] = new(4) }, (new(5), 6), null, "end"),
            """{"One":{"Id":1,"Notes":null,"Parent":null},"Many":[{"Id":2,"Notes":null,"Parent":null},{"Id":3,"Notes":null,"Parent":null}],"Named":{"k":{"Id":4,"Notes":null,"Parent":null}},"Pair":{"Item1":{"Id":5,"Notes":null,"Parent":null},"Item2":6},"Maybe":null,"End":"end"}""",
            new Holder2(new(1, ["x"], new(9)), [new(2, null, null), new(3, [], new(8))], new() { ["k"] = new(4, ["y", "z"], null) }, (new(5, null, null), 6), new(7, null, null), "end"),
            """{"One":{"Id":1},"Many":[{"Id":2},{"Id":3}],"Named":{"k":{"Id":4}},"Pair":{"Item1":{"Id":5},"Item2":6},"Maybe":{"Id":7},"End":"end"}"""),
    ];

    public static TheoryData<string> Names => [.. Changes.Select(static change => change.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_new_receiver_takes_an_old_message_as_the_table_says(string change)
    {
        Change found = Changes.Single(candidate => candidate.Name == change);
        Assert.Equal(found.ReadByNew, Receive(found.Old, found.New.GetType()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_old_receiver_takes_a_new_message_as_the_table_says(string change)
    {
        Change found = Changes.Single(candidate => candidate.Name == change);
        Assert.Equal(found.ReadByOld, Receive(found.New, found.Old.GetType()));
    }

    /// <summary>The check at open says beforehand what the receivers above find out: it refuses what no value survives, and not what only some do not.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_queue_is_opened_by_both_or_refused_as_the_table_says(string change)
    {
        string[] someValues = ["text became nullable and is null", "number became nullable and is null", "integer widened, value does not fit", "integer narrowed, value does not fit", "length limited"];
        Change found = Changes.Single(candidate => candidate.Name == change);
        bool newRefuses = Refuses(found.ReadByNew) && !someValues.Contains(change);
        bool oldRefuses = Refuses(found.ReadByOld) && !someValues.Contains(change);
        Assert.Equal(!newRefuses && !oldRefuses, Fit(found, "both", "both"));
        Assert.Equal(!newRefuses && !oldRefuses, Manifests.Fit(Manifests.Of(found.New.GetType(), "both"), Manifests.Of(found.Old.GetType(), "both")));
        Assert.False(newRefuses && Fit(found, "sends", "receives"));
        Assert.False(oldRefuses && Fit(found, "receives", "sends"));
    }

    [Fact]
    public void A_double_that_became_a_float_is_rounded() =>
        Assert.StartsWith("""{"Rate":0.1,""", Receive(new Numbers2(0.1, [], new Dictionary<string, long?>(), Level2.Low, default, 0), typeof(Numbers1)), StringComparison.Ordinal);

    [Fact]
    public void A_case_that_is_known_is_read_by_both()
    {
        Log1 read = (Log1)Read(new Log2([new Paid(1)], "end"), typeof(Log1))!;
        Assert.Equal((new Paid(1), "end"), ((Paid)read.Events[0], read.End));
        Assert.Equal(new Paid(2), Assert.IsType<Log2>(Read(new Log1([new Paid(2)], "end"), typeof(Log2))).Events[0]);
    }

    [Fact]
    public void A_case_that_was_added_is_refused_where_it_stands() =>
        Assert.Equal("IEvent1 at 6", Receive(new Log2([new Paid(1), new Refunded(2, "late")], "end"), typeof(Log1)));

    [Fact]
    public void A_case_that_was_added_becomes_null_by_choice_and_what_follows_is_read()
    {
        LenientLog1 read = (LenientLog1)Read(new Log2([new Refunded(2, "late"), new Paid(1)], "end"), typeof(LenientLog1))!;

        Assert.Equal([null, new Paid(1)], read.Events);
        Assert.Equal("end", read.End);
    }

    [Fact]
    public void A_type_that_is_renamed_under_its_tag_is_received()
    {
        using MqNode node = MqNode.Create(static options => options.UseInProcess());
        node.Open<ITagged1>().Send(new TaggedOrder1(4));

        Assert.Equal(new TaggedOrder2(4), node.Open<ITagged2>().Receive());
    }

    [Fact]
    public void A_type_that_is_renamed_without_a_tag_is_another_contract()
    {
        using MqNode node = MqNode.Create(static options => options.UseInProcess());
        node.Open<IPlain1>().Send(new Plain1(4, "a"));

        Assert.Contains("another contract", Assert.Throws<MqDecodeException>(() => node.Open<IRenamed2>().Receive()).Message, StringComparison.Ordinal);
    }

    private static bool Fit(Change change, string oldRole, string newRole) =>
        Manifests.Fit(Manifests.Of(change.Old.GetType(), oldRole), Manifests.Of(change.New.GetType(), newRole));

    private static bool Refuses(string result) => result[0] != '{';

    private static string Receive(object sent, Type receiver)
    {
        try
        {
            return JsonSerializer.Serialize(Read(sent, receiver), Options);
        }
        catch (MqDecodeException refusal)
        {
            return $"{refusal.Contract}{(refusal.Member is null ? "" : "." + refusal.Member)} at {refusal.Offset}";
        }
    }

    private static object? Read(object sent, Type receiver) => ZooContract.Of(receiver).Read(ZooContract.Of(sent.GetType()).Write(sent));

    private static Change Of(string name, object old, string readByNew, object @new, string readByOld) => new(name, old, readByNew, @new, readByOld);

    /// <param name="Name">What was changed.</param>
    /// <param name="Old">What an old sender sends.</param>
    /// <param name="ReadByNew">What a new receiver makes of it.</param>
    /// <param name="New">What a new sender sends.</param>
    /// <param name="ReadByOld">What an old receiver makes of it.</param>
    private sealed record Change(string Name, object Old, string ReadByNew, object New, string ReadByOld);
}
