using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Deliveries of contracts, by methods and in places that are out of the ordinary.</summary>
public class DeliveryShapeTests
{
    [Fact]
    public void Contracts_may_be_generic_nested_structs_or_unions() => GeneratorHarness.RunClean("""
        public static class Outer { [MqContract] public sealed record Box<T>(T Value); }
        [MqContract] public readonly record struct Tick(long Time);
        [MqContract, MqUnion(0, typeof(Circle))] public interface IShape;
        [MqContract] public sealed record Circle(double Radius) : IShape;
        [MqChannel("boxes")] public interface IBoxes
        {
            bool TryReceive(out MqDelivery<Outer.Box<List<int?>>> delivery);
            IAsyncEnumerable<MqDelivery<Outer.Box<List<int?>>>> ReceiveAllAsync(CancellationToken cancellationToken = default);
        }
        [MqChannel("ticks")] public interface ITicks { ValueTask<MqDelivery<Tick>> ReceiveAsync(CancellationToken cancellationToken); void Send(in Tick tick); }
        [MqChannel("shapes")] public interface IShapes { bool TryReceive(out MqDelivery<IShape> delivery, TimeSpan timeout); }
        """);

    [Fact]
    public void Names_may_be_keywords() => GeneratorHarness.RunClean("""
        [MqContract] public sealed record @event(int @class);
        [MqChannel("events")] public interface @interface
        {
            bool TryReceive(out MqDelivery<@event> @out, TimeSpan @in);
            ValueTask<MqDelivery<@event>> ReceiveAsync(CancellationToken @default = default);
            IAsyncEnumerable<MqDelivery<@event>> ReceiveAllAsync(CancellationToken @await);
            void Send(in @event @params);
        }
        """);

    [Fact]
    public void Names_may_be_those_that_generated_code_uses_itself() => GeneratorHarness.RunClean("""
        [MqContract] public sealed record Typed(int System);
        [MqContract] public sealed record MqReceiver(int message);
        [MqChannel("events")] public interface IChannel
        {
            bool TryReceive(out MqDelivery<MqReceiver> channel, TimeSpan message);
            ValueTask<MqDelivery<MqReceiver>> ReceiveAsync(CancellationToken timeout = default);
            void Send(Typed receiver);
            void Send(MqReceiver sender);
        }
        """);

    [Fact]
    public void Halves_may_come_from_another_assembly()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean("""
            namespace Contracts
            {
                [MqContract] public sealed record Order(int Id);
                public interface IOrderSender { void Send(Order order); }
                public interface IOrderReader
                {
                    bool TryReceive(out MqDelivery<Order> delivery);
                    ValueTask<MqDelivery<Order>> ReceiveAsync(CancellationToken cancellationToken = default);
                }
            }
            """, new ProjectSettings { AssemblyName = "Contracts" });
        GeneratorHarness.RunClean("""
            [MqChannel("orders")] public interface IOrders : Contracts.IOrderSender, Contracts.IOrderReader
            {
                IAsyncEnumerable<MqDelivery<Contracts.Order>> ReceiveAllAsync(CancellationToken cancellationToken = default);
            }
            """, new ProjectSettings { References = [contracts.ToReference()] });
    }

    [Theory]
    [InlineData("bool TryReceive(out MqDelivery<Order?> delivery);")]
    [InlineData("ValueTask<MqDelivery<Order?>> ReceiveAsync(CancellationToken token);")]
    [InlineData("IAsyncEnumerable<MqDelivery<Order>?> ReceiveAllAsync(CancellationToken token);")]
    [InlineData("bool TryReceive(out MqDelivery<Order>? delivery);")]
    [InlineData("bool TryReceive(out MqDelivery<MqDelivery<Order>> delivery);")]
    [InlineData("bool TryReceive(ref MqDelivery<Order> delivery);")]
    [InlineData("bool TryReceive(in MqDelivery<Order> delivery);")]
    [InlineData("void Send(MqDelivery<Order> delivery);")]
    [InlineData("ValueTask SendAsync(MqDelivery<Order> delivery, CancellationToken token);")]
    [InlineData("int ReceiveBatch(Span<MqDelivery<Order>> deliveries);")]
    [InlineData("ValueTask<MqDelivery<Order>> HandleAsync(Order order, CancellationToken token);")]
    [InlineData("bool TryReceive(MqDelivery<Order> delivery);")]
    [InlineData("bool TryReceive<T>(out MqDelivery<T> delivery);")]
    [InlineData("ValueTask<MqDelivery<Order>[]> ReceiveAsync(CancellationToken token);")]
    public void What_generated_code_cannot_give_is_an_error_of_ours_and_never_one_of_the_compiler(string method)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + $$"""
            [MqContract] public readonly record struct Order(int Id);
            [MqChannel("orders")] public interface IOrders { {{method}} }
            """);

        Assert.Null(run.Result.Exception);
        Assert.NotEmpty(run.Ids);
        Assert.Empty(run.CompilerFindings);
    }

    [Theory]
    [InlineData("bool TryReceive(out MqDelivery<Order?> delivery);")]
    [InlineData("ValueTask<MqDelivery<Order?>> ReceiveAsync(CancellationToken token);")]
    public void A_nullable_class_is_received_or_refused_and_compiles(string method)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + $$"""
            [MqContract] public sealed record Order(int Id);
            [MqChannel("orders")] public interface IOrders { {{method}} }
            """);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.CompilerFindings);
    }
}
