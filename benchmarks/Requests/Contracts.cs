using System.Text.Json.Serialization;

namespace TypedMq.Benchmarks.Requests;

/// <summary>What is asked, over every carrier.</summary>
[MqContract]
public readonly record struct QuoteRequest(long Order, string Symbol, int Quantity);

/// <summary>What is answered.</summary>
[MqContract]
public readonly record struct Quote(long Order, double Price, long ValidUntil);

[MqChannel("benchmark-pricing")]
public interface IPricing
{
    ValueTask<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default);
}

/// <summary>The server's work, the same over every carrier: next to none, so that the carrier is what is measured.</summary>
internal sealed class Pricing : IPricing
{
    public static Quote Answer(in QuoteRequest request) => new(request.Order, request.Symbol.Length * 1.25 * request.Quantity, request.Order + 1000);

    public ValueTask<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken) => new(Answer(in request));
}

/// <summary>The messages as JSON, without reflection.</summary>
[JsonSerializable(typeof(QuoteRequest))]
[JsonSerializable(typeof(Quote))]
internal sealed partial class Json : JsonSerializerContext;
