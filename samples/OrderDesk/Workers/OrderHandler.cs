using TypedMq;

namespace OrderDesk;

/// <summary>A worker: executes orders. It is told of an order at least once, so a real one would look first whether it has been executed before.</summary>
internal sealed class OrderHandler(Exchange exchange, Ledger ledger) : IMqHandler<PricedOrder>
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(PricedOrder message, MqContext context, CancellationToken cancellationToken)
    {
        Order order = message.Order;
        if (context is { Redelivered: true, Attempt: 1 })
        {
            ledger.Enter(Step.DeliveredAgain, order.Id);
        }

        if (order.Quantity > OrderFlow.LargestQuantity)
        {
            // No further attempt can help.
            throw new MqDeadLetterException($"The desk executes at most {OrderFlow.LargestQuantity} at once.");
        }

        try
        {
            await exchange.ExecuteAsync(order, attempt: context.DeliveryCount - 1 + context.Attempt, cancellationToken);
        }
        catch (ExchangeException)
        {
            // It is tried again after a while, and in the end goes to the dead-letter queue.
            ledger.Enter(Step.Failed, order.Id);
            throw;
        }

        ledger.Enter(Step.Executed, order.Id);
    }
}
