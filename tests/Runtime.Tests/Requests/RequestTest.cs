using System.Diagnostics;

namespace TypedMq.Tests.Requests;

/// <summary>A desk that is served in the memory of a node.</summary>
public abstract class RequestTest : IAsyncDisposable
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<MqConsumer> _servers = [];

    protected RequestTest() => Node = MqNode.Create(options => options.UseInProcess(ConfigureHost));

    protected MqNode Node { get; }

    protected virtual void ConfigureHost(InProcessOptions options)
    {
    }

    /// <summary>Opens the side that asks.</summary>
    protected IDesk Ask(Action<MqChannelOptions>? configure = null) => Node.Open<IDesk>(configure);

    /// <summary>Starts the side that answers.</summary>
    private protected MqConsumer Serve(Desk desk, Action<MqServerOptions>? configure = null)
    {
        MqConsumer server = Node.StartServer<IDesk>(desk, configure);
        _servers.Add(server);
        return server;
    }

    /// <summary>Returns when something has become true.</summary>
    protected static async Task Until(Func<bool> condition, string what)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, what);
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MqConsumer server in _servers)
        {
            await server.DisposeAsync();
        }

        await Node.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
