using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

public class ContractSnapshots
{
    [Fact]
    public void A_positional_struct() => Match("""
        namespace Shop;

        [MqContract]
        public readonly record struct OrderPlaced(long Id, string Symbol, decimal Price);
        """);

    [Fact]
    public void A_class_with_initialisers_a_gap_and_private_members() => Match("""
        namespace Shop;

        public enum Side : byte { Buy, Sell }

        [MqContract]
        public class Order
        {
            [MqKey(0)] public long Id { get; set; }
            [MqKey(1)] public string Symbol { get; private set; } = "";
            [MqKey(3)] public Side Side { get; init; }
            [MqKey(4)] public List<string?>? Notes { get; set; }
            [MqKey(5)] private int _version = 1;
            [MqIgnore] public string? Cache { get; set; }
            public int Version => _version;
        }
        """);

    [Fact]
    public void An_adopted_type() => Match("""
        [assembly: MqContractFor(typeof(Shop.Money))]

        namespace Shop;

        public sealed class Money(string currency, decimal amount)
        {
            public string Currency { get; } = currency;
            public decimal Amount { get; } = amount;
            public string? Note { get; set; }
            public bool IsZero => Amount == 0;
        }
        """);

    [Fact]
    public void Limited_lengths_and_tuples() => Match("""
        namespace Shop;

        [MqContract]
        public sealed record Quote([MqMaxLength(16)] string Symbol, [MqMaxLength(8)] IReadOnlyList<(double Price, long Volume)>? Levels);
        """);

    [Fact]
    public void Required_members_beside_a_constructor() => Match("""
        namespace Shop;

        [MqContract]
        internal sealed class Customer
        {
            public Customer(string name, int rating = -1)
            {
                Name = name;
                Rating = rating;
            }

            [MqKey(0)] public string Name { get; }
            [MqKey(1)] public int Rating { get; }
            [MqKey(2)] public required Guid Id { get; init; }
        }
        """);

    [Fact]
    public void Nested_and_recursive_contracts() => Match("""
        public static class Outer
        {
            [MqContract]
            public sealed record Node(int Value, List<Node> Children, Leaf? Leaf);

            [MqContract]
            public struct Leaf
            {
                [MqKey(0)] public double Weight;
                [MqKey(1)] public Inner Inner { get; set; }
            }

            [MqContract]
            public readonly record struct Inner(short Number, int? Maybe);
        }
        """);

    [Fact]
    public void Private_contracts_and_members_of_private_types() => Match("""
        namespace Shop;

        public partial class Desk
        {
            [MqContract]
            private readonly partial record struct Order(long Id, Side Side);

            private enum Side { Buy, Sell }

            [MqContract]
            public partial class Orders
            {
                [MqKey(0)] private List<Order> Open { get; set; } = [];
            }
        }
        """);

    [Fact]
    public void References_without_nullability_accept_nil() => Match("""
        #nullable disable
        namespace Shop;

        [MqContract]
        public class Order
        {
            [MqKey(0)] public string Symbol { get; set; }
            [MqKey(1)] public List<string> Notes { get; set; }
        }
        """);

    [Fact]
    public void Maps() => Match("""
        namespace Shop;

        [MqContract]
        public sealed class Order(long id)
        {
            [MqKey("id")] public long Id { get; } = id;
            [MqKey("at")] public DateTime Time { get; init; }
            [MqKey("näme")] public required string Name { get; set; }
        }

        [MqContract]
        [MqReservedKeys("c")]
        public struct Point
        {
            [MqKey("x")] public int X;
            [MqKey("y")] public int Y;
        }
        """);

    [Fact]
    public void Unions() => Match("""
        namespace Shop;

        [MqContract]
        [MqUnion(0, typeof(Circle))]
        [MqUnion(1, typeof(Group))]
        public interface IShape;

        [MqContract]
        public readonly record struct Circle(double Radius) : IShape;

        [MqContract]
        public sealed record Group(List<IShape> Shapes) : IShape;

        [MqContract(UnknownCaseIsNull = true)]
        [MqUnion(-1, typeof(Started))]
        [MqUnion(70000, typeof(Stopped))]
        internal abstract class Event;

        [MqContract] internal sealed class Started : Event;
        [MqContract] internal sealed class Stopped : Event;
        """);

    [Fact]
    public void Generic_contracts() => Match("""
        namespace Shop;

        [MqContract]
        public sealed record Box<T>(T Value, T? Other);

        [MqContract]
        public sealed class Pair<TKey, TValue>
            where TKey : struct
            where TValue : class, new()
        {
            [MqKey(0)] public TKey? Key { get; init; }
            [MqKey(1)] private TValue _value = new();
        }

        [MqContract]
        public readonly record struct Closed(Box<int> Number, Box<Box<string?>>? Text);

        [MqChannel("boxes")]
        public interface IBoxes : IMqQueue<Box<int>>;
        """);

    [Fact]
    public void A_contract_with_an_error_is_a_stub()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + """
            namespace Shop;

            [MqContract]
            public class Order
            {
                [MqKey(0)] public object? Anything { get; set; }
            }

            [MqContract]
            public sealed record Basket(Order[] Orders);
            """);

        Assert.Equal(["TMQ0301"], run.Ids);
        Assert.Empty(run.CompilerFindings);
        Snapshot.Match(run.AllFiles);
    }

    private static void Match(string source, [System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        Snapshot.Match(GeneratorHarness.RunClean(source).AllFiles, method: method);
}
