using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TypedMq.Tests.Requests;

/// <summary>Servers in a container.</summary>
public sealed class HostedServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_host_serves_and_who_is_injected_the_interface_gets_the_channel()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IGreetings>().AddServer<IGreetings, Greetings>();
        builder.Services.AddSingleton<Instances>();
        using IHost host = builder.Build();
        await host.StartAsync();
        IGreetings asked = host.Services.GetRequiredService<IGreetings>();
        Assert.IsAssignableFrom<IMqChannel>(asked);
        Assert.Equal("Hello, Ada", await asked.GreetAsync("Ada").AsTask().WaitAsync(Patience));
        Assert.Equal("Hello, Bob", await asked.GreetAsync("Bob").AsTask().WaitAsync(Patience));
        Assert.Equal((2, 2), (host.Services.GetRequiredService<Instances>().Made, host.Services.GetRequiredService<Instances>().Disposed));
        await host.StopAsync();
    }

    [Fact]
    public async Task An_implementation_that_cannot_be_made_is_a_failure_of_the_request()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTypedMq().UseInProcess().AddChannel<IGreetings>().AddServer<IGreetings, Greetings>();
        using IHost host = builder.Build();
        await host.StartAsync();
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => host.Services.GetRequiredService<IGreetings>().GreetAsync("Ada").AsTask().WaitAsync(Patience));
        Assert.Contains(nameof(Instances), error.RemoteMessage, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Server:IncludeExceptionDetails", "true", "", typeof(MqRemoteException))]
    [InlineData("RequestTimeout", "00:00:00.100", "nobody", typeof(TimeoutException))]
    public async Task Configuration_says_how_it_is_served_and_how_long_is_waited(string key, string value, string name, Type expected)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TypedMq:Transport"] = "inprocess",
            [$"TypedMq:Channels:greetings:{key}"] = value,
        }).Build();
        builder.Services.AddTypedMq(configuration).AddChannel<IGreetings>().AddServer<IGreetings, Greetings>(options => options.IncludeExceptionDetails = false);
        builder.Services.AddSingleton<Instances>();
        using IHost host = builder.Build();
        await host.StartAsync();
        IGreetings asked = host.Services.GetRequiredService<IGreetings>();
        Exception error = await Assert.ThrowsAsync(expected, () => asked.GreetAsync(name).AsTask());
        Assert.True(error is TimeoutException or MqRemoteException { Details.Length: > 0 });
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Server:Concurrency", "0")]
    [InlineData("Server:Details", "true")]
    [InlineData("RequestTimeout", "00:00:00")]
    [InlineData("RequestTimeout", "60.00:00:00")]
    public async Task A_setting_that_cannot_be_stops_the_host_at_start(string key, string value)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TypedMq:Transport"] = "inprocess",
            [$"TypedMq:Channels:greetings:{key}"] = value,
        }).Build();
        builder.Services.AddTypedMq(configuration).AddChannel<IGreetings>().AddServer<IGreetings, Greetings>();
        using IHost host = builder.Build();
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [MqChannel("greetings")]
    public interface IGreetings
    {
        ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default);
    }

    private sealed class Instances
    {
        public int Made { get; set; }

        public int Disposed { get; set; }
    }

    private sealed class Greetings : IGreetings, IDisposable
    {
        private readonly Instances _instances;

        public Greetings(Instances instances)
        {
            _instances = instances;
            instances.Made++;
        }

        public void Dispose() => _instances.Disposed++;

        public async ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken)
        {
            if (name == "nobody")
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return name.Length > 0 ? $"Hello, {name}" : throw new ArgumentException("A name is needed.");
        }
    }
}
