using System.Diagnostics;

namespace TypedMq.Tests;

/// <summary>What is told of handlers.</summary>
public sealed class HandlerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("inprocess")]
    [InlineData("fastmq")]
    [InlineData("posix")]
    [InlineData("sysv")]
    public async Task A_handler_works_in_the_trace_of_the_sender_and_what_it_sends_goes_on_with_it(string transport)
    {
        using Collected collected = new();
        using TestQueue queue = new(transport);
        using TestQueue next = new(transport);
        await Handle(queue, 1, (order, _) => next.Orders.Send(order));

        Activity send = collected.Spans(queue.Name).Single(static span => span.Kind == ActivityKind.Producer);
        Activity process = collected.Spans(queue.Name).Single(static span => span.Kind == ActivityKind.Consumer);
        Assert.Equal($"process {queue.Name}", process.DisplayName);
        Assert.Equal((send.TraceId, send.SpanId), (process.TraceId, process.ParentSpanId));
        Assert.Equal(ActivityStatusCode.Unset, process.Status);
        Activity onward = Assert.Single(collected.Spans(next.Name));
        Assert.Equal((send.TraceId, process.SpanId), (onward.TraceId, onward.ParentSpanId));
        Assert.Equal(1, collected.Value("messaging.process.duration", queue.Name));
    }

    [Fact]
    public async Task Retries_and_dead_letters_are_counted_and_the_span_of_the_message_has_failed()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess");
        MqConsumerCounters counters = await Handle(queue, 1, (_, _) => throw new InvalidOperationException("no"));

        Assert.Equal((3, 1), (counters.Failed, counters.DeadLettered));
        Assert.Equal(2, collected.Value("typedmq.messages.retried", queue.Name));
        Assert.Equal(1, collected.Value("typedmq.messages.dead_lettered", queue.Name));
        Activity process = collected.Spans(queue.Name).Single(static span => span.Kind == ActivityKind.Consumer);
        Assert.Equal((ActivityStatusCode.Error, "no"), (process.Status, process.StatusDescription));
        Assert.Equal("System.InvalidOperationException", process.GetTagItem("error.type"));
        Assert.Equal(1, collected.Value("messaging.process.duration", queue.Name));
    }

    private static async Task<MqConsumerCounters> Handle(TestQueue queue, int messages, Action<Order, MqContext> handle)
    {
        for (int i = 0; i < messages; i++)
        {
            queue.Orders.Send(new Order(i, 1));
        }

        await using MqConsumer consumer = queue.Node.StartHandler<IOrders>(
            new Handler(handle),
            options => (options.MaxAttempts, options.Backoff) = (3, TimeSpan.Zero),
            options => options.Name = queue.Name);
        using CancellationTokenSource patience = new(Patience);
        while (consumer.Counters is var counters && counters.Handled + counters.DeadLettered < messages)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await consumer.StopAsync();
        queue.Node.Delete(queue.Name + ".dead");
        return consumer.Counters;
    }

    private sealed class Handler(Action<Order, MqContext> handle) : IMqHandler<Order>
    {
        public ValueTask HandleAsync(Order message, MqContext context, CancellationToken cancellationToken)
        {
            handle(message, context);
            return ValueTask.CompletedTask;
        }
    }
}
