using System.Text;
using TypedMq.Transports;

namespace TypedMq.Tests.Manifests;

/// <summary>What is kept of those who have opened a queue.</summary>
public class MergeTests
{
    private const string First = "manifest 1\nboth 0 Order\narray Order 0:long 1:int\n";
    private const string Second = "manifest 1\nboth 0 Order\narray Order 0:long 1:int 2:string?\n";
    private const string Third = "manifest 1\nboth 0 Order\narray Order 0:long 1:long 2:string? 3:double\n";

    [Fact]
    public void The_first_is_kept_as_it_is() => Assert.Equal(First, Merge("", First));

    [Fact]
    public void Who_is_kept_already_changes_nothing() => Assert.Null(Merge(First + Second, First));

    [Fact]
    public void Each_version_that_goes_with_all_others_is_added_to_them()
    {
        string kept = Merge(Merge(First, Second)!, Third)!;
        Assert.Equal(First + Second + Third, kept);
        Assert.All([First, Second, Third], version => Assert.Null(Merge(kept, version)));
    }

    [Fact]
    public void A_version_has_to_go_with_all_that_are_kept()
    {
        const string Wide = "manifest 1\nboth 0 Order\narray Order 0:long 1:long\n";
        const string Unsigned = "manifest 1\nboth 0 Order\narray Order 0:long 1:uint\n";
        Assert.NotNull(Merge(Wide, Unsigned));
        MqContractMismatchException error = Assert.Throws<MqContractMismatchException>(() => Merge(First + Wide, Unsigned));
        Assert.Contains("Order key 1 was int, is uint", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_version_that_does_not_fit_is_named()
    {
        MqContractMismatchException error = Assert.Throws<MqContractMismatchException>(() => Merge(First + Third, "manifest 1\nboth 0 Order\narray Order 0:long 1:string\n"));
        Assert.Contains("Order key 1 was long, is string", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("array Order 0:long", "array Renamed 0:long")]
    [InlineData("array Order 0:string", "array Order 0:string?")]
    [InlineData("union Order 0:#1\narray Circle 0:double", "union Order unknown-is-null 0:#1\narray Circle 0:double")]
    public void Versions_that_differ_only_in_names_and_in_what_they_take_besides_count_as_one_and_the_last_stands(string one, string other)
    {
        (one, other) = ($"manifest 1\nboth 0 Order\n{one}\n", $"manifest 1\nboth 0 Order\n{other}\n");
        Assert.Equal(other, Merge(one, other));
        Assert.Equal(one, Merge(other, one));
    }

    [Fact]
    public void A_case_is_added_to_a_union_after_all_have_come_to_take_unknown_ones_for_null()
    {
        const string Strict = "manifest 1\nboth 0 Order\nunion Order 0:#1\narray Circle 0:double\n";
        const string Lenient = "manifest 1\nboth 0 Order\nunion Order unknown-is-null 0:#1\narray Circle 0:double\n";
        const string Larger = "manifest 1\nboth 0 Order\nunion Order unknown-is-null 0:#1 1:#2\narray Circle 0:double\narray Square 0:double\n";
        Assert.Throws<MqContractMismatchException>(() => Merge(Strict, Larger));
        string kept = Merge(Merge(Strict, Lenient)!, Larger)!;
        Assert.Equal(Lenient + Larger, kept);
        Assert.Throws<MqContractMismatchException>(() => Merge(kept, Strict));
    }

    [Fact]
    public void When_the_room_is_full_the_oldest_that_another_one_covers_goes()
    {
        const string Apart = "manifest 1\nboth 0 Other\narray Other 0:string\n";
        int room = Encoding.UTF8.GetByteCount(Apart + First + Second);
        string kept = Merge(Apart + First, Second, room)!;
        Assert.Equal(Apart + First + Second, kept);

        // Second says all that First says.
        Assert.Equal(Apart + Second + Third, Merge(kept, Third, Encoding.UTF8.GetByteCount(Apart + Second + Third)));
    }

    [Fact]
    public void When_none_covers_another_the_oldest_goes()
    {
        const string Other = "manifest 1\nboth 0 Other\narray Other 0:string\n";
        const string Last = "manifest 1\nboth 0 Last\narray Last 0:string\n";
        Assert.Equal(Other + Last, Merge(First + Other, Last, Encoding.UTF8.GetByteCount(First + Other)));
    }

    [Fact]
    public void What_does_not_fit_even_alone_is_compared_and_not_kept()
    {
        Assert.Null(Merge("", Third, maxBytes: 20));
        Assert.Throws<MqContractMismatchException>(() => Merge(First, "manifest 1\nboth 0 Order\narray Order 0:string\n", maxBytes: 20));
    }

    [Fact]
    public void A_newer_format_is_kept_and_not_compared()
    {
        const string Newer = "manifest 2\nwho knows\n";
        Assert.Equal(Newer + First, Merge(Newer, First));
        Assert.Null(Merge(First, Newer));
    }

    [Fact]
    public void What_a_later_version_says_besides_is_no_obstacle()
    {
        const string Later = "manifest 1\nrequest 0 1 GetPrice\nboth 0 Order\narray Order 0:long 1:int\n";
        Assert.Null(Merge(First + Later, Later));
        Assert.Throws<MqContractMismatchException>(() => Merge(Later, "manifest 1\nboth 0 Order\narray Order 0:string\n"));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("garbage\nmanifest 1\nboth 1 Order\narray Order 0:long\n")]
    [InlineData("manifest 1\nboth 0 Order\narray Order 0:#7\n")]
    [InlineData("manifest 1\nboth 0 Order\narray Order 0:long 0:int\n")]
    [InlineData("manifest 1\nboth 0 Order\narray Order x:long\n")]
    [InlineData("manifest 1\nboth 0 Order\narray Order 0:\n")]
    [InlineData("manifest 1\nboth 0 Order\narray Order 0:List<int\n")]
    [InlineData("manifest 1\nboth 0 Order\narray Order 0:enum<Side>\n")]
    [InlineData("manifest 1\nboth -1 Order\narray Order 0:int\n")]
    [InlineData("manifest 1\nboth 0 Order\nunion Order 0:int\n")]
    [InlineData("manifest 1\nboth 0 Order\narray Order 0:string")]
    public void What_cannot_be_read_is_left_out(string kept) => Assert.Equal(First, Merge(kept, First));

    [Fact]
    public void A_text_that_is_larger_than_may_be_kept_counts_for_nothing() => Assert.Equal(First, Merge(new string('x', MqManifest.MaxBytes + 1), First));

    [Fact]
    public void A_room_that_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Merge("", First, maxBytes: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Merge("", First, maxBytes: MqManifest.MaxBytes + 1));
    }

    private static string? Merge(string kept, string manifest, int maxBytes = MqManifest.MaxBytes) =>
        MqManifest.Merge("orders", Encoding.UTF8.GetBytes(kept), manifest, maxBytes) is { } merged ? Encoding.UTF8.GetString(merged) : null;
}
