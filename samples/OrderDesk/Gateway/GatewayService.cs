using Microsoft.Extensions.Hosting;

namespace OrderDesk;

/// <summary>The gateway: accepts orders, asks for the price of each, and sends it to the workers.</summary>
internal sealed class GatewayService(IPricing pricing, IOrders orders, Ledger ledger, RoleOptions options) : BackgroundService
{
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 64 };

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (int size, TimeSpan pause) = options.IsBurst ? (5_000, TimeSpan.FromMilliseconds(200)) : (10, TimeSpan.FromMilliseconds(20));
        using PeriodicTimer timer = new(pause);
        for (long first = 1; ; first += size)
        {
            await Parallel.ForEachAsync(Numbers(first, size).TakeWhile(_ => !stoppingToken.IsCancellationRequested), AtOnce, (id, _) => PlaceAsync(OrderFlow.Make(id)));
            await timer.WaitForNextTickAsync(stoppingToken);
        }
    }

    /// <summary>Places an order. Once it is accepted it must not be lost, therefore no token ends this.</summary>
    private async ValueTask PlaceAsync(Order order)
    {
        ledger.Enter(Step.Accepted, order.Id);
        decimal price = await QuoteAsync(order);
        ledger.Enter(Step.Priced, order.Id);

        // Waits while the queue is full: then the workers are behind.
        await orders.SendAsync(new(order, price), CancellationToken.None);
    }

    private async ValueTask<decimal> QuoteAsync(Order order)
    {
        while (true)
        {
            try
            {
                return await pricing.QuoteAsync(order.Symbol, order.Quantity, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                // The pricing server was killed, and its successor is slow to come: a price can be asked for again.
                ledger.Enter(Step.AskedAgain, order.Id);
            }
        }
    }

    private static IEnumerable<long> Numbers(long first, int count)
    {
        for (long number = first; number < first + count; number++)
        {
            yield return number;
        }
    }
}
