namespace TypedMq.Tests;

[MqContract]
public readonly record struct Order(long Id, double Price);

[MqContract]
public readonly record struct Cancellation(Guid Order);

[MqChannel("orders", Capacity = 4)]
public interface IOrders : IMqQueue<Order>, IMqChannel
{
    int SendBatch(ReadOnlySpan<Order> orders);

    int SendBatch(ReadOnlySpan<Order> orders, TimeSpan timeout);

    int ReceiveBatch(Span<Order> into);
}

[MqChannel("orders", Capacity = 4)]
public interface ICancellations : IMqReceiver<Cancellation>, IMqChannel;

[MqChannel("finder", Capacity = 4)]
public interface IFinder
{
    ValueTask<Order> FindAsync(int id);
}

internal sealed class Finder : IFinder
{
    public ValueTask<Order> FindAsync(int id) => new(new Order(id, 2.5));
}

internal sealed class Refusing : IMqHandler<Order>
{
    public ValueTask HandleAsync(Order message, MqContext context, CancellationToken cancellationToken) => throw new MqDeadLetterException("no");
}

[MqChannel("prices", RequestTimeoutMilliseconds = 20_000)]
public interface IPrices : IMqChannel
{
    ValueTask<double> QuoteAsync(Order order, CancellationToken cancellationToken = default);

    ValueTask ResetAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    IAsyncEnumerable<double> WatchAsync(int count, CancellationToken cancellationToken = default);
}
