using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace TypedMq.Tests.Hosting;

public sealed class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_service_whose_queues_have_room_is_healthy_and_the_depths_are_told()
    {
        using IHost host = await Start(_ => ValueTask.CompletedTask);
        host.Services.GetRequiredService<IAlerts>().Send(new(1));
        HealthReportEntry entry = await Check(host);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(1, entry.Data["alerts.depth"]);
        Assert.Equal(["mq"], entry.Tags);
    }

    [Fact]
    public async Task A_queue_that_is_nearly_full_degrades_health()
    {
        using IHost host = await Start(_ => ValueTask.CompletedTask, options => options.FullFrom = 0.5);
        IAlerts alerts = host.Services.GetRequiredService<IAlerts>();
        alerts.SendAlert(new(1));
        Assert.Equal(HealthStatus.Healthy, (await Check(host)).Status);
        alerts.SendAlert(new(2));
        HealthReportEntry entry = await Check(host);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal("Queue 'alerts' holds 2 of 4 messages.", entry.Description);
    }

    [Fact]
    public async Task A_queue_that_was_removed_is_unhealthy_and_so_is_its_handler()
    {
        using IHost host = await Start(_ => ValueTask.CompletedTask);
        MqNode node = host.Services.GetRequiredService<MqNode>();
        node.Delete("pings");
        await Until(() => !node.Consumers[0].IsRunning);
        HealthReportEntry entry = await Check(host);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("The queue of TypedMq.Tests.Hosting.IPings cannot be used", entry.Description, StringComparison.Ordinal);
        Assert.Contains("Nothing consumes queue 'pings' any more", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_that_pile_up_degrade_health_until_they_are_gone()
    {
        using IHost host = await Start(_ => throw new MqDeadLetterException("no"), options => options.DeadLettersFullFrom = 0.0005);
        MqNode node = host.Services.GetRequiredService<MqNode>();
        host.Services.GetRequiredService<IPings>().Send(new(1));
        await Until(() => node.Consumers[0].Counters.DeadLettered == 1);
        HealthReportEntry entry = await Check(host);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("'pings.dead' holds 1 of", entry.Description, StringComparison.Ordinal);
        Assert.Equal(1, entry.Data["pings.dead.depth"]);

        using MqDeadLetterQueue dead = node.OpenDeadLetters("pings");
        Assert.Equal(1, dead.Purge());
        Assert.Equal(HealthStatus.Healthy, (await Check(host)).Status);
    }

    [Fact]
    public async Task A_dead_letter_queue_that_takes_nothing_degrades_health()
    {
        using IHost host = await Start(_ => throw new MqDeadLetterException("no"));
        MqNode node = host.Services.GetRequiredService<MqNode>();
        using MqByteChannel dead = node.OpenBytes("pings.dead", options => (options.Capacity, options.Envelope) = (1, MqEnvelopeMode.Standard));
        dead.Send([1]);
        host.Services.GetRequiredService<IPings>().Send(new(1));
        await Until(() => node.Consumers[0].IsDeadLetterBlocked);
        HealthReportEntry entry = await Check(host);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("could not be put into 'pings.dead'", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_of_a_handler_is_looked_at_although_nobody_sends_to_it_here()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        TaskCompletionSource entered = new(), release = new();
        builder.Services.AddSingleton(new PingHandler(_ =>
        {
            entered.TrySetResult();
            return new(release.Task);
        }));
        builder.Services.AddTypedMq().UseInProcess().AddHandler<IPings, PingHandler>();
        builder.Services.AddHealthChecks().AddTypedMq(options => options.FullFrom = 0.5);
        using IHost host = builder.Build();
        await host.StartAsync();
        IPings pings = host.Services.GetRequiredService<MqNode>().Open<IPings>();
        for (int i = 0; i < 3; i++)
        {
            pings.Send(new(i));
        }

        await entered.Task.WaitAsync(Patience);
        HealthReportEntry entry = await Check(host);
        release.SetResult();
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("Queue 'pings' holds", entry.Description, StringComparison.Ordinal);
        Assert.Contains("pings.depth", entry.Data.Keys);
        await host.StopAsync();
    }

    [Fact]
    public async Task Health_can_be_asked_while_the_host_starts_works_and_ends()
    {
        for (int round = 0; round < 20; round++)
        {
            using IHost host = await Start(_ => throw new MqDeadLetterException("no"));
            HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
            using CancellationTokenSource ended = new();
            Task<int> asking = Task.Run(async () =>
            {
                int asked = 0;
                do
                {
                    // What is closed under it is told as that.
                    HealthReportEntry entry = (await health.CheckHealthAsync(CancellationToken.None)).Entries["typedmq"];
                    Assert.True(entry.Exception is null or ObjectDisposedException or MqException, entry.Exception?.ToString());
                    asked++;
                }
                while (!ended.IsCancellationRequested);
                return asked;
            });
            host.Services.GetRequiredService<IPings>().Send(new(1));
            MqNode node = host.Services.GetRequiredService<MqNode>();
            await host.StopAsync();
            Assert.Empty(node.Consumers);
            await node.DisposeAsync();
            await ended.CancelAsync();
            Assert.InRange(await asking.WaitAsync(Patience), 1, int.MaxValue);
        }
    }

    [Fact]
    public void A_threshold_out_of_range_is_refused()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => new ServiceCollection().AddHealthChecks().AddTypedMq(options => options.FullFrom = 0));
        Assert.Equal("Health:FullFrom", error.Key);
    }

    private static async Task<IHost> Start(Func<Ping, ValueTask> handle, Action<MqHealthOptions>? configure = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new PingHandler(handle));
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IAlerts>().AddChannel<IPings>().AddHandler<IPings, PingHandler>();
        builder.Services.AddHealthChecks().AddTypedMq(configure, tags: ["mq"]);
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<HealthReportEntry> Check(IHost host) => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["typedmq"];

    private static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public sealed class PingHandler(Func<Ping, ValueTask> handle) : IMqHandler<Ping>
    {
        public ValueTask HandleAsync(Ping message, MqContext context, CancellationToken cancellationToken) => handle(message);
    }
}
