namespace OrderDesk;

/// <summary>The pricing server. What it returns is the reply; what it throws would reach the gateway as an <see cref="TypedMq.MqRemoteException"/>.</summary>
internal sealed class PriceList : IPricing
{
    /// <inheritdoc/>
    public ValueTask<decimal> QuoteAsync(string symbol, int quantity, CancellationToken cancellationToken)
    {
        decimal list = 10m + (symbol[0] - 'A');
        return new(quantity >= 50 ? list * 0.98m : list);
    }
}
