namespace TypedMq.Benchmarks.Requests;

/// <summary>A channel over FastMq: generated proxy, generated dispatcher.</summary>
internal sealed class TypedMqCarrier : Carrier
{
    public override string Name => "typedmq";

    public override async Task ServeAsync(string address, Action ready, CancellationToken stop)
    {
        using MqNode node = MqNode.Create(static options => options.UseFastMq());
        try
        {
            await using (node.StartServer<IPricing>(new Pricing(), configureChannel: options => options.Name = address))
            {
                ready();
                await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
        finally
        {
            node.Delete(address);
        }
    }

    public override ICaller Connect(string address)
    {
        MqNode node = MqNode.Create(static options => options.UseFastMq());
        return new Caller(node, node.Open<IPricing>(options => (options.Name, options.OpenMode) = (address, MqOpenMode.OpenExisting)));
    }

    private sealed class Caller(MqNode node, IPricing pricing) : ICaller
    {
        public ValueTask<Quote> AskAsync(QuoteRequest request) => pricing.QuoteAsync(request);

        public ValueTask DisposeAsync() => node.DisposeAsync();
    }
}
