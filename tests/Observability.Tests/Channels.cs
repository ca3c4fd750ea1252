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

[MqChannel("prices", Capacity = 4)]
public interface IPrices
{
    ValueTask<Order> FindAsync(int id);
}

internal sealed class Prices : IPrices
{
    public ValueTask<Order> FindAsync(int id) => new(new Order(id, 2.5));
}

internal sealed class Refusing : IMqHandler<Order>
{
    public ValueTask HandleAsync(Order message, MqContext context, CancellationToken cancellationToken) => throw new MqDeadLetterException("no");
}
