using TypedMq.Generators.CodeFixes;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>TMQ0505: one CancellationToken, as the last parameter.</summary>
public class MoveTokenFixTests
{
    private const string Contract = "[MqContract] public sealed record Order(int Id);\n[MqChannel(\"orders\")] public interface IOrders { ";

    [Theory]
    [InlineData("void Send(CancellationToken token, Order order);", "void Send(Order order, CancellationToken token);")]
    [InlineData("void Send(CancellationToken first, Order order, CancellationToken second);", "void Send(Order order, CancellationToken first);")]
    [InlineData(
        "void Send(Order order, CancellationToken token, [MqPriority] int priority = 1);",
        "void Send(Order order, [MqPriority] int priority = 1, CancellationToken token = default);")]
    public async Task The_token_becomes_the_last(string before, string after) =>
        Assert.Equal($"{Contract}{after} }}", Assert.Single(await FixHarness<MoveTokenFix>.FixAsync($"{GeneratorHarness.Usings}{Contract}{before} }}")));

    [Fact]
    public async Task Fixing_all_keeps_lines_where_they_are() => Assert.Equal(
        """
        [MqContract] public sealed record Order(int Id);

        [MqChannel("orders")]
        public interface IOrders
        {
            void Send(
                Order order,
                CancellationToken token);

            ValueTask SendAsync(Order order, CancellationToken token);
        }
        """,
        Assert.Single(await FixHarness<MoveTokenFix>.FixAllAsync(GeneratorHarness.Usings + """
            [MqContract] public sealed record Order(int Id);

            [MqChannel("orders")]
            public interface IOrders
            {
                void Send(
                    CancellationToken token,
                    Order order);

                ValueTask SendAsync(CancellationToken token, Order order);
            }
            """)));
}
