using System.Diagnostics;

namespace TypedMq.Tests;

/// <summary>What is told of requests.</summary>
public sealed class RequestTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ActivitySource Test = new("test");

    [Theory]
    [InlineData("inprocess")]
    [InlineData("fastmq")]
    [InlineData("posix")]
    [InlineData("sysv")]
    public async Task The_servers_work_is_part_of_the_callers_request_and_that_of_the_trace_around_it(string transport)
    {
        using Collected collected = new();
        await using PriceServer served = new(transport);
        ActivityContext caller;
        using (Activity? work = Test.StartActivity("work"))
        {
            caller = work!.Context;
            Assert.Equal(2.5, await served.Prices.QuoteAsync(new Order(1, 2.5)));
            Assert.Equal(work, Activity.Current);
        }

        Activity request = await Ended(collected, served.Name, ActivityKind.Client);
        Activity process = await Ended(collected, served.Name, ActivityKind.Consumer);
        Assert.Equal($"request {served.Name}", request.DisplayName);
        Assert.Equal((caller.TraceId, caller.SpanId), (request.TraceId, request.ParentSpanId));
        Assert.Equal((caller.TraceId, request.SpanId), (process.TraceId, process.ParentSpanId));
        Assert.Equal(ActivityStatusCode.Unset, request.Status);
        Assert.Equal(("request", "send", "IPrices.QuoteAsync", transport), (
            request.GetTagItem("messaging.operation.name"), request.GetTagItem("messaging.operation.type"), request.GetTagItem("rpc.method"), request.GetTagItem("typedmq.transport")));
    }

    [Fact]
    public async Task A_request_that_fails_at_the_server_has_failed()
    {
        using Collected collected = new();
        await using PriceServer served = new("inprocess", static _ => throw new InvalidOperationException("no"));
        await Assert.ThrowsAsync<MqRemoteException>(() => served.Prices.QuoteAsync(new Order(1, 2.5)).AsTask());

        AssertFailed<MqRemoteException>(collected, served);
    }

    [Fact]
    public async Task A_request_without_a_reply_in_time_has_failed_and_the_server_counts_it_as_expired()
    {
        using Collected collected = new();
        await using PriceServer served = new("fastmq", isServed: false);
        await Assert.ThrowsAsync<TimeoutException>(() => served.Prices.ResetAsync(TimeSpan.FromMilliseconds(1)).AsTask());
        served.Start();
        await served.Prices.QuoteAsync(new Order(1, 2.5));

        AssertFailed<TimeoutException>(collected, served);
        Assert.Equal(1, collected.Value("typedmq.messages.expired", served.Name));
        Assert.Equal(1, served.Server.ChannelCounters.ExpiredMessages);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_has_failed()
    {
        using Collected collected = new();
        await using PriceServer served = new("inprocess", isServed: false);
        using CancellationTokenSource cancellation = new();
        Task<double> call = served.Prices.QuoteAsync(new Order(1, 2.5), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsCanceled);

        AssertFailed<OperationCanceledException>(collected, served);
    }

    [Fact]
    public async Task The_span_of_a_stream_lasts_until_the_loop_is_left_and_is_not_around_its_body()
    {
        using Collected collected = new();
        await using PriceServer served = new("fastmq");
        await foreach (double price in served.Prices.WatchAsync(100))
        {
            Assert.Null(Activity.Current);
            Assert.DoesNotContain(collected.Spans(served.Name), static span => span.Kind == ActivityKind.Client);
            if (price == 3)
            {
                break;
            }
        }

        Activity request = await Ended(collected, served.Name, ActivityKind.Client);
        Activity process = await Ended(collected, served.Name, ActivityKind.Consumer);
        Assert.Equal((request.TraceId, request.SpanId), (process.TraceId, process.ParentSpanId));
        Assert.Equal((ActivityStatusCode.Unset, "IPrices.WatchAsync"), (request.Status, request.GetTagItem("rpc.method")));
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_has_failed()
    {
        using Collected collected = new();
        await using PriceServer served = new("inprocess", isServed: false);
        using CancellationTokenSource cancellation = new(5);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await served.Prices.WatchAsync(1, cancellation.Token).GetAsyncEnumerator().MoveNextAsync());

        Activity request = await Ended(collected, served.Name, ActivityKind.Client);
        Assert.Equal(ActivityStatusCode.Error, request.Status);
    }

    [Fact]
    public async Task Requests_and_replies_are_counted_as_they_are_sent()
    {
        using Collected collected = new();
        await using PriceServer served = new("fastmq");
        await served.Prices.QuoteAsync(new Order(1, 2.5));
        await served.Prices.ResetAsync(Patience);

        Assert.Equal(2, collected.Value("messaging.client.sent.messages", served.Name));
        Assert.Equal(2, collected.Value("messaging.client.consumed.messages", served.Name));
        using CancellationTokenSource patience = new(Patience);
        while (collected.Value("messaging.client.sent.messages", served.Name + ".reply") != 2)
        {
            // The server counts a reply when it was sent: it may have come before.
            await Task.Delay(1, patience.Token);
        }
    }

    [Fact]
    public async Task Private_queues_add_no_depths_which_would_be_new_names_without_end()
    {
        using Collected collected = new();
        await using PriceServer served = new("fastmq");
        await served.Prices.QuoteAsync(new Order(1, 2.5));
        string reply = Assert.Single(served.Node.List(), name => name.StartsWith(served.Name + ".reply.", StringComparison.Ordinal));

        Assert.True(collected.Knows("typedmq.queue.depth", served.Name));
        Assert.False(collected.Knows("typedmq.queue.depth", reply));
    }

    private static void AssertFailed<TError>(Collected collected, PriceServer served)
    {
        Activity request = collected.Spans(served.Name).First(static span => span.Kind == ActivityKind.Client);
        Assert.Equal((ActivityStatusCode.Error, typeof(TError).FullName), (request.Status, request.GetTagItem("error.type")));
    }

    /// <summary>The span of a kind, once it has ended: a server's ends after its reply.</summary>
    private static async Task<Activity> Ended(Collected collected, string queue, ActivityKind kind)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            if (collected.Spans(queue).FirstOrDefault(span => span.Kind == kind) is { } found)
            {
                return found;
            }

            await Task.Delay(1, patience.Token);
        }
    }
}
