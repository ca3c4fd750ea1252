using TypedMq;

namespace OrderDesk;

/// <summary>What a customer wants.</summary>
/// <param name="Id">Its number: 1, 2, 3 and so on.</param>
/// <param name="Symbol">What to buy.</param>
/// <param name="Quantity">How many.</param>
[MqContract]
public readonly record struct Order(long Id, string Symbol, int Quantity);

/// <summary>An order with the price that it is to be executed at.</summary>
/// <param name="Order">The order.</param>
/// <param name="Price">The price of one.</param>
[MqContract]
public readonly record struct PricedOrder(Order Order, decimal Price);

/// <summary>Prices: the gateway asks, the pricing server replies.</summary>
[MqChannel("orderdesk-pricing", MaxMessageBytes = 128, RequestTimeoutMilliseconds = 2000)]
public interface IPricing
{
    /// <summary>Asks for a price.</summary>
    /// <param name="symbol">Of what.</param>
    /// <param name="quantity">Of how many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The price of one.</returns>
    ValueTask<decimal> QuoteAsync(string symbol, int quantity, CancellationToken cancellationToken = default);
}

/// <summary>Orders to execute: from the gateway to whichever worker takes them first.</summary>
[MqChannel("orderdesk-orders", Capacity = 1024, MaxMessageBytes = 128)]
public interface IOrders : IMqQueue<PricedOrder>;
