namespace TypedMq.Tests;

/// <summary>A queue of a test's own, removed at its end.</summary>
internal sealed class TestQueue : IDisposable
{
    public TestQueue(string transport, Action<MqChannelOptions>? configure = null)
    {
        Node = MqNode.Create(options => options.UseFastMq().UseSysV().UsePosix().Transport = transport);
        Orders = Node.Open<IOrders>(options =>
        {
            options.Name = Name;
            configure?.Invoke(options);
        });
    }

    public string Name { get; } = Collected.NewName();

    public MqNode Node { get; }

    public IOrders Orders { get; }

    /// <summary>Sends as many messages as the queue holds.</summary>
    public void Fill()
    {
        for (int i = 0; i < ((IMqChannel)Orders).GetAttributes().Capacity; i++)
        {
            Assert.True(Orders.TrySend(new Order(i, 1)));
        }
    }

    public void Dispose()
    {
        Node.Delete(Name);
        Node.Dispose();
    }
}
