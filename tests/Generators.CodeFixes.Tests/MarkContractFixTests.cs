using TypedMq.Generators.CodeFixes;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>TMQ0302: a type of the solution becomes a contract.</summary>
public class MarkContractFixTests
{
    [Fact]
    public async Task The_type_of_a_member_is_marked() => Assert.Equal(
        """
        /// <summary>Who buys.</summary>
        [MqContract]
        public sealed record Customer(string Name);

        [MqContract]
        public sealed record Order(long Id, Customer Customer);
        """,
        Assert.Single(await FixHarness<MarkContractFix>.FixAsync(GeneratorHarness.Usings + """
            /// <summary>Who buys.</summary>
            public sealed record Customer(string Name);

            [MqContract]
            public sealed record Order(long Id, Customer Customer);
            """)));

    [Fact]
    public async Task A_type_of_another_file_is_marked_there()
    {
        string[] files = await FixHarness<MarkContractFix>.FixAsync(
            "namespace Shop;\n\npublic sealed record Customer(string Name);\n",
            GeneratorHarness.Usings + "[MqContract] public sealed record Order(Dictionary<string, Shop.Customer[]> Customers);");

        Assert.Equal("using TypedMq;\n\nnamespace Shop;\n\n[MqContract]\npublic sealed record Customer(string Name);\n", files[0]);
    }

    [Theory]
    [InlineData("public record struct Order(int Id);\n[MqChannel(\"orders\")] public interface IOrders { void Send(Order order); }")]
    [InlineData("public record struct Order(int Id);\n[MqChannel(\"orders\")] public interface IOrders { ValueTask<Order> ReceiveAsync(CancellationToken cancellationToken); }")]
    [InlineData("public record struct Order(int Id);\n[MqChannel(\"orders\")] public interface IOrders : IMqQueue<Order>;")]
    public async Task What_a_channel_carries_is_marked(string code) =>
        Assert.Contains("[MqContract]\npublic record struct Order(int Id);", Assert.Single(await FixHarness<MarkContractFix>.FixAsync(GeneratorHarness.Usings + code)), StringComparison.Ordinal);

    [Fact]
    public async Task Fixing_all_marks_each_type_once() => Assert.Equal(
        """
        [MqContract]
        public sealed record Order(Customer Buyer, Customer Seller, List<Line> Lines);

        [MqContract]
        public sealed record Customer(string Name);

        [MqContract]
        public sealed record Line(int Count);
        """,
        Assert.Single(await FixHarness<MarkContractFix>.FixAllAsync(GeneratorHarness.Usings + """
            [MqContract]
            public sealed record Order(Customer Buyer, Customer Seller, List<Line> Lines);

            public sealed record Customer(string Name);

            public sealed record Line(int Count);
            """)));

    [Theory]
    [InlineData("[MqContract] public sealed record Order(Uri Id);")]
    [InlineData("public interface ICustomer; [MqContract] public sealed record Order(ICustomer Id);")]
    public async Task What_is_not_ours_or_cannot_be_made_is_not_offered(string code) => Assert.Empty(await FixHarness<MarkContractFix>.TitlesAsync(GeneratorHarness.Usings + code));

    [Fact]
    public async Task The_menu_names_the_type() => Assert.Equal(
        ["Mark 'Customer' with [MqContract]"],
        await FixHarness<MarkContractFix>.TitlesAsync(GeneratorHarness.Usings + "public sealed record Customer(string Name); [MqContract] public sealed record Order(Customer Id);"));
}
