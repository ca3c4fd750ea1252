namespace TypedMq.Benchmarks.Requests;

/// <summary>A way to ask another process and get its answer.</summary>
internal abstract class Carrier
{
    /// <summary>All of them, the one that the others are compared with first.</summary>
    public static IReadOnlyList<Carrier> All { get; } =
    [
        new TypedMqCarrier(),
        new HttpCarrier("aspnet-http1", new(1, 1)),
        new HttpCarrier("aspnet-http2", new(2, 0)),
        new SocketCarrier(),
    ];

    /// <summary>Its name, also on the command line of the server.</summary>
    public abstract string Name { get; }

    /// <summary>Serves until it is cancelled.</summary>
    /// <param name="address">A name that only this run has.</param>
    /// <param name="ready">To be called when callers can come.</param>
    /// <param name="stop">Ends it.</param>
    public abstract Task ServeAsync(string address, Action ready, CancellationToken stop);

    /// <summary>Connects to a server that is ready.</summary>
    public abstract ICaller Connect(string address);
}

/// <summary>The caller's end. Any number of requests may be under way.</summary>
internal interface ICaller : IAsyncDisposable
{
    ValueTask<Quote> AskAsync(QuoteRequest request);
}
