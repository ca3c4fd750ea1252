using TypedMq.Generators.CodeFixes;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>TMQ0506: a method that waits takes a CancellationToken.</summary>
public class AddTokenFixTests
{
    private const string Contract = "[MqContract] public sealed record Order(int Id);\n[MqChannel(\"orders\")] public interface IOrders { ";

    [Theory]
    [InlineData("ValueTask SendAsync(Order order);", "ValueTask SendAsync(Order order, CancellationToken cancellationToken = default);")]
    [InlineData("ValueTask<Order> ReceiveAsync();", "ValueTask<Order> ReceiveAsync(CancellationToken cancellationToken = default);")]
    [InlineData("Task SendAsync(Order cancellationToken);", "Task SendAsync(Order cancellationToken, CancellationToken cancellationToken2 = default);")]
    public async Task A_token_is_added_as_the_last_parameter(string before, string after) =>
        Assert.Equal($"{Contract}{after} }}", Assert.Single(await FixHarness<AddTokenFix>.FixAsync($"{GeneratorHarness.Usings}{Contract}{before} }}")));

    [Fact]
    public async Task The_using_directive_is_added_where_it_is_missing() => Assert.Equal(
        """
        using System.Threading;
        using System.Threading.Tasks;
        using TypedMq;

        [MqContract] public sealed record Order(int Id);
        [MqChannel("orders")] public interface IOrders { ValueTask SendAsync(Order order, CancellationToken cancellationToken = default); }
        """,
        Assert.Single(await FixHarness<AddTokenFix>.FixAsync("""
            using System.Threading.Tasks;
            using TypedMq;

            [MqContract] public sealed record Order(int Id);
            [MqChannel("orders")] public interface IOrders { ValueTask SendAsync(Order order); }
            """)));

    [Fact]
    public async Task Fixing_all_adds_one_to_each_method_also_to_one_that_two_channels_inherit() => Assert.Equal(
        """
        [MqContract] public sealed record Order(int Id);

        public interface IReader
        {
            ValueTask<Order> ReceiveAsync(CancellationToken cancellationToken = default);
        }

        [MqChannel("orders")]
        public interface IOrders : IReader
        {
            ValueTask SendAsync(
                Order order,
                [MqPriority] int priority,
                CancellationToken cancellationToken = default);
        }

        [MqChannel("old-orders")]
        public interface IOldOrders : IReader;
        """,
        Assert.Single(await FixHarness<AddTokenFix>.FixAllAsync(GeneratorHarness.Usings + """
            [MqContract] public sealed record Order(int Id);

            public interface IReader
            {
                ValueTask<Order> ReceiveAsync();
            }

            [MqChannel("orders")]
            public interface IOrders : IReader
            {
                ValueTask SendAsync(
                    Order order,
                    [MqPriority] int priority);
            }

            [MqChannel("old-orders")]
            public interface IOldOrders : IReader;
            """)));
}
