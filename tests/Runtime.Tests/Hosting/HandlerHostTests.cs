using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TypedMq.Tests.Hosting;

/// <summary>Handlers in a host, with its container and its configuration.</summary>
public sealed class HandlerHostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_handler_runs_while_the_host_runs_each_attempt_in_a_scope_of_its_own()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Notes notes = new();
        builder.Services.AddSingleton(notes).AddScoped<Unit>();
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IPings>().AddHandler<IPings, Noting>(options => options.Backoff = TimeSpan.Zero);
        using IHost host = builder.Build();
        await host.StartAsync();
        IPings pings = host.Services.GetRequiredService<IPings>();
        pings.Send(new(1));
        pings.Send(new(-2));
        await notes.Completed(2).WaitAsync(Patience);
        await host.StopAsync();

        // -2 fails once; its second attempt has a new unit of work.
        Assert.Equal([1, -2, -2], notes.All.Select(note => note.Number));
        Assert.Equal(3, notes.All.Select(note => note.Unit).Distinct().Count());
        Assert.All(notes.All, note => Assert.True(note.Unit.IsDisposed));
        pings.Send(new(3));
        Assert.Equal(1, ((IMqChannel)pings).GetAttributes().Count);
    }

    [Fact]
    public async Task A_handler_says_what_its_queue_is_like_without_the_channel_being_added()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Notes notes = new();
        builder.Services.AddSingleton(notes).AddScoped<Unit>();
        builder.Services.AddTypedMq().UseInProcess().AddHandler<IPings, Noting>(configureChannel: options => (options.Name, options.Capacity) = ("elsewhere", 3));
        using IHost host = builder.Build();
        await host.StartAsync();
        IPings pings = host.Services.GetRequiredService<MqNode>().Open<IPings>(options => options.Name = "elsewhere");
        pings.Send(new(1));
        await notes.Completed(1).WaitAsync(Patience);
        Assert.Equal(3, ((IMqChannel)pings).GetAttributes().Capacity);
        await host.StopAsync();
    }

    [Fact]
    public async Task Filters_come_from_the_container()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Notes notes = new();
        builder.Services.AddSingleton(notes).AddScoped<Unit>();
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IPings>().AddHandler<IPings, Noting>(options => options.AddFilter<UnitFilter>());
        using IHost host = builder.Build();
        await host.StartAsync();
        host.Services.GetRequiredService<IPings>().Send(new(1));
        await notes.Completed(1).WaitAsync(Patience);
        await host.StopAsync();
        Assert.Same(notes.All[0].Unit, Assert.Single(notes.Filtered));
    }

    [Fact]
    public async Task Two_handlers_of_one_channel_share_its_messages_by_contract()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Notes notes = new();
        builder.Services.AddSingleton(notes).AddScoped<Unit>();
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IPingsAndPongs>().AddHandler<IPingsAndPongs, Noting>().AddHandler<IPingsAndPongs, PongHandler>();
        using IHost host = builder.Build();
        await host.StartAsync();
        IPingsAndPongs both = host.Services.GetRequiredService<IPingsAndPongs>();
        for (int i = 1; i <= 3; i++)
        {
            both.SendPing(new(i));
            both.SendPong(new(i * 10));
        }

        await notes.Completed(6).WaitAsync(Patience);
        await host.StopAsync();
        Assert.Equal([1, 10, 2, 20, 3, 30], notes.All.Select(note => note.Number));
    }

    [Fact]
    public async Task A_handler_under_a_key_that_no_channel_has_is_refused_at_start()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq().UseInProcess().AddKeyedChannel<IPings>("eu", options => options.Name = "pings-eu").AddKeyedHandler<IPings, Noting>("ue");
        using IHost host = builder.Build();
        MqConfigurationException error = await Assert.ThrowsAsync<MqConfigurationException>(() => host.StartAsync());
        Assert.Equal("ue", error.Value);
        Assert.Contains("AddKeyedChannel", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pings", host.Services.GetRequiredService<MqNode>().List());
    }

    [Fact]
    public async Task A_filter_that_the_container_does_not_know_is_refused_at_start()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new Notes()).AddScoped<Unit>();
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IPings>(options => (options.Handler = new()).AddFilter<UnitFilter>()).AddHandler<IPings, Noting>();
        using IHost host = builder.Build();
        MqConfigurationException error = await Assert.ThrowsAsync<MqConfigurationException>(() => host.StartAsync());
        Assert.Equal(typeof(UnitFilter).ToString(), error.Value);

        builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new Notes()).AddScoped<Unit>().AddScoped<UnitFilter>();
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IPings>(options => (options.Handler = new()).AddFilter<UnitFilter>()).AddHandler<IPings, Noting>();
        using IHost knowing = builder.Build();
        await knowing.StartAsync();
        await knowing.StopAsync();
    }

    [Fact]
    public async Task Two_handlers_of_one_contract_are_refused_at_start()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq().UseInProcess().AddHandler<IPings, Noting>().AddHandler<IPings, OtherNoting>();
        using IHost host = builder.Build();
        MqConfigurationException error = await Assert.ThrowsAsync<MqConfigurationException>(() => host.StartAsync());
        Assert.Contains("Ping is handled by", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_of_no_contract_of_the_channel_stops_the_host_at_start()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq().UseInProcess().AddHandler<IPings, PongHandler>();
        using IHost host = builder.Build();
        MqConfigurationException error = await Assert.ThrowsAsync<MqConfigurationException>(() => host.StartAsync());
        Assert.Contains("IMqHandler<T> for Ping", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_of_a_handler_wins_over_code()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Notes notes = new();
        builder.Services.AddSingleton(notes).AddScoped<Unit>();
        builder.Services
            .AddTypedMq(Configuration(
                ("TypedMq:Transport", "inprocess"),
                ("TypedMq:Channels:pings:Handler:MaxAttempts", "1"),
                ("TypedMq:Channels:pings:Handler:Concurrency", "2"),
                ("TypedMq:Channels:pings:Handler:Backoff", "00:00:01"),
                ("TypedMq:Channels:pings:Handler:MaxBackoff", "00:00:02"),
                ("TypedMq:Channels:pings:Handler:ShutdownTimeout", "00:00:03"),
                ("TypedMq:Channels:pings:Handler:DeadLetter", "false")))
            .AddChannel<IPings>()
            .AddHandler<IPings, Noting>(options => (options.MaxAttempts, options.DeadLetter) = (3, true));
        using IHost host = builder.Build();
        await host.StartAsync();
        host.Services.GetRequiredService<IPings>().Send(new(-1));
        await notes.Attempted(1).WaitAsync(Patience);
        MqConsumer consumer = Assert.Single(host.Services.GetRequiredService<MqNode>().Consumers);
        await host.StopAsync();
        Assert.Equal(new MqConsumerCounters(0, 1, 0, 0, 1, 0), consumer.Counters);
    }

    [Theory]
    [InlineData("Concurrency", "many", "whole number")]
    [InlineData("Concurrency", "0", "keeps the order")]
    [InlineData("DeadLetter", "perhaps", "true or false")]
    [InlineData("Backoff", "5", "hours:minutes:seconds")]
    [InlineData("Retries", "5", "Known here: Concurrency")]
    public async Task Configuration_that_cannot_be_used_stops_the_host_at_start(string key, string value, string remedy)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq(Configuration(("TypedMq:Transport", "inprocess"), ($"TypedMq:Channels:pings:Handler:{key}", value))).AddHandler<IPings, Noting>();
        using IHost host = builder.Build();
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.Contains($"Channels:pings:Handler:{key}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_interface_serves_several_queues_under_keys()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Notes notes = new();
        builder.Services.AddSingleton(notes).AddScoped<Unit>().AddSingleton<Regions>();
        builder.Services.AddTypedMq(Configuration(("TypedMq:Transport", "inprocess"), ("TypedMq:Channels:pings-us:Capacity", "9")))
            .AddChannel<IPings>()
            .AddKeyedChannel<IPings>("eu", options => options.Name = "pings-eu")
            .AddKeyedChannel<IPings>("us", options => options.Name = "pings-us")
            .AddKeyedHandler<IPings, Noting>("eu");
        using IHost host = builder.Build();
        await host.StartAsync();
        Regions regions = host.Services.GetRequiredService<Regions>();
        Assert.Equal(["pings", "pings-eu", "pings-us"], regions.All.Select(channel => ((IMqChannel)channel).Name));
        Assert.Equal(9, ((IMqChannel)regions.All[2]).GetAttributes().Capacity);
        for (int i = 0; i < 3; i++)
        {
            regions.All[i].Send(new(i));
        }

        await notes.Completed(1).WaitAsync(Patience);
        await host.StopAsync();
        Assert.Equal(1, Assert.Single(notes.All).Number);
        Assert.Equal((0, 2), (regions.All[0].Receive().Number, regions.All[2].Receive().Number));
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    public sealed class Regions(IPings plain, [FromKeyedServices("eu")] IPings eu, [FromKeyedServices("us")] IPings us)
    {
        public IPings[] All { get; } = [plain, eu, us];
    }

    public sealed class Unit : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    public sealed class Notes
    {
        private readonly object _gate = new();
        private readonly List<(int Count, bool All, TaskCompletionSource Source)> _waiters = [];
        private int _completed;

        public List<(int Number, Unit Unit)> All { get; } = [];

        public List<Unit> Filtered { get; } = [];

        public void Add(int number, Unit unit, bool isCompleted)
        {
            lock (_gate)
            {
                All.Add((number, unit));
                _completed += isCompleted ? 1 : 0;
                Tell();
            }
        }

        public Task Completed(int count) => WaitFor(count, all: false);

        public Task Attempted(int count) => WaitFor(count, all: true);

        private Task WaitFor(int count, bool all)
        {
            TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                _waiters.Add((count, all, source));
                Tell();
            }

            return source.Task;
        }

        private void Tell() => _waiters.ForEach(waiter => _ = (waiter.All ? All.Count : _completed) >= waiter.Count && waiter.Source.TrySetResult());
    }

    public sealed class Noting(Notes notes, Unit unit) : IMqHandler<Ping>
    {
        public ValueTask HandleAsync(Ping message, MqContext context, CancellationToken cancellationToken)
        {
            bool fails = message.Number < 0 && context.Attempt == 1;
            Assert.Same(unit, context.Services.GetRequiredService<Unit>());
            notes.Add(message.Number, unit, !fails);
            return fails ? throw new InvalidOperationException("not yet") : ValueTask.CompletedTask;
        }
    }

    public sealed class OtherNoting : IMqHandler<Ping>
    {
        public ValueTask HandleAsync(Ping message, MqContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    public sealed class PongHandler(Notes notes, Unit unit) : IMqHandler<Pong>
    {
        public ValueTask HandleAsync(Pong message, MqContext context, CancellationToken cancellationToken)
        {
            notes.Add(message.Number, unit, isCompleted: true);
            return ValueTask.CompletedTask;
        }
    }

    public sealed class UnitFilter(Notes notes, Unit unit) : IMqFilter
    {
        public ValueTask InvokeAsync(MqContext context, MqNext next)
        {
            notes.Filtered.Add(unit);
            return next(context);
        }
    }
}
