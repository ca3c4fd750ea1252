using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

public class ChannelSnapshots
{
    private const string Contracts = """
        namespace Shop;

        [MqContract]
        public readonly record struct OrderPlaced(long Id, int Count);

        [MqContract("cancel")]
        public sealed record OrderCancelled(long Id);

        """;

    [Fact]
    public void A_ready_made_queue() => Match("""
        [MqChannel("orders", Transport = "posix", Capacity = 10, MaxMessageBytes = 4096, FullMode = MqFullMode.Fail, Envelope = MqEnvelopeMode.None)]
        public interface IOrders : IMqQueue<OrderPlaced>;
        """);

    [Fact]
    public void Settings_of_every_kind() => Match("""
        [MqChannel("alerts", Topology = MqTopology.ManyToMany, MaxPriorities = 4, ReservedSlots = 2, ReservedForPriority = 5, TimeToLiveMilliseconds = 250, FullMode = MqFullMode.DropOldest, CachedStrings = 8)]
        public interface IAlerts : IMqSender<OrderPlaced>;
        """);

    [Fact]
    public void Own_methods_of_every_shape() => Match("""
        [MqChannel("orders")]
        internal interface IOrderDesk
        {
            void Send(OrderPlaced order);
            void SendUrgent(in OrderPlaced order, [MqPriority] int priority, CancellationToken cancellationToken);
            bool Send(OrderPlaced order, TimeSpan timeout);
            [MqPriority(7)] bool TrySend(OrderCancelled order);
            ValueTask SendAsync(OrderCancelled order, CancellationToken cancellationToken = default);
            Task SendLaterAsync(OrderCancelled order, CancellationToken cancellationToken = default);
            [MqPriority(3)] int SendBatch(ReadOnlySpan<OrderCancelled> orders, CancellationToken cancellationToken = default);
            int SendOrders(ReadOnlySpan<OrderPlaced> orders, TimeSpan timeout);
        }

        [MqChannel("orders")]
        internal interface IOrderReader
        {
            OrderPlaced Receive();
            OrderPlaced Receive(CancellationToken cancellationToken);
            OrderPlaced Receive(TimeSpan timeout);
            bool TryReceive(out OrderPlaced order);
            bool TryReceive(out OrderPlaced order, TimeSpan timeout);
            ValueTask<OrderPlaced> ReceiveAsync(CancellationToken cancellationToken = default);
            Task<OrderPlaced> ReceiveTaskAsync(CancellationToken cancellationToken = default);
            IAsyncEnumerable<OrderPlaced> ReceiveAllAsync(CancellationToken cancellationToken = default);
            int ReceiveBatch(Span<OrderPlaced> orders);
            int ReceiveBatch(Span<OrderPlaced> orders, TimeSpan timeout);
        }
        """);

    [Fact]
    public void Requests_of_every_shape() => Match("""
        [MqContract]
        public sealed record Receipt(long Id);

        public interface IOrderStatus
        {
            ValueTask<bool> IsOpenAsync(long id, CancellationToken cancellationToken = default);
        }

        [MqChannel("orders", RequestTimeoutMilliseconds = 5000)]
        public interface IOrderDesk : IOrderStatus
        {
            ValueTask<Receipt> PlaceAsync(OrderPlaced order, CancellationToken cancellationToken = default);
            Receipt Place(OrderPlaced order, TimeSpan timeout);
            [MqPriority(7)] Task<Receipt?> FindAsync(string symbol, int count, TimeSpan delay, TimeSpan timeout, CancellationToken cancellationToken = default);
            ValueTask CancelAsync(OrderCancelled order, [MqPriority] int priority, CancellationToken cancellationToken = default);
            Task ResetAsync();
            void Clear(TimeSpan timeout);
            IAsyncEnumerable<Receipt> ListAsync(string text, CancellationToken cancellationToken = default);
            [MqRequest("send-back")] ValueTask<OrderPlaced> SendBackAsync(OrderPlaced order);
            [MqOneWay] ValueTask NoteAsync(string text, int level, CancellationToken cancellationToken = default);
            [MqOneWay] void Forget(OrderCancelled order);
            void Send(in OrderPlaced order);
            int SendBatch(ReadOnlySpan<OrderCancelled> orders);
        }
        """);

    [Fact]
    public void Deliveries() => Match("""
        [MqChannel("orders")]
        public interface IOrders : IMqSender<OrderPlaced>
        {
            bool TryReceive(out MqDelivery<OrderPlaced> delivery);
            bool TryReceive(out MqDelivery<OrderPlaced> delivery, TimeSpan timeout);
            ValueTask<MqDelivery<OrderPlaced>> ReceiveAsync(CancellationToken cancellationToken = default);
            IAsyncEnumerable<MqDelivery<OrderPlaced>> ReceiveAllAsync(CancellationToken cancellationToken = default);
        }
        """);

    [Fact]
    public void Inherited_methods_of_the_same_signature() => Match("""
        public interface ISendOrders
        {
            void Send(OrderCancelled order);
        }

        public interface ISendOrdersToo
        {
            void Send(OrderCancelled order);
        }

        public static class Channels
        {
            [MqChannel("/orders")]
            public interface IOrders : ISendOrders, ISendOrdersToo, IMqSender<OrderPlaced>, IMqChannel;
        }
        """);

    private static void Match(string source, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        GeneratorRun run = GeneratorHarness.RunClean(Contracts + source);
        string proxies = string.Join("// ----", run.AllFiles.Split("// ----").Where(static file => !file.Contains("IMqFormatter<", StringComparison.Ordinal)));
        Snapshot.Match(proxies, method: method);
    }
}
