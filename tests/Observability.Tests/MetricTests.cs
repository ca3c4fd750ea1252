namespace TypedMq.Tests;

/// <summary>Counts, as a meter provider sees them, and as the channel itself does.</summary>
public sealed class MetricTests
{
    private const string Sent = "messaging.client.sent.messages";
    private const string Consumed = "messaging.client.consumed.messages";

    [Theory]
    [InlineData("inprocess")]
    [InlineData("fastmq")]
    [InlineData("posix")]
    [InlineData("sysv")]
    public void Messages_are_counted_as_they_are_sent_and_consumed_and_the_rest_is_the_depth(string transport)
    {
        using Collected collected = new();
        using TestQueue queue = new(transport);
        queue.Orders.Send(new Order(1, 2.5));
        queue.Orders.SendBatch([new(2, 1), new(3, 1)]);
        queue.Orders.Receive();

        Assert.Equal(3, collected.Value(Sent, queue.Name));
        Assert.Equal(1, collected.Value(Consumed, queue.Name));
        Assert.Equal(2, collected.Value("typedmq.queue.depth", queue.Name));
        Assert.Equal(transport, collected.Transport("typedmq.queue.depth", queue.Name));
        Assert.Equal(2, queue.Orders.ReceiveBatch(new Order[4]));
        Assert.Equal(3, collected.Value(Consumed, queue.Name));
    }

    [Fact]
    public async Task Private_queues_have_no_depth_for_their_names_are_never_the_same()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess");
        await using MqConsumer server = queue.Node.StartServer<IFinder>(new Finder(), configureChannel: options => options.Name = queue.Name);
        IFinder prices = queue.Node.Open<IFinder>(options => options.Name = queue.Name);
        Assert.Equal(new Order(7, 2.5), await prices.FindAsync(7));

        Assert.Equal([queue.Name], collected.Queues("typedmq.queue.depth").Where(name => name.StartsWith(queue.Name, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_queue_that_is_closed_has_no_depth_any_more()
    {
        using Collected collected = new();
        using TestQueue queue = new("fastmq");
        queue.Orders.Send(new Order(1, 2.5));
        Assert.Equal(1, collected.Value("typedmq.queue.depth", queue.Name));
        ((IDisposable)queue.Orders).Dispose();

        Assert.Equal(0, collected.Value("typedmq.queue.depth", queue.Name));
    }

    [Fact]
    public void Waits_of_senders_for_room_are_counted()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess");
        queue.Fill();
        Assert.False(queue.Orders.TrySend(new Order(9, 1)));
        Assert.False(queue.Orders.Send(new Order(9, 1), TimeSpan.FromMilliseconds(1)));

        Assert.Equal(1, collected.Value("typedmq.queue.full_waits", queue.Name));
        Assert.Equal(1, ((IMqChannel)queue.Orders).Counters.FullWaits);
    }

    [Fact]
    public async Task A_replay_that_finds_room_has_not_waited()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess");
        queue.Orders.Send(new Order(1, 2.5));
        await using (MqConsumer consumer = queue.Node.StartHandler<IOrders>(new Refusing(), configureChannel: options => options.Name = queue.Name))
        {
            Assert.True(SpinWait.SpinUntil(() => consumer.Counters.DeadLettered == 1, TimeSpan.FromSeconds(20)));
        }

        using MqDeadLetterQueue dead = queue.Node.OpenDeadLetters(queue.Name);
        Assert.True(await dead.ReplayAsync());
        Assert.Equal(0, collected.Value("typedmq.queue.full_waits", queue.Name));
        Assert.Equal(1, queue.Orders.Receive().Id);
    }

    [Fact]
    public void Drops_and_expired_messages_are_counted()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess", static options => (options.FullMode, options.TimeToLive) = (MqFullMode.DropWrite, TimeSpan.FromMilliseconds(1)));
        queue.Fill();
        queue.Orders.Send(new Order(9, 1));
        DateTime sent = DateTime.UtcNow;
        SpinWait.SpinUntil(() => DateTime.UtcNow - sent > TimeSpan.FromMilliseconds(5));
        Assert.False(queue.Orders.TryReceive(out _));

        Assert.Equal(1, collected.Value("typedmq.messages.dropped", queue.Name));
        Assert.Equal(4, collected.Value("typedmq.messages.expired", queue.Name));
        Assert.Equal(new MqChannelCounters(1, 4), ((IMqChannel)queue.Orders).Counters);
    }

    [Fact]
    public async Task Redeliveries_are_counted()
    {
        using Collected collected = new();
        using TestQueue queue = new("fastmq");
        queue.Orders.Send(new Order(1, 2.5));
        await foreach (Order _ in queue.Orders.ReceiveAllAsync())
        {
            break;
        }

        Assert.True(queue.Orders.TryReceive(out _));

        Assert.Equal(2, collected.Value(Consumed, queue.Name));
        Assert.Equal(1, collected.Value("typedmq.messages.redelivered", queue.Name));
        Assert.Equal(1, ((IMqChannel)queue.Orders).Counters.RedeliveredMessages);
    }

    [Fact]
    public void Messages_that_are_not_the_contract_are_counted()
    {
        using Collected collected = new();
        using TestQueue queue = new("fastmq");
        ICancellations cancellations = queue.Node.Open<ICancellations>(options => options.Name = queue.Name);
        queue.Orders.Send(new Order(1, 2.5));

        Assert.Throws<MqDecodeException>(() => cancellations.TryReceive(out _));

        Assert.Equal(1, collected.Value("typedmq.messages.decode_errors", queue.Name));
        Assert.Equal(1, ((IMqChannel)cancellations).Counters.DecodeErrors);
    }
}
