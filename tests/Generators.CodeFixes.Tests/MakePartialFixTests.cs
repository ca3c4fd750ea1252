using TypedMq.Generators.CodeFixes;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>TMQ0001 and TMQ0002: what the formatter lies in is partial.</summary>
public class MakePartialFixTests
{
    [Theory]
    [InlineData(
        "[MqContract] public sealed class Order { [MqKey(0)] private Side Way { get; set; } private enum Side { Buy } }",
        "[MqContract] public sealed partial class Order { [MqKey(0)] private Side Way { get; set; } private enum Side { Buy } }")]
    [InlineData(
        "/// <summary>A desk.</summary>\nclass Desk { [MqContract] private partial record struct Order(int Id); }",
        "/// <summary>A desk.</summary>\npartial class Desk { [MqContract] private partial record struct Order(int Id); }")]
    [InlineData(
        "partial class Desk { [MqContract] readonly record struct Order(int Id); }",
        "partial class Desk { [MqContract] readonly partial record struct Order(int Id); }")]
    public async Task The_type_becomes_partial(string before, string after) =>
        Assert.Equal(after, Assert.Single(await FixHarness<MakePartialFix>.FixAsync(GeneratorHarness.Usings + before)));

    [Fact]
    public async Task Fixing_all_makes_the_contracts_and_the_types_around_them_partial() => Assert.Equal(
        """
        partial class Desk
        {
            [MqContract]
            private sealed partial record Order(int Id);

            [MqContract]
            private sealed partial record Cancel(Order Order);
        }
        """,
        Assert.Single(await FixHarness<MakePartialFix>.FixAllAsync(GeneratorHarness.Usings + """
            class Desk
            {
                [MqContract]
                private sealed record Order(int Id);

                [MqContract]
                private sealed record Cancel(Order Order);
            }
            """)));
}
