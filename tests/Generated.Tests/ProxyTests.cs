using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Generated proxies over queues in the process.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly MqNode _node = MqNode.Create(static options => options.UseInProcess());

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_ready_made_queue_carries_messages_by_every_method()
    {
        IOrders orders = _node.Open<IOrders>();
        PositionalStruct order = new(1, "ACME", 2.5m);

        orders.Send(in order);
        Assert.Equal(order, orders.Receive());
        Assert.True(orders.Send(in order, TimeSpan.Zero));
        Assert.True(orders.TryReceive(out PositionalStruct received));
        Assert.Equal(order, received);
        Assert.True(orders.TrySend(in order));
        Assert.True(orders.TryReceive(out received, TimeSpan.Zero));
        await orders.SendAsync(order);
        Assert.Equal(order, await orders.ReceiveAsync());
        await orders.SendAsync(order);
        await foreach (PositionalStruct streamed in orders.ReceiveAllAsync())
        {
            Assert.Equal(order, streamed);
            break;
        }

        // Leaving the loop by a break abandoned the last message: it is delivered again.
        Assert.True(orders.TryReceive(out received));
        Assert.False(orders.TryReceive(out _));
    }

    [Fact]
    public void The_settings_of_the_attribute_reach_the_queue()
    {
        IMqChannel channel = (IMqChannel)_node.Open<IOrders>();

        Assert.Equal("orders", channel.Name);
        Assert.Equal((8, 4096), (channel.GetAttributes().Capacity, channel.GetAttributes().MaxMessageBytes));
    }

    [Fact]
    public async Task The_delivery_of_the_attribute_reaches_the_queue()
    {
        IFleeting fleeting = _node.Open<IFleeting>();
        await fleeting.SendAsync(new(1, "once", 1m));
        await foreach (PositionalStruct message in fleeting.ReceiveAllAsync())
        {
            break;
        }

        // At most once: leaving the loop does not bring the message back.
        Assert.False(fleeting.TryReceive(out _));
    }

    [Fact]
    public async Task Own_methods_send_and_receive_in_the_order_of_their_priorities()
    {
        IAlerts alerts = _node.Open<IAlerts>();
        IAlertReader reader = _node.Open<IAlertReader>();
        alerts.Send(new PositionalStruct(1, "low", 1m), 1);
        alerts.Send(new PositionalStruct(9, "high", 1m), 9);
        alerts.Send(new PositionalStruct(2, "middle", 1m), 2);
        alerts.Send(new PositionalStruct(0, "lowest", 1m), 0);

        Assert.Equal("high", reader.Receive().Symbol);
        Assert.Equal("middle", reader.Receive(TimeSpan.Zero).Symbol);
        Assert.True(reader.TryReceive(out PositionalStruct third));
        Assert.Equal("low", third.Symbol);
        Assert.Equal("lowest", (await reader.ReceiveAsync()).Symbol);
        Assert.False(reader.IsThere());
        Assert.Throws<TimeoutException>(() => reader.Receive(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_message_of_another_contract_is_refused_by_its_tag()
    {
        IAlerts alerts = _node.Open<IAlerts>();
        IAlertReader reader = _node.Open<IAlertReader>();
        alerts.SendAlert(new(1));
        Assert.True(alerts.TrySend(new(2)));
        Assert.True(alerts.Send(new(3), TimeSpan.Zero));
        await alerts.SendLaterAsync(new(4));
        await alerts.SendAsync(new(5));

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("PositionalStruct", Assert.Throws<MqDecodeException>(() => reader.TryReceive(out _)).Contract);
        }

        Assert.False(reader.TryReceive(out _));
    }
}
