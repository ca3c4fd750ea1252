namespace TypedMq.Tests.Requests;

[MqContract]
public sealed record Quote(string Symbol, int Count);

[MqContract("price")]
public sealed record Price(string Symbol, decimal Value);

[MqContract(Layout = MqLayout.Raw)]
public readonly record struct Tick(long Time, double Value);

/// <summary>What a desk can be asked.</summary>
public interface IQuotes
{
    ValueTask<Price> QuoteAsync(Quote quote, CancellationToken cancellationToken = default);

    Price Quote(Quote quote, TimeSpan timeout);

    IAsyncEnumerable<Price> WatchAsync(Quote quote, CancellationToken cancellationToken = default);
}

/// <summary>Requests of every shape.</summary>
[MqChannel("desk")]
public interface IDesk : IQuotes, IMqChannel
{
    Task<Price?> FindAsync(string symbol, CancellationToken cancellationToken = default);

    ValueTask CancelAsync(long id, CancellationToken cancellationToken = default);

    Task ResetAsync();

    void Clear(in Quote quote, TimeSpan timeout);

    ValueTask<int> CountAsync(CancellationToken cancellationToken = default);

    ValueTask<decimal?> AddAsync(int first, decimal second, string? note, TimeSpan delay, CancellationToken cancellationToken = default);

    ValueTask<Price> MergeAsync(Quote first, Quote second);

    ValueTask<Tick> TickAsync(Tick tick, TimeSpan timeout, CancellationToken cancellationToken = default);

    ValueTask<string> JoinAsync(int a, long b, string c, bool d, double e, char f, Quote g, byte[] h, (int, string?) i, string? j);

    ValueTask<int> UrgentAsync([MqPriority] int priority);

    [MqOneWay]
    ValueTask NoteAsync(string text, int level, CancellationToken cancellationToken = default);

    void Send(Quote quote);

    [MqRequest("send-back")]
    ValueTask<Quote> SendBackAsync(Quote quote, CancellationToken cancellationToken = default);
}
