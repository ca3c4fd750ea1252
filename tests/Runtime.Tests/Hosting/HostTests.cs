using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TypedMq.Tests.Hosting;

public sealed class HostTests
{
    [Fact]
    public async Task Proxies_are_injected_and_the_container_closes_them()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IPings>();
        builder.Services.AddSingleton<Desk>();
        IPings pings;
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            Desk desk = host.Services.GetRequiredService<Desk>();
            pings = desk.Pings;
            Assert.Same(pings, host.Services.GetRequiredService<IPings>());
            pings.Send(new Ping(5));
            Assert.Equal(5, pings.Receive().Number);
            await host.StopAsync();
        }

        Assert.Throws<ObjectDisposedException>(() => pings.TrySend(new Ping(1)));
    }

    [Fact]
    public async Task Without_a_transport_the_host_does_not_start()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq();
        using IHost host = builder.Build();
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("UsePosix()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_cannot_be_opened_stops_the_host_at_start()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IPings>(options => options.OpenMode = MqOpenMode.OpenExisting);
        using IHost host = builder.Build();
        await Assert.ThrowsAsync<MqQueueNotFoundException>(() => host.StartAsync());
    }

    [Fact]
    public async Task Configuration_wins_over_code()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq(Configuration(("TypedMq:Transport", "inprocess"), ("TypedMq:Channels:pings:Capacity", "7")))
            .Configure(options => options.Transport = "carrier-pigeon")
            .AddChannel<IPings>(options => options.Capacity = 4);
        using IHost host = builder.Build();
        await host.StartAsync();
        Assert.Equal(7, ((IMqChannel)host.Services.GetRequiredService<IPings>()).GetAttributes().Capacity);
    }

    [Theory]
    [InlineData("pings")]
    [InlineData("/pings")]
    [InlineData("PINGS")]
    public async Task Settings_of_a_channel_are_found_as_keys_of_configuration_are(string key)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq(Configuration(("TypedMq:Transport", "inprocess"), ($"TypedMq:Channels:{key}:Capacity", "7"))).AddChannel<IPings>();
        using IHost host = builder.Build();
        await host.StartAsync();
        Assert.Equal(7, ((IMqChannel)host.Services.GetRequiredService<IPings>()).GetAttributes().Capacity);
    }

    [Fact]
    public async Task A_root_without_the_section_leaves_the_options_to_code()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq(Configuration(("PASSWORD", "secret"), ("Logging:Level", "Debug"))).UseInProcess().AddChannel<IPings>();
        using IHost host = builder.Build();
        await host.StartAsync();
        Assert.Equal("inprocess", ((IMqChannel)host.Services.GetRequiredService<IPings>()).Transport);
    }

    [Theory]
    [InlineData("TypedMq:Transprot", "posix", "TypedMq:Transprot")]
    [InlineData("TypedMq:Channels:pings:Capacity", "many", "TypedMq:Channels:pings:Capacity")]
    [InlineData("TypedMq:Channels:pings:FullMode", "Explode", "Wait, Fail, DropWrite, DropOldest")]
    [InlineData("TypedMq:Channels:pings:Envelope", "7", "Standard, None")]
    [InlineData("TypedMq:Channels:pings:Mode", "0899", "octal")]
    [InlineData("TypedMq:Channels:pings:Colour", "red", "TypedMq:Channels:pings:Colour")]
    [InlineData("TypedMq:Channels:pings:Capacity", "0", "1 or more")]
    [InlineData("TypedMq:Channels:pings:SpinTime", "20", "00:00:00.000050")]
    [InlineData("TypedMq:Channels:pings:SpinTime", "00:00:02", "at most 00:00:01")]
    [InlineData("TypedMq:Channels:pings:CachedStrings", "65537", "to 65536")]
    [InlineData("TypedMq:Channels:pings:Topology", "Star", "ManyToMany, OneToOne")]
    [InlineData("TypedMq:Channels:pings:MaxPriorities", "65", "1 to 64")]
    [InlineData("TypedMq:Channels:pings:ReservedSlots", "-1", "0 or more")]
    [InlineData("TypedMq:Channels:pings:ReservedForPriority", "high", "whole number")]
    [InlineData("TypedMq:Channels:pings:TimeToLive", "20", "00:00:00.000050")]
    [InlineData("TypedMq:Channels:pings:TimeToLive", "-00:00:01", "more than zero")]
    [InlineData("TypedMq:Channels:pings", "posix", "section")]
    [InlineData("TypedMq:Channels", "pings", "section")]
    [InlineData("TypedMq:Transport:Name", "posix", "single value")]
    [InlineData("TypedMq:Channels:pings:Capacity:Max", "4", "single value")]
    [InlineData("TypedMq:Scope", "Desk", "lower-case")]
    public async Task Wrong_configuration_stops_the_start_and_names_key_value_and_fix(string key, string value, string part)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq(Configuration(("TypedMq:Transport", "inprocess"), (key, value)));
        using IHost host = builder.Build();
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Opening_a_channel_logs_one_line_that_says_where_and_how_full()
    {
        ListLoggerProvider logs = new();
        using ILoggerFactory factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        using MqNode node = MqNode.Create(options => options.UseInProcess(), factory);
        node.Open<IPings>();
        string line = Assert.Single(logs.Lines);
        Assert.Contains("'pings' on inprocess", line, StringComparison.Ordinal);
        Assert.Contains("0 of 3 messages", line, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))).Build();

    private sealed class Desk(IPings pings)
    {
        public IPings Pings { get; } = pings;
    }

    private sealed class ListLoggerProvider : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
