using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>What is generated for views and raw contracts, as a user reads it.</summary>
public class ViewSnapshots
{
    [Fact]
    public void View() => Snapshot.Match(File(GeneratorHarness.RunClean("""
        namespace Shop
        {
            [MqContract]
            public sealed class Order
            {
                [MqKey(0)] public required long Id { get; init; }
                [MqKey(1), MqMaxLength(16)] public string Symbol { get; set; } = "";
                [MqKey(2)] public string? Note { get; set; }
                [MqKey(3)] public Customer? Customer { get; set; }
                [MqKey(5)] public List<Line> Lines { get; set; } = [];
                [MqKey(6)] public Dictionary<string, int> Totals { get; set; } = [];
            }

            [MqContract] public sealed record Customer(string Name);

            [MqContract] public readonly record struct Line(int Number, decimal Price);

            /// <summary>An order in place.</summary>
            [MqView(typeof(Order))] public readonly ref partial struct OrderView;

            /// <summary>A customer in place.</summary>
            [MqView(typeof(Customer))] public readonly ref partial struct CustomerView;
        }
        """), "Shop.OrderView"));

    [Fact]
    public void ViewOfMap() => Snapshot.Match(File(GeneratorHarness.RunClean("""
        [MqContract]
        public sealed class Order
        {
            [MqKey("id")] public required long Id { get; init; }
            [MqKey("start")] public byte[]? start { get; set; }
            [MqKey("parent")] public Order? Parent { get; set; }
        }

        public static partial class Views
        {
            /// <summary>An order in place.</summary>
            [MqView(typeof(Order))] public readonly ref partial struct OrderView;
        }
        """), "Views.OrderView"));

    [Fact]
    public void ViewOfRaw() => Snapshot.Match(GeneratorHarness.RunClean("""
        /// <summary>A tick.</summary>
        [MqContract(Layout = MqLayout.Raw)]
        public readonly record struct Tick(long Time, double Price);

        /// <summary>A tick in place.</summary>
        [MqView(typeof(Tick))]
        public readonly ref partial struct TickView;
        """).AllFiles);

    [Fact]
    public void Raw() => Snapshot.Match(GeneratorHarness.RunClean("""
        using System.Runtime.CompilerServices;

        /// <summary>A state.</summary>
        [MqContract(Layout = MqLayout.Raw)]
        public struct State
        {
            public decimal Price;
            public FixedUtf8<FixedUtf8Buffer16> Symbol;
            public Flags Flags;
            private bool _isOpen;
            public bool IsOpen { readonly get => _isOpen; set => _isOpen = value; }
        }

        /// <summary>Flags.</summary>
        [InlineArray(3)]
        public struct Flags { private bool _first; }

        /// <summary>States.</summary>
        [MqChannel("states")]
        public interface IStates : IMqQueue<State>;
        """).AllFiles);

    [Fact]
    public void Channel() => Snapshot.Match(GeneratorHarness.RunClean("""
        [MqContract] public sealed record Order(long Id);

        /// <summary>An order in place.</summary>
        [MqView(typeof(Order))] public readonly ref partial struct OrderView;

        /// <summary>Orders.</summary>
        [MqChannel("orders")]
        public interface IOrders : IMqViewReceiver<OrderView>
        {
            bool TryReceiveEach<T>(T state, MqViewHandler<OrderView, T> handler) where T : class;

            bool TryReceiveIds(List<long> ids, MqViewHandler<OrderView, List<long>> handler, TimeSpan timeout);
        }
        """).AllFiles);

    private static string File(GeneratorRun run, string name) =>
        run.Result.GeneratedSources.Single(file => file.HintName.StartsWith(name, StringComparison.Ordinal)).SourceText.ToString();
}
