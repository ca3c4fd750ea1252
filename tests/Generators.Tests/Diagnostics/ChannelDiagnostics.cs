using System.Globalization;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>What is reported on channels, and on which text.</summary>
public class ChannelDiagnostics
{
    private const string Contracts = """
        [MqContract] public readonly record struct Order(long Id);
        [MqContract] public sealed record Cancel(long Id);
        [MqView(typeof(Order))] public readonly ref partial struct OrderView;

        """;

    [Theory]
    [InlineData("TMQ0501", "IOrders", "[MqChannel(\"orders\")] public interface IOrders<T> { void Send(T order); }")]
    [InlineData("TMQ0501", "IOrders", "[MqChannel(\"orders\")] public interface IOrders;")]
    [InlineData("TMQ0501", "IOrders", "[MqChannel(\"orders\")] file interface IOrders { void Send(Order order); }")]
    [InlineData("TMQ0501", "IOrders", "public class Outer { [MqChannel(\"orders\")] private interface IOrders { void Send(Order order); } }")]
    [InlineData("TMQ0501", "IOrders", "public class Outer<T> { [MqChannel(\"orders\")] public interface IOrders { void Send(Order order); } }")]
    [InlineData("TMQ0508", "IOrders", "namespace Other { [MqContract(\"Order\")] public sealed record Buy(int Id); } [MqChannel(\"orders\")] public interface IOrders { void Send(Order order); Other.Buy Receive(); }")]
    [InlineData("TMQ0508", "IOrders", "[MqChannel(\"orders\", Envelope = MqEnvelopeMode.None)] public interface IOrders { void Send(Order order); void Send(Cancel cancel); }")]
    [InlineData("TMQ0509", "\"\"", "[MqChannel(\"\")] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0509", "\"/\"", "[MqChannel(\"/\")] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0509", "\"..\"", "[MqChannel(\"..\")] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0509", "\"/a/b\"", "[MqChannel(\"/a/b\")] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0509", "\"typedmq:desk\"", "[MqChannel(\"typedmq:desk\")] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0510", "8", "[MqChannel(\"orders\", MaxMessageBytes = 8)] public interface IOrders : IMqSender<Order>;")]
    [InlineData("TMQ0510", "64", "[MqContract] public sealed record Trade([MqMaxLength(32)] string Symbol, [MqMaxLength(8)] List<Order>? Orders); [MqChannel(\"orders\", MaxMessageBytes = 64)] public interface IOrders : IMqSender<Trade>;")]
    [InlineData("TMQ0510", "36", "[MqContract, MqCompact] public sealed record Trade(Guid Id, decimal? Price); [MqChannel(\"orders\", MaxMessageBytes = 36)] public interface IOrders : IMqSender<Trade>;")]
    [InlineData("TMQ0510", "76", "[System.Runtime.CompilerServices.InlineArray(8)] public struct Levels { private double _first; } [MqContract] public sealed record Trade(FixedUtf8<FixedUtf8Buffer16> Symbol, Levels Levels, (byte, bool) Pair); [MqChannel(\"orders\", MaxMessageBytes = 76)] public interface IOrders : IMqSender<Trade>;")]
    [InlineData("TMQ0510", "64", "[MqContract] public sealed record Trade(string Symbol); [MqChannel(\"orders\", MaxMessageBytes = 64)] public interface IOrders : IMqSender<Trade>;")]
    [InlineData("TMQ0511", "MqDelivery.AtLeastOnce", "[MqChannel(\"orders\", Transport = \"posix\", Delivery = MqDelivery.AtLeastOnce)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0511", "MqDelivery.AtLeastOnce", "[MqChannel(\"orders\", Delivery = MqDelivery.AtLeastOnce, Transport = \"SysV\")] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0511", "MqFullMode.DropOldest", "[MqChannel(\"orders\", Transport = \"posix\", FullMode = MqFullMode.DropOldest)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0511", "MqTopology.OneToOne", "[MqChannel(\"orders\", Transport = \"sysv\", Topology = MqTopology.OneToOne)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0511", "2", "[MqChannel(\"orders\", Transport = \"posix\", ReservedSlots = 2, ReservedForPriority = 5)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("TMQ0511", "\"sysv\"", "[MqChannel(\"orders\", Transport = \"sysv\")] public interface IOrders { bool TryReceive(out MqDelivery<Order> delivery); }")]
    [InlineData("TMQ0302", "IOrders", "[MqChannel(\"orders\")] public interface IOrders : IMqSender<Uri>;")]
    [InlineData("TMQ0508", "IOrders", "[MqChannel(\"orders\")] public interface IOrders { void Send(Order order); [MqRequest(\"Order\")] ValueTask CancelAsync(Cancel cancel); }")]
    [InlineData("TMQ0508", "IOrders", "[MqChannel(\"orders\")] public interface IOrders { [MqOneWay] void Note(Cancel cancel, CancellationToken token); Task<int> Note(Cancel cancel); }")]
    [InlineData("TMQ0510", "4", "[MqChannel(\"orders\", MaxMessageBytes = 4)] public interface IOrders { ValueTask QuoteAsync(Order order); }")]
    [InlineData("TMQ0512", "IOrders", "[MqChannel(\"orders\")] public interface IOrders { ValueTask<Order> QuoteAsync(Cancel cancel); Order Receive(); }")]
    [InlineData("TMQ0512", "IOrders", "[MqChannel(\"orders\")] public interface IOrders : IMqReceiver<Order> { [MqOneWay] void Note(Cancel cancel, CancellationToken token); }")]
    [InlineData("TMQ0512", "MqFullMode.DropOldest", "[MqChannel(\"orders\", FullMode = MqFullMode.DropOldest)] public interface IOrders { ValueTask<Order> QuoteAsync(Cancel cancel); }")]
    [InlineData("TMQ0512", "MqEnvelopeMode.None", "[MqChannel(\"orders\", Envelope = MqEnvelopeMode.None)] public interface IOrders { ValueTask<Order> QuoteAsync(Cancel cancel); }")]
    public void A_channel_is_reported(string id, string squiggle, string code) => DiagnosticCase.Expect(id, Contracts + code, squiggle);

    [Theory]
    [InlineData("TMQ0502", "Count", "int Count { get; }")]
    [InlineData("TMQ0502", "Changed", "event Action Changed;")]
    [InlineData("TMQ0502", "SendAny", "void SendAny<T>(T order);")]
    [InlineData("TMQ0502", "Send", "static abstract void Send(Order order);")]
    [InlineData("TMQ0503", "Publish", "void Publish(Order order);")]
    [InlineData("TMQ0503", "Quote", "Order Quote(Cancel request);")]
    [InlineData("TMQ0503", "Quote", "Order Quote(Cancel request, TimeSpan timeout, CancellationToken cancellationToken);")]
    [InlineData("TMQ0503", "Quote", "bool Quote(out Order order, TimeSpan timeout);")]
    [InlineData("TMQ0503", "QuoteAsync", "ValueTask<Order> QuoteAsync(in Cancel request);")]
    [InlineData("TMQ0503", "SendBack", "[MqRequest] Order SendBack(Cancel request);")]
    [InlineData("TMQ0503", "NoteAsync", "[MqOneWay] ValueTask<Order> NoteAsync(Cancel request);")]
    [InlineData("TMQ0503", "Note", "[MqOneWay] bool Note(Cancel request);")]
    [InlineData("TMQ0503", "NoteAsync", "[MqOneWay, MqRequest] ValueTask NoteAsync(Cancel request);")]
    [InlineData("TMQ0507", "request", "ValueTask<Order> QuoteAsync(out Cancel request);")]
    [InlineData("TMQ0507", "text", "ValueTask<Order> QuoteAsync(ReadOnlySpan<char> text);")]
    [InlineData("TMQ0505", "cancellationToken", "ValueTask<Order> QuoteAsync(CancellationToken cancellationToken, Cancel request);")]
    [InlineData("TMQ0509", "32768", "[MqPriority(32768)] ValueTask<Order> QuoteAsync(Cancel request);")]
    [InlineData("TMQ0302", "ValueTask<Uri>", "ValueTask<Uri> FindAsync(Cancel request);")]
    [InlineData("TMQ0302", "Uri", "ValueTask<Order> FindAsync(Cancel request, Uri place);")]
    [InlineData("TMQ0302", "IAsyncEnumerable<Uri>", "IAsyncEnumerable<Uri> ListAsync(CancellationToken cancellationToken = default);")]
    [InlineData("TMQ0508", "Quote", "ValueTask<Order> QuoteAsync(Cancel request); Cancel Quote(Cancel request, TimeSpan timeout);")]
    [InlineData("TMQ0508", "ListAsync", "[MqRequest(\"same\")] ValueTask QuoteAsync(Cancel request); [MqRequest(\"same\")] ValueTask ListAsync(Order request);")]
    [InlineData("TMQ0503", "Sender", "void Sender(Order order);")]
    [InlineData("TMQ0503", "Send", "int Send(Order order);")]
    [InlineData("TMQ0503", "Send", "bool Send(Order order);")]
    [InlineData("TMQ0503", "Send", "void Send(Order order, TimeSpan timeout);")]
    [InlineData("TMQ0503", "Send", "void Send(ref Order order);")]
    [InlineData("TMQ0503", "SendAsync", "ValueTask SendAsync(in Order order);")]
    [InlineData("TMQ0503", "SendBatch", "void SendBatch(ReadOnlySpan<Order> orders);")]
    [InlineData("TMQ0503", "SendBatch", "int SendBatch(Span<Order> orders);")]
    [InlineData("TMQ0503", "SendBatch", "int SendBatch(in ReadOnlySpan<Order> orders);")]
    [InlineData("TMQ0503", "SendBatch", "int SendBatch(ReadOnlySpan<Order> orders, TimeSpan timeout, CancellationToken cancellationToken);")]
    [InlineData("TMQ0503", "TrySend", "int TrySend(ReadOnlySpan<Order> orders);")]
    [InlineData("TMQ0503", "ReceiveBatch", "bool ReceiveBatch(Span<Order> orders);")]
    [InlineData("TMQ0503", "ReceiveBatch", "int ReceiveBatch(ReadOnlySpan<Order> orders);")]
    [InlineData("TMQ0503", "TryReceiveBatch", "int TryReceiveBatch(Span<Order> orders);")]
    [InlineData("TMQ0503", "ReceiveBatch", "int ReceiveBatch(Span<Order> orders, Span<Order> more);")]
    [InlineData("TMQ0302", "Span<string>", "int ReceiveBatch(Span<string> texts);")]
    [InlineData("TMQ0509", "1", "[MqPriority(1)] int ReceiveBatch(Span<Order> orders);")]
    [InlineData("TMQ0503", "TrySend", "bool TrySend(Order order, CancellationToken cancellationToken);")]
    [InlineData("TMQ0503", "TrySendAsync", "ValueTask<bool> TrySendAsync(Order order);")]
    [InlineData("TMQ0503", "Receive", "void Receive();")]
    [InlineData("TMQ0503", "Receive", "bool Receive(out Order order);")]
    [InlineData("TMQ0503", "ReceiveAsync", "Task ReceiveAsync();")]
    [InlineData("TMQ0503", "ReceiveAsync", "ValueTask<Order> ReceiveAsync(TimeSpan timeout);")]
    [InlineData("TMQ0503", "TryReceive", "Order? TryReceive();")]
    [InlineData("TMQ0503", "TryReceive", "bool TryReceive(out Order order, CancellationToken cancellationToken);")]
    [InlineData("TMQ0503", "TryReceiveInto", "bool TryReceiveInto(out Order order);")]
    [InlineData("TMQ0503", "TryReceiveInto", "void TryReceiveInto(ref Order order);")]
    [InlineData("TMQ0503", "TryReceiveInto", "bool TryReceiveInto(ref Order order, CancellationToken cancellationToken);")]
    [InlineData("TMQ0503", "TryReceive", "bool TryReceive(ref Order order);")]
    [InlineData("TMQ0503", "Receive", "MqDelivery<Order> Receive();")]
    [InlineData("TMQ0503", "Receive", "MqDelivery<Order> Receive(TimeSpan timeout);")]
    [InlineData("TMQ0503", "TryReceiveInto", "bool TryReceiveInto(ref MqDelivery<Order> delivery);")]
    [InlineData("TMQ0302", "MqDelivery<string>", "bool TryReceive(out MqDelivery<string> delivery);")]
    [InlineData("TMQ0506", "ReceiveAsync", "ValueTask<MqDelivery<Order>> ReceiveAsync();")]
    [InlineData("TMQ0504", "Send", "void Send(CancellationToken cancellationToken);")]
    [InlineData("TMQ0504", "Send", "void Send(Order order, Cancel cancel);")]
    [InlineData("TMQ0504", "Send", "bool Send(Order order, TimeSpan first, TimeSpan second);")]
    [InlineData("TMQ0504", "Send", "void Send(Order order, [MqPriority] int first, [MqPriority] int second);")]
    [InlineData("TMQ0504", "Send", "void Send(Order order, [MqPriority] out int priority);")]
    [InlineData("TMQ0504", "Send", "bool Send(Order order, ref TimeSpan timeout);")]
    [InlineData("TMQ0505", "cancellationToken", "void Send(CancellationToken cancellationToken, Order order);")]
    [InlineData("TMQ0505", "first", "void Send(Order order, CancellationToken first, CancellationToken second);")]
    [InlineData("TMQ0506", "SendAsync", "ValueTask SendAsync(Order order);")]
    [InlineData("TMQ0506", "SendAsync", "Task SendAsync(Order order, [MqPriority] int priority);")]
    [InlineData("TMQ0506", "ReceiveAsync", "ValueTask<Order> ReceiveAsync();")]
    [InlineData("TMQ0506", "ReceiveAllAsync", "IAsyncEnumerable<Order> ReceiveAllAsync();")]
    [InlineData("TMQ0507", "order", "ValueTask<bool> TryReceiveAsync(out Order order);")]
    [InlineData("TMQ0507", "order", "Task SendAsync(ref Order order);")]
    [InlineData("TMQ0507", "order", "bool TryReceiveAsync(out Order order);")]
    [InlineData("TMQ0507", "orders", "ValueTask SendBatchAsync(ReadOnlySpan<Order> orders);")]
    [InlineData("TMQ0507", "handler", "bool TryReceiveViewAsync<TState>(TState state, MqViewHandler<OrderView, TState> handler);")]
    [InlineData("TMQ0507", "handler", "ValueTask<bool> TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler);")]
    [InlineData("TMQ0503", "TryReceiveView", "void TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler);")]
    [InlineData("TMQ0503", "TryReceiveView", "bool TryReceiveView<TState>(MqViewHandler<OrderView, TState> handler, TState state);")]
    [InlineData("TMQ0503", "TryReceiveView", "bool TryReceiveView<TState>(in TState state, MqViewHandler<OrderView, TState> handler);")]
    [InlineData("TMQ0503", "TryReceiveView", "bool TryReceiveView<TState>(int state, MqViewHandler<OrderView, int> handler);")]
    [InlineData("TMQ0503", "TryReceiveView", "bool TryReceiveView(int state, MqViewHandler<OrderView, long> handler);")]
    [InlineData("TMQ0503", "TryReceiveView", "bool TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler, CancellationToken token);")]
    [InlineData("TMQ0503", "ReceiveView", "void ReceiveView(int state, MqViewHandler<OrderView, int> handler);")]
    [InlineData("TMQ0502", "TryReceiveView", "bool TryReceiveView<TState, TMore>(TState state, MqViewHandler<OrderView, TState> handler);")]
    [InlineData("TMQ0509", "-1", "[MqPriority(-1)] void Send(Order order);")]
    [InlineData("TMQ0509", "32768", "[MqPriority(32768)] void Send(Order order);")]
    [InlineData("TMQ0509", "MqPriority", "[MqPriority] void Send(Order order);")]
    [InlineData("TMQ0509", "priority", "void Send(Order order, [MqPriority] long priority);")]
    [InlineData("TMQ0509", "1", "[MqPriority(1)] void Send(Order order, [MqPriority] int priority);")]
    [InlineData("TMQ0509", "1", "[MqPriority(1)] Order Receive();")]
    public void A_method_is_reported(string id, string squiggle, string method) =>
        DiagnosticCase.Expect(id, $"{Contracts}[MqChannel(\"orders\")] public interface IOrders {{ {method} }}", squiggle);

    [Theory]
    [InlineData("void Send(string text);", "'string' is used by 'IOrders.Send', but it is not a contract. Put it into one: [MqContract] public sealed record Message(...).")]
    [InlineData("void Send(Guid id);", "'Guid' is used by 'IOrders.Send', but it is not a contract. Put it into one: [MqContract] public sealed record Message(...).")]
    [InlineData("void Send(Order[] orders);", "'Order[]' is used by 'IOrders.Send', but it is not a contract. Put it into one: [MqContract] public sealed record Message(...).")]
    [InlineData("void Send(Order? order);", "'Order?' is used by 'IOrders.Send', but it is not a contract. There is no message without a value: use 'Order'.")]
    public void What_is_no_contract_is_answered_with_what_to_send(string method, string message) =>
        Assert.Equal(message, DiagnosticCase.Expect("TMQ0302", $"{Contracts}[MqChannel(\"orders\")] public interface IOrders {{ {method} }}", method.Split('(', ' ')[2]).GetMessage(CultureInfo.InvariantCulture));

    [Fact]
    public void Members_that_the_channel_implements_for_its_bases_are_not_reported() => GeneratorHarness.RunClean($$"""
        {{Contracts}}
        public interface IBase { void Send(Order order); int Count { get; } event Action Changed; }
        [MqChannel("orders")]
        public interface IOrders : IBase
        {
            void IBase.Send(Order order) { }
            int IBase.Count => 1;
            event Action IBase.Changed { add { } remove { } }
            Order Receive();
        }
        """);

    [Theory]
    [Trait("Accepts", "C6")]
    [Trait("Transport", "every")]
    [InlineData("string", "void Send(string text);")]
    [InlineData("byte[]", "void Send(in byte[] bytes);")]
    [InlineData("ValueTask<string>", "ValueTask<string> ReceiveAsync();")]
    public void What_is_no_contract_is_refused_at_compile_time(string squiggle, string method) =>
        DiagnosticCase.Expect("TMQ0302", $"[MqChannel(\"orders\")] public interface IOrders {{ {method} }}", squiggle);

    [Theory]
    [InlineData("void Publish(Order order);", "ValueTask SendPublishAsync(Order message, CancellationToken cancellationToken = default)")]
    [InlineData("bool Send(Order order);", "bool Send(Order message, TimeSpan timeout)")]
    [InlineData("Order Quote(Cancel cancel, int count);", "Order Quote(Cancel cancel, int count, TimeSpan timeout)")]
    [InlineData("Order Quote();", "Order Quote(TimeSpan timeout)")]
    [InlineData("ValueTask<Order> QuoteAsync(in Cancel cancel);", "ValueTask<Order> QuoteAsync(Cancel cancel, CancellationToken cancellationToken = default)")]
    [InlineData("[MqRequest] void SendNow(Order order);", "ValueTask SendNowAsync(Order order, CancellationToken cancellationToken = default)")]
    [InlineData("[MqOneWay] int Note(Order order);", "void Note(Order order, CancellationToken cancellationToken = default)")]
    [InlineData("[MqOneWay] ValueTask<int> NoteAsync(Order order);", "ValueTask NoteAsync(Order order, CancellationToken cancellationToken = default)")]
    [InlineData("int Send(Order order);", "void Send(Order message, CancellationToken cancellationToken = default)")]
    [InlineData("ValueTask<int> SendAsync(Order order);", "ValueTask SendAsync(Order message, CancellationToken cancellationToken = default)")]
    [InlineData("ValueTask<bool> TrySendAsync(Order order);", "ValueTask SendAsync(Order message, CancellationToken cancellationToken = default)")]
    [InlineData("int TrySend(Order order);", "bool TrySend(Order message)")]
    [InlineData("bool Receive(out Order order);", "bool TryReceive(out T message)")]
    [InlineData("ValueTask<Order> ReceiveAsync(TimeSpan timeout);", "ValueTask<Order> ReceiveAsync(CancellationToken cancellationToken = default)")]
    [InlineData("IAsyncEnumerable<Order> ReceiveAllAsync(TimeSpan timeout);", "IAsyncEnumerable<Order> ReceiveAllAsync(CancellationToken cancellationToken = default)")]
    [InlineData("void TryReceiveView<T>(T state, MqViewHandler<OrderView, T> handler);", "bool TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler)")]
    [InlineData("bool TryReceiveView<T>(MqViewHandler<OrderView, T> handler, T state, TimeSpan timeout);", "bool TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler, TimeSpan timeout)")]
    [InlineData("bool TryReceive(ref Order order, TimeSpan timeout);", "bool TryReceiveInto(ref Order message, TimeSpan timeout)")]
    [InlineData("void ReceiveIntoOrder(ref Order order);", "bool TryReceiveIntoOrder(ref Order message)")]
    [InlineData("bool TryReceiveIntoorder(ref Order order);", "bool TryReceiveIntoOrder(ref Order message)")]
    [InlineData("bool TryReceiveInto(out Order order);", "bool TryReceiveInto(ref Order message)")]
    [InlineData("Order TryReceiveInto();", "bool TryReceiveInto(ref T message)")]
    public void The_nearest_form_is_named(string method, string nearest)
    {
        GeneratorRun run = GeneratorHarness.Run($"{GeneratorHarness.Usings}{Contracts}[MqChannel(\"orders\")] public interface IOrders {{ {method} }}");

        Assert.EndsWith($"The nearest form is: {nearest}.", Assert.Single(run.Diagnostics).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Receiving_two_contracts_is_reported() => DiagnosticCase.Expect(
        "TMQ0504",
        Contracts + "[MqChannel(\"orders\")] public interface IOrders { Order Receive(); Cancel ReceiveCancel(); }",
        "ReceiveCancel");

    [Fact]
    public void A_view_of_another_contract_than_the_one_received_is_reported() => DiagnosticCase.Expect(
        "TMQ0504",
        Contracts + "[MqChannel(\"orders\")] public interface IOrders { Cancel Receive(); bool TryReceiveView<T>(T state, MqViewHandler<OrderView, T> handler); }",
        "TryReceiveView");

    [Fact]
    public void What_is_inherited_from_another_assembly_is_reported_on_the_channel()
    {
        GeneratorRun library = GeneratorHarness.RunClean("public interface IOld { void Publish(string text); }", new() { AssemblyName = "Library" });

        GeneratorRun run = GeneratorHarness.Run(
            GeneratorHarness.Usings + "[MqChannel(\"old\")] public interface IChannel : IOld;",
            new() { References = [library.ToReference()] });

        Assert.Equal("TMQ0503", Assert.Single(run.Diagnostics).Id);
        Assert.Equal("IChannel", run.Diagnostics[0].Location.SourceTree!.GetText().ToString(run.Diagnostics[0].Location.SourceSpan));
    }

    [Theory]
    [InlineData("[MqChannel(\"/orders\")] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("[MqContract] public sealed record T(int Id); [MqChannel(\"orders\")] public interface IOrders : IMqQueue<T>;")]
    [InlineData("[MqChannel(\"orders\", MaxMessageBytes = 10)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("[MqContract] public sealed record Trade([MqMaxLength(32)] string Symbol, [MqMaxLength(8)] List<Order>? Orders); [MqChannel(\"orders\", MaxMessageBytes = 116)] public interface IOrders : IMqSender<Trade>;")]
    [InlineData("[MqContract, MqCompact] public sealed record Trade(Guid Id, decimal? Price); [MqChannel(\"orders\", MaxMessageBytes = 37)] public interface IOrders : IMqSender<Trade>;")]
    [InlineData("[System.Runtime.CompilerServices.InlineArray(8)] public struct Levels { private double _first; } [MqContract] public sealed record Trade(FixedUtf8<FixedUtf8Buffer16> Symbol, Levels Levels, (byte, bool) Pair); [MqChannel(\"orders\", MaxMessageBytes = 95)] public interface IOrders : IMqSender<Trade>;")]
    [InlineData("[MqChannel(\"orders\", Envelope = MqEnvelopeMode.None)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("[MqChannel(\"orders\")] public interface IOrders : IMqQueue<Order>, IMqViewReceiver<OrderView> { bool TryReceiveNow(int state, MqViewHandler<OrderView, int> handler, TimeSpan timeout); }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick { public long Time; } [MqChannel(\"ticks\", MaxMessageBytes = 8)] public interface ITicks : IMqQueue<Tick>;")]
    [InlineData("[MqChannel(\"orders\")] public interface IOrders { void Send(Order order); Cancel Receive(); }")]
    [InlineData("[MqChannel(\"orders\")] public interface IOrders { ValueTask SendAsync(Order order, CancellationToken token); void Send(Order order); Cancel Receive(); }")]
    [InlineData("[MqChannel(\"orders\", Transport = \"posix\", Delivery = MqDelivery.AtMostOnce)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("[MqChannel(\"orders\", Transport = \"inprocess\", Delivery = MqDelivery.AtLeastOnce)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("[MqChannel(\"orders\", Transport = \"of-another-house\", Delivery = MqDelivery.AtLeastOnce)] public interface IOrders : IMqQueue<Order>;")]
    [InlineData("[MqChannel(\"orders\")] public interface IOrders : IMqQueue<Order>, IMqChannel { static int Count => 1; int Twice(int n) => 2 * n; }")]
    [InlineData("public interface IBase { void Publish(Order order); } [MqChannel(\"orders\")] public interface IOrders : IBase, IMqSender<Order> { void IBase.Publish(Order order) => Send(order); }")]
    [InlineData("[MqChannel(\"orders\")] public interface IOrders { [MqPriority(32767)] void Send(Order order); void SendAll(Order order, [MqPriority] int priority, CancellationToken token); }")]
    [InlineData("[MqChannel(\"orders\")] public interface IOrders { ValueTask<Order> QuoteAsync(Cancel request); Task<Order> Quote(Cancel request); Order Quote(Cancel request, TimeSpan timeout); }")]
    [InlineData("[MqChannel(\"orders\")] public interface IOrders { Task<string?> FindAsync(string? text, TimeSpan delay, int[] numbers); ValueTask ClearAsync(); IAsyncEnumerable<Order> ListAsync(); void Send(Order order); [MqOneWay] void Note(string text); }")]
    [InlineData("public interface IQuotes { ValueTask<Order> QuoteAsync(Cancel request); } public interface ILists { IAsyncEnumerable<Order> ListAsync(); } [MqChannel(\"orders\")] public interface IOrders : IQuotes, ILists, IMqSender<Cancel>;")]
    [InlineData("[MqChannel(\"orders\", Transport = \"posix\")] public interface IOrders { [MqRequest(\"same\")] ValueTask<Order> QuoteAsync(Cancel request); [MqRequest(\"same\")] Task<Order> AskAsync(Cancel request, CancellationToken token); }")]
    public void A_channel_is_not_reported(string code) => DiagnosticCase.ExpectNone(Contracts + code);
}
