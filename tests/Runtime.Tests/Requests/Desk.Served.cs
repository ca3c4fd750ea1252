using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TypedMq.Tests.Requests;

/// <summary>Serves a desk, as each test wants it.</summary>
internal sealed class Desk : IDesk
{
    public Func<Quote, CancellationToken, ValueTask<Price>> OnQuote { get; set; } = static (quote, _) => new(new Price(quote.Symbol, quote.Count * 1.5m));

    public Func<Quote, CancellationToken, IAsyncEnumerable<Price>> OnWatch { get; set; } = static (quote, token) => Many(quote, token);

    public ConcurrentQueue<string> Log { get; } = new();

    public int Notes { get; set; }

    public ValueTask<Price> QuoteAsync(Quote quote, CancellationToken cancellationToken) => OnQuote(quote, cancellationToken);

    public Price Quote(Quote quote, TimeSpan timeout) => throw new InvalidOperationException("The asynchronous one is called.");

    public IAsyncEnumerable<Price> WatchAsync(Quote quote, CancellationToken cancellationToken) => OnWatch(quote, cancellationToken);

    public Task<Price?> FindAsync(string symbol, CancellationToken cancellationToken) => Task.FromResult(symbol.Length == 0 ? null : new Price(symbol, 1));

    public ValueTask CancelAsync(long id, CancellationToken cancellationToken)
    {
        Log.Enqueue($"cancel {id}");
        return default;
    }

    public Task ResetAsync()
    {
        Log.Enqueue("reset");
        return Task.CompletedTask;
    }

    public void Clear(in Quote quote, TimeSpan timeout) => Log.Enqueue($"clear {quote.Symbol} {timeout > TimeSpan.Zero}");

    public ValueTask<int> CountAsync(CancellationToken cancellationToken) => new(Log.Count);

    public ValueTask<decimal?> AddAsync(int first, decimal second, string? note, TimeSpan delay, CancellationToken cancellationToken) =>
        new(note is null ? null : first + second + delay.Ticks);

    public ValueTask<Price> MergeAsync(Quote first, Quote second) => new(new Price(first.Symbol + second.Symbol, first.Count + second.Count));

    public ValueTask<Tick> TickAsync(Tick tick, TimeSpan timeout, CancellationToken cancellationToken) => new(tick with { Time = tick.Time + 1 });

    public ValueTask<string> JoinAsync(int a, long b, string c, bool d, double e, char f, Quote g, byte[] h, (int, string?) i, string? j) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{a} {b} {c} {d} {e} {f} {g.Symbol} {h.Length} {i.Item1} {i.Item2 ?? "-"} {j ?? "-"}"));

    public ValueTask<int> UrgentAsync(int priority) => new(priority);

    public ValueTask NoteAsync(string text, int level, CancellationToken cancellationToken)
    {
        Log.Enqueue($"note {text} {level}");
        return ++Notes == 1 && level < 0 ? throw new InvalidOperationException("once") : default;
    }

    public void Send(Quote quote) => Log.Enqueue($"sent {quote.Symbol}");

    public ValueTask<Quote> SendBackAsync(Quote quote, CancellationToken cancellationToken) => new(quote);

    string IMqChannel.Name => "";

    string IMqChannel.Transport => "";

    MqChannelCounters IMqChannel.Counters => default;

    MqQueueAttributes IMqChannel.GetAttributes() => default;

    IDisposable IMqChannel.Notify(Action callback, bool once) => throw new NotSupportedException();

    IAsyncEnumerable<MqQueueAttributes> IMqChannel.NotificationsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose() => GC.SuppressFinalize(this);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    private static async IAsyncEnumerable<Price> Many(Quote quote, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < quote.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return new(quote.Symbol, i);
        }
    }
}
