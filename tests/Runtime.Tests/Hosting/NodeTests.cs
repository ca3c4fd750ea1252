using TypedMq.Channels;
using TypedMq.Formatters;
using TypedMq.Transports;

namespace TypedMq.Tests.Hosting;

public sealed class NodeTests
{
    [Fact]
    public void Without_a_transport_the_error_names_the_calls_that_choose_one()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => MqNode.Create(_ => { }));
        Assert.Equal("Transport", error.Key);
        Assert.Null(error.Value);
        Assert.Contains("UsePosix()", error.Message, StringComparison.Ordinal);
        Assert.Contains("UseInProcess()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_transport_is_refused_with_the_known_ones()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => MqNode.Create(options => options.Transport = "carrier-pigeon"));
        Assert.Equal(("Transport", "carrier-pigeon"), (error.Key, error.Value));
        Assert.Contains("inprocess", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_transport_of_a_channel_is_refused_when_it_is_opened()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess());
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => node.Open<IPigeons>());
        Assert.Equal("carrier-pigeon", error.Value);
    }

    [Fact]
    public void What_is_no_channel_cannot_be_opened()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess());
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => node.Open<INotAChannel>());
        Assert.Contains(nameof(INotAChannel), error.Key, StringComparison.Ordinal);
        Assert.Contains("[MqChannel", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Desk")]
    [InlineData("a:b")]
    [InlineData("")]
    [InlineData("../up")]
    public void A_scope_against_the_rules_is_refused(string scope)
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => MqNode.Create(options => options.UseInProcess().Scope = scope));
        Assert.Equal(("Scope", scope), (error.Key, error.Value));
    }

    [Fact]
    public async Task A_channel_may_live_in_another_scope_than_its_node_with_its_dead_letters()
    {
        InProcessHost host = new();
        using MqNode node = MqNode.Create(options => options.UseInProcess(inProcess => inProcess.Host = host));
        IPings own = node.Open<IPings>();
        IPings shared = node.Open<IPings>(options => options.Scope = "desk");
        shared.Send(new Ping(1));
        Assert.False(own.TryReceive(out _));
        using MqNode desk = MqNode.Create(options => options.UseInProcess(inProcess => inProcess.Host = host).Scope = "desk");
        Assert.True(desk.Open<IPings>().TryReceive(out Ping received));
        Assert.Equal(1, received.Number);

        await using (MqConsumer consumer = node.StartHandler<IPings>(new Refusing(), options => options.MaxAttempts = 1, options => options.Scope = "desk"))
        {
            shared.Send(new Ping(2));
            using CancellationTokenSource bound = new(TimeSpan.FromSeconds(20));
            while (consumer.Counters.DeadLettered == 0)
            {
                await Task.Delay(5, bound.Token);
            }
        }

        Assert.Equal(["pings", "pings.dead"], desk.List().Order(StringComparer.Ordinal));
        Assert.Equal(["pings"], node.List());
        Assert.True(desk.OpenDeadLetters<IPings>().TryReceive(out _));
        Assert.Equal(0, node.OpenDeadLetters<IPings>(options => options.Scope = "desk").Count);
    }

    [Fact]
    public void A_scope_of_a_channel_against_the_rules_is_refused_with_the_channel()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess());
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => node.Open<IPings>(options => options.Scope = "Desk"));
        Assert.Equal(("Channels:pings:Scope", "Desk"), (error.Key, error.Value));
        error = Assert.Throws<MqConfigurationException>(() => node.Open<IPings>(options => options.ScopeGroup = "desk"));
        Assert.Equal("Channels:pings:ScopeGroup", error.Key);
    }

    [Fact]
    public void Settings_of_the_attribute_give_way_to_those_of_the_call_and_those_to_the_options()
    {
        using MqNode plain = MqNode.Create(options => options.UseInProcess());
        Assert.Equal(3, ((IMqChannel)plain.Open<IPings>()).GetAttributes().Capacity);
        Assert.Equal(4, ((IMqChannel)plain.Open<IPings>(options => (options.Name, options.Capacity) = ("others", 4))).GetAttributes().Capacity);

        using MqNode configured = MqNode.Create(options => options.UseInProcess().Channels["pings"] = new() { Capacity = 5 });
        Assert.Equal(5, ((IMqChannel)configured.Open<IPings>(options => options.Capacity = 4)).GetAttributes().Capacity);
    }

    [Fact]
    public void Asking_for_delivery_that_the_transport_cannot_give_is_refused()
    {
        using MqNode node = MqNode.Create(options => options.AddTransport("least", _ => new LeastTransport()).Transport = "least");
        MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => node.OpenBytes("q", options => options.Delivery = MqDelivery.AtLeastOnce));
        Assert.Equal("least", error.Transport);
    }

    [Fact]
    public void A_factory_that_makes_no_transport_and_settings_that_are_null_are_refused()
    {
        using MqNode node = MqNode.Create(options => options.AddTransport("none", _ => null!).Transport = "none");
        Assert.Throws<MqConfigurationException>(() => node.OpenBytes("q"));
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => MqNode.Create(options => options.UseInProcess().Channels["x"] = null!));
        Assert.Equal("Channels:x", error.Key);
    }

    [Fact]
    public void A_transport_that_does_not_work_here_is_refused_with_its_reason()
    {
        using MqNode node = MqNode.Create(options => options.AddTransport("least", _ => new LeastTransport("no such kernel")).Transport = "least");
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => node.OpenBytes("q"));
        Assert.Contains("no such kernel", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_with_a_bound_gets_a_queue_just_large_enough_with_room_for_more_keys()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess());
        Assert.InRange(((IMqChannel)node.Open<IPings>()).GetAttributes().MaxMessageBytes, 6 + 32, 128);
    }

    [Fact]
    public void A_setting_that_no_enum_has_or_a_spin_without_end_is_refused_also_in_code()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess());
        (string Key, Action<MqChannelOptions> Set)[] wrong =
        [
            (nameof(MqChannelOptions.Envelope), options => options.Envelope = (MqEnvelopeMode)2),
            (nameof(MqChannelOptions.Delivery), options => options.Delivery = (MqDelivery)2),
            (nameof(MqChannelOptions.FullMode), options => options.FullMode = (MqFullMode)9),
            (nameof(MqChannelOptions.OpenMode), options => options.OpenMode = (MqOpenMode)(-1)),
            (nameof(MqChannelOptions.SpinTime), options => options.SpinTime = TimeSpan.FromDays(20)),
            (nameof(MqChannelOptions.SpinTime), options => options.SpinTime = TimeSpan.FromTicks(-1)),
            (nameof(MqChannelOptions.CachedStrings), options => options.CachedStrings = -1),
            (nameof(MqChannelOptions.CachedStrings), options => options.CachedStrings = 65537),
        ];
        foreach ((string key, Action<MqChannelOptions> set) in wrong)
        {
            Assert.Equal($"Channels:pings:{key}", Assert.Throws<MqConfigurationException>(() => node.Open<IPings>(set)).Key);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => node.OpenBytes("pings", access: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => node.OpenBytes("pings", access: (MqAccess)4));
        Assert.Empty(node.List());
    }

    [Fact]
    public void A_proxy_that_cannot_be_made_leaves_no_open_queue()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess());
        MqChannelCore? core = null;
        MqChannelRegistry.Register<IBroken>(new()
        {
            Interface = typeof(IBroken),
            Name = "broken",
            Access = MqAccess.Both,
            MaxContractBytes = 8,
            Create = channel =>
            {
                core = channel;
                throw new InvalidOperationException("broken");
            },
        });

        Assert.Throws<InvalidOperationException>(() => node.Open<IBroken>());
        MqSender<Int32Formatter, int> sender = core!.CreateSender<Int32Formatter, int>(tag: 0);
        ObjectDisposedException error = Assert.Throws<ObjectDisposedException>(() => sender.TrySend(1, priority: 0));
        Assert.Contains("'broken'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposing_the_node_closes_its_channels_and_refuses_new_ones()
    {
        MqNode node = MqNode.Create(options => options.UseInProcess());
        IPings pings = node.Open<IPings>();
        node.Dispose();
        node.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pings.TrySend(new Ping(1)));
        Assert.Throws<ObjectDisposedException>(() => node.Open<IPings>());
    }

    [Fact]
    public void Two_nodes_never_meet_in_process()
    {
        using MqNode first = MqNode.Create(options => options.UseInProcess());
        using MqNode second = MqNode.Create(options => options.UseInProcess());
        first.Open<IPings>().Send(new Ping(1));
        Assert.False(second.Open<IPings>().TryReceive(out _));
    }

    private interface IBroken;

    private sealed class Refusing : IMqHandler<Ping>
    {
        public ValueTask HandleAsync(Ping message, MqContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("No.");
    }
}
