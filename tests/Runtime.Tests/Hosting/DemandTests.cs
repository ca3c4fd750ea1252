namespace TypedMq.Tests.Hosting;

/// <summary>What a channel asks for and its transport cannot do, and what does not go together, is refused before a queue is opened.</summary>
public class DemandTests
{
    private static readonly (Action<MqChannelOptions> Ask, string Feature)[] Demands =
    [
        (options => options.Delivery = MqDelivery.AtLeastOnce, "delivery at least once"),
        (options => options.FullMode = MqFullMode.DropOldest, "FullMode = DropOldest"),
        (options => (options.ReservedSlots, options.ReservedForPriority) = (1, 5), "ReservedSlots"),
        (options => options.MaxPriorities = 3, "MaxPriorities = 3"),
        (options => options.Topology = MqTopology.OneToOne, "Topology = OneToOne"),
    ];

    private static readonly (Action<MqChannelOptions> Set, string Key)[] Clashes =
    [
        (options => (options.Topology, options.FullMode) = (MqTopology.OneToOne, MqFullMode.DropOldest), "FullMode"),
        (options => (options.Topology, options.ReservedSlots, options.ReservedForPriority) = (MqTopology.OneToOne, 1, 5), "ReservedSlots"),
        (options => options.Topology = (MqTopology)2, "Topology"),
        (options => options.TimeToLive = TimeSpan.Zero, "TimeToLive"),
        (options => options.TimeToLive = TimeSpan.FromDays(50), "TimeToLive"),
        (options => (options.TimeToLive, options.Envelope) = (TimeSpan.FromSeconds(1), MqEnvelopeMode.None), "TimeToLive"),
        (options => options.MaxPriorities = 65, "MaxPriorities"),
        (options => options.ReservedSlots = 1, "ReservedForPriority"),
        (options => (options.ReservedSlots, options.ReservedForPriority) = (3, 5), "ReservedSlots"),
        (options => (options.Capacity, options.ReservedSlots, options.ReservedForPriority) = (null, 1024, 5), "ReservedSlots"),
    ];

    public static TheoryData<int> DemandCases => [.. Enumerable.Range(0, Demands.Length)];

    public static TheoryData<int> ClashCases => [.. Enumerable.Range(0, Clashes.Length)];

    [Theory]
    [MemberData(nameof(DemandCases))]
    public void What_the_transport_cannot_do_is_refused_by_name(int index)
    {
        using MqNode node = MqNode.Create(options => options.AddTransport("least", _ => new LeastTransport()).Transport = "least");
        MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => node.Open<IPings>(Demands[index].Ask));
        Assert.Equal(("least", "pings"), (error.Transport, error.Queue));
        Assert.Contains(Demands[index].Feature, error.Message, StringComparison.Ordinal);
        Assert.Throws<MqNotSupportedException>(() => node.OpenBytes("pings", Demands[index].Ask));
    }

    [Theory]
    [MemberData(nameof(ClashCases))]
    public void What_does_not_go_together_is_refused_by_its_key(int index)
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess());
        Assert.Equal($"Channels:pings:{Clashes[index].Key}", Assert.Throws<MqConfigurationException>(() => node.Open<IPings>(Clashes[index].Set)).Key);
        Assert.Empty(node.List());
    }

    [Fact]
    public void A_priority_of_a_method_does_not_go_with_one_to_one()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess());
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => node.Open<IAlerts>(options => options.Topology = MqTopology.OneToOne));
        Assert.Equal("Channels:alerts:Topology", error.Key);
        Assert.Contains("priority 10", error.Message, StringComparison.Ordinal);
        using MqByteChannel bytes = node.OpenBytes("plain", options => options.Topology = MqTopology.OneToOne);
        Assert.Throws<ArgumentOutOfRangeException>(() => bytes.Send([1], priority: 1));
    }

    [Fact]
    public void The_attribute_is_a_default_that_code_and_configuration_win_over()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess().Channels["alerts"] = new() { ReservedSlots = 1 });
        IAlerts alerts = node.Open<IAlerts>(options => (options.ReservedSlots, options.ReservedForPriority, options.FullMode) = (3, 10, MqFullMode.Fail));

        // Of four slots the attribute reserves 2 from priority 5 on, the code 3 from 10 on, the configuration 1.
        alerts.Send(new Ping(1));
        alerts.Send(new Ping(2));
        alerts.Send(new Ping(3));
        Assert.Throws<MqQueueFullException>(() => alerts.Send(new Ping(4)));
        alerts.SendAlert(new Ping(5));
        Assert.Equal(5, alerts.Receive().Number);
    }
}
