using TypedMq.Transports;

namespace TypedMq.Tests.Manifests;

/// <summary>Which changes of a contract open, and what is said of those that do not: one side, the other side, and what the second hears of the first.</summary>
public class ComparisonTests
{
    [Theory]
    [InlineData("array Order 0:long", "array Order 0:long 1:string")]
    [InlineData("array Order 0:long", "array Order 0:long 5:string?")]
    [InlineData("array Order 0:long 1:string", "array Renamed 0:long 1:string")]
    [InlineData("array Order 0:int", "array Order 0:long")]
    [InlineData("array Order 0:byte", "array Order 0:enum<Side,int>")]
    [InlineData("array Order 0:enum<Side,int>", "array Order 0:enum<Renamed,int>")]
    [InlineData("array Order 0:char", "array Order 0:ushort")]
    [InlineData("array Order 0:float", "array Order 0:double")]
    [InlineData("array Order 0:Half", "array Order 0:double?")]
    [InlineData("array Order 0:string", "array Order 0:FixedUtf8")]
    [InlineData("array Order 0:string", "array Order 0:string?")]
    [InlineData("array Order 0:int[]", "array Order 0:List<long?>?")]
    [InlineData("array Order 0:HashSet<int>", "array Order 0:ImmutableArray<int>")]
    [InlineData("array Order 0:byte[]", "array Order 0:ReadOnlyMemory<byte>")]
    [InlineData("array Order 0:Dictionary<int,string>", "array Order 0:IReadOnlyDictionary<long,string?>")]
    [InlineData("array Order 0:(int,string)", "array Order 0:KeyValuePair<long,string>")]
    [InlineData("array Order 0:inline<int,4>", "array Order 0:inline<long,4>")]
    [InlineData("array Order 0:custom<Uri>", "array Order 0:string")]
    [InlineData("array Order 0:long", "array Order 0!:long")]
    [InlineData("array Order 0:long 1:string? 2:int", "array Order 0:long 2:int")]
    [InlineData("array Order 0:long 1:string", "array Order 0:long")]
    [InlineData("map Order id:long name:string", "map Order id:long other:int")]
    [InlineData("array Order", "map Order")]
    [InlineData("array Order 0:#1\narray Line 0:int", "array Order 0:#1\narray Other 0:long 1:string")]
    [InlineData("array Order 0:#0? 1:int", "array Order 0:#0? 1:long")]
    [InlineData("union Order unknown-is-null 0:#1\narray Circle 0:double", "union Order unknown-is-null 0:#1 1:#2\narray Circle 0:double\narray Square 0:double")]
    [InlineData("union Order 0:#1\narray Circle 0:double", "union Order 0:#1\narray Round 0:double")]
    public void Fits_whoever_comes_first(string one, string other)
    {
        Assert.Null(Difference(one, other));
        Assert.Null(Difference(other, one));
    }

    [Theory]
    [InlineData("array OrderPlaced 0:long 2:decimal", "array OrderPlaced 0:long 2:string", "OrderPlaced key 2 was decimal, is string", "OrderPlaced key 2 was string, is decimal")]
    [InlineData("array Order 0:int", "array Order 0:uint", "Order key 0 was int, is uint", "Order key 0 was uint, is int")]
    [InlineData("array Order 0:long", "array Order 0:double", "Order key 0 was long, is double", "Order key 0 was double, is long")]
    [InlineData("array Order 0:long", "array Order 0:TimeSpan", "Order key 0 was long, is TimeSpan", "Order key 0 was TimeSpan, is long")]
    [InlineData("array Order 0:byte[]", "array Order 0:List<byte>", "Order key 0 was byte[], is List<byte>", "Order key 0 was List<byte>, is byte[]")]
    [InlineData("array Order 0:List<int>", "array Order 0:List<string?>", "Order key 0 was List<int>, is List<string?>", "Order key 0 was List<string?>, is List<int>")]
    [InlineData("array Order 0:Dictionary<string,int>", "array Order 0:List<int>", "Order key 0 was Dictionary<string, int>, is List<int>", "Order key 0 was List<int>, is Dictionary<string, int>")]
    [InlineData("array Order 0:(int,int)", "array Order 0:(int,int,int)", "Order key 0 was (int, int), is (int, int, int)", "Order key 0 was (int, int, int), is (int, int)")]
    [InlineData("array Order 0:inline<int,4>", "array Order 0:inline<int,5>", "Order key 0 was inline array of 4 int, is inline array of 5 int", "Order key 0 was inline array of 5 int, is inline array of 4 int")]
    [InlineData("array Order 0:enum<Side,sbyte>", "array Order 0:byte", "Order key 0 was Side, is byte", "Order key 0 was byte, is Side")]
    [InlineData("array Order 0:compact<Guid>", "array Order 0:Guid", "Order key 0 was compact Guid, is Guid", "Order key 0 was Guid, is compact Guid")]
    [InlineData("array Order 0:#1\narray Line 0:int", "array Order 0:int", "Order key 0 was Line, is int", "Order key 0 was int, is Line")]
    [InlineData("array Order 0:List<#1?>\narray Line 0:int", "array Order 0:#1[]\narray Part 0:string", "Part key 0 was int, is string", "Line key 0 was string, is int")]
    [InlineData("array Order 0:long", "array Order 0:long 1!:string", "Order key 1 was not there, and it is required", "Order key 1 is gone, and it is required")]
    [InlineData("array Order 0:long 1:string 2:int", "array Order 0:long 2:int", "Order key 1 is gone, and nil, which stands in its place, is refused: make it nullable", "Order key 1 was not there, and nil, which stands in its place, is refused: make it nullable")]
    [InlineData("map Order the%20name:long", "map Order the%20name:string", "Order key \"the name\" was long, is string", "Order key \"the name\" was string, is long")]
    [InlineData("array Order 0:long", "map Order id:long", "Order was a contract with numbers for keys, is a contract with text for keys", "Order was a contract with text for keys, is a contract with numbers for keys")]
    [InlineData("raw Order {Int64@0%3A8}", "raw Order {Int32@0%3A4}", "the memory of Order was {Int64@0:8}, is {Int32@0:4}", "the memory of Order was {Int32@0:4}, is {Int64@0:8}")]
    [InlineData("raw Order {Int64@0%3A8}", "array Order 0:long", "Order was raw memory, is a contract with numbers for keys", "Order was a contract with numbers for keys, is raw memory")]
    [InlineData(
        "union IShape 0:#1\narray Circle 0:double", "union IShape 0:#1 1:#2\narray Circle 0:double\narray Square 0:double",
        "IShape has the new case 1 (Square), which others refuse: they need UnknownCaseIsNull before it is added", "IShape lacks the case 1 (Square), which others send: it needs UnknownCaseIsNull without it")]
    [InlineData(
        "union IShape 0:#1 1:#2\narray Circle 0:double\narray Square 0:double", "union IShape 0:#2 1:#1\narray Circle 0:double\narray Square 0:double",
        "IShape case 0 was Circle, is Square; IShape case 1 was Square, is Circle", "IShape case 0 was Square, is Circle; IShape case 1 was Circle, is Square")]
    [InlineData(
        "union IShape unknown-is-null 0:#1\narray Circle 0:double", "union IShape unknown-is-null 0:#2 1:#1\narray Circle 0:double\narray Square 0:double",
        "IShape case 0 was Circle, is Square", "IShape case 0 was Square, is Circle")]
    public void Is_refused_whoever_comes_first_and_the_change_is_named(string one, string other, string toOther, string toOne)
    {
        Assert.Equal(toOther, Difference(one, other));
        Assert.Equal(toOne, Difference(other, one));
    }

    [Theory]
    [InlineData("array Order 0:long", "array Order 0:long 1!:string")]
    [InlineData("array Order 0:long 2:int", "array Order 0:long 1:string 2:int")]
    [InlineData("array Order 0:Guid", "array Order 0:compact<Guid>")]
    [InlineData("union Order 0:#1\narray Circle 0:double", "union Order 0:#1 1:#2\narray Circle 0:double\narray Square 0:double")]
    public void What_only_receivers_mind_counts_where_one_receives_what_the_other_sends(string less, string more)
    {
        bool isRead = more.StartsWith("array Order 0:compact", StringComparison.Ordinal) || more.StartsWith("union", StringComparison.Ordinal);
        Assert.Null(Difference(less, more, "sends", "sends"));
        Assert.Null(Difference(less, more, "receives", "receives"));

        // Who has more understands who has less, or the other way round: never both.
        Assert.Equal(isRead, Difference(less, more, "sends", "receives") is null);
        Assert.Equal(!isRead, Difference(less, more, "receives", "sends") is null);
        Assert.Equal(isRead, Difference(more, less, "receives", "sends") is null);
        Assert.Equal(!isRead, Difference(more, less, "sends", "receives") is null);
    }

    [Fact]
    public void A_changed_type_is_refused_also_between_two_that_only_send() =>
        Assert.Equal("Order key 0 was decimal, is string", Difference("array Order 0:decimal", "array Order 0:string", "sends", "sends"));

    [Fact]
    public void Contracts_that_only_one_of_them_carries_are_not_compared()
    {
        byte[] kept = Merge([], "manifest 1\nboth 0 Order\narray Order 0:long\n")!;
        Assert.NotNull(Merge(kept, "manifest 1\nboth 0 Other\narray Other 0:string\n"));
    }

    [Fact]
    public void The_tag_says_which_contract_it_is_and_not_the_type()
    {
        byte[] kept = Merge([], "manifest 1\nboth 0 order\narray Order 0:long\n")!;
        MqContractMismatchException error = Assert.Throws<MqContractMismatchException>(() => Merge(kept, "manifest 1\nboth 0 order\narray Trade 0:string\n"));
        Assert.Equal("The contracts of queue 'orders' do not fit: Trade key 0 was long, is string. Use the same contract assembly on both sides, or another queue.", error.Message);
        Assert.Equal("orders", error.Queue);
    }

    [Fact]
    public void Of_many_differences_the_first_five_are_said()
    {
        string keys = string.Concat(Enumerable.Range(0, 20).Select(static key => $" {key}:int"));
        string said = Difference("array Order" + keys, "array Order" + keys.Replace("int", "string", StringComparison.Ordinal))!;
        Assert.Equal(5, said.Split("; ").Length);
        Assert.StartsWith("Order key 0 was int, is string; Order key 1", said, StringComparison.Ordinal);
    }

    [Fact]
    public void It_makes_no_difference_who_comes_first()
    {
        Random random = new(3);
        int refused = 0;
        const int Pairs = 20_000;
        for (int i = 0; i < Pairs; i++)
        {
            (string one, string other) = (RandomContracts(random), RandomContracts(random));
            (string oneRole, string otherRole) = (Pick(random, "sends", "receives", "both"), Pick(random, "sends", "receives", "both"));
            string? difference = Difference(one, other, oneRole, otherRole);
            string? reverse = Difference(other, one, otherRole, oneRole);
            Assert.True(difference is null == reverse is null, $"{oneRole} {one} against {otherRole} {other}: {difference ?? "opens"}; and back: {reverse ?? "opens"}");
            Assert.Null(Difference(one, one, "both", oneRole));
            refused += difference is null ? 0 : 1;
        }

        Assert.InRange(refused, Pairs / 10, Pairs * 9 / 10);
    }

    /// <summary>A contract that is sent, and three others that it may hold.</summary>
    private static string RandomContracts(Random random)
    {
        string text = "";
        for (int contract = 0; contract < 4; contract++)
        {
            string kind = contract == 0 ? Pick(random, "array", "array", "union") : Pick(random, "array", "array", "array", "map");
            text += (contract == 0 ? "" : "\n") + kind + " " + Pick(random, "Circle", "Square", "Order");
            text += kind == "union" && random.Next(2) == 0 ? " unknown-is-null" : "";
            for (int key = 0; key < 3; key++)
            {
                string type = kind == "union" ? "#" + Pick(random, "1", "2", "3") : Pick(random, "int", "long", "int?", "compact<Guid>", "Guid", "List<#1?>", "#2");
                text += random.Next(3) == 0 ? "" : $" {key}{(kind != "union" && random.Next(6) == 0 ? "!" : "")}:{type}";
            }
        }

        return text;
    }

    private static string Pick(Random random, params ReadOnlySpan<string> of) => of[random.Next(of.Length)];

    /// <summary>What the second hears of the first; null when they go together.</summary>
    private static string? Difference(string was, string now, string wasRole = "both", string nowRole = "both")
    {
        byte[] kept = Merge([], $"manifest 1\n{wasRole} 0 Order\n{was}\n")!;
        try
        {
            Assert.True(Merge(kept, $"manifest 1\n{nowRole} 0 Order\n{now}\n") is not null || (was == now && wasRole == nowRole));
            return null;
        }
        catch (MqContractMismatchException error)
        {
            const string Before = "do not fit: ";
            int start = error.Message.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
            return error.Message[start..error.Message.IndexOf(". Use the same", StringComparison.Ordinal)];
        }
    }

    private static byte[]? Merge(byte[] kept, string manifest) => MqManifest.Merge("orders", kept, manifest);
}
