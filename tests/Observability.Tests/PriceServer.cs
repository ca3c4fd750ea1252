namespace TypedMq.Tests;

/// <summary>A node that serves prices over a queue of a test's own, and asks for them.</summary>
internal sealed class PriceServer : IAsyncDisposable
{
    private MqConsumer? _server;

    public PriceServer(string transport, Func<Order, double>? quote = null, bool isServed = true)
    {
        Node = MqNode.Create(options => options.UseFastMq().UseSysV().UsePosix().Transport = transport);
        Prices = Node.Open<IPrices>(options => options.Name = Name);
        if (isServed)
        {
            Start(quote);
        }
    }

    public string Name { get; } = Collected.NewName();

    public MqNode Node { get; }

    public IPrices Prices { get; }

    public MqConsumer Server => _server!;

    public void Start(Func<Order, double>? quote = null) =>
        _server = Node.StartServer<IPrices>(new Implementation(quote ?? (static order => order.Price)), configureChannel: options => options.Name = Name);

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        using MqNode node = MqNode.Create(options => options.UseFastMq().UseSysV().UsePosix().Transport = Prices.Transport);
        node.Delete(Name);
    }

    private sealed class Implementation(Func<Order, double> quote) : IPrices
    {
        public ValueTask<double> QuoteAsync(Order order, CancellationToken cancellationToken) => new(quote(order));

        public ValueTask ResetAsync(TimeSpan timeout, CancellationToken cancellationToken) => default;

        public async IAsyncEnumerable<double> WatchAsync(int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int i = 0; i < count; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }

        string IMqChannel.Name => "";

        string IMqChannel.Transport => "";

        MqChannelCounters IMqChannel.Counters => default;

        MqQueueAttributes IMqChannel.GetAttributes() => default;

        IDisposable IMqChannel.Notify(Action callback, bool once) => throw new NotSupportedException();

        IAsyncEnumerable<MqQueueAttributes> IMqChannel.NotificationsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
