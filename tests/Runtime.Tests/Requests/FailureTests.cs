namespace TypedMq.Tests.Requests;

/// <summary>Whatever fails at the server, the caller is told, and the server goes on.</summary>
public sealed class FailureTests : RequestTest
{
    [Fact]
    public async Task A_failure_has_type_and_message_and_no_details()
    {
        Serve(new() { OnQuote = static (_, _) => throw new InvalidOperationException("no such symbol") });
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => Ask().QuoteAsync(new("A", 1)).AsTask());
        Assert.Equal(("desk", "IDesk.QuoteAsync", "System.InvalidOperationException", "no such symbol", null), (error.Queue, error.Method, error.RemoteType, error.RemoteMessage, error.Details));
        Assert.Contains("InvalidOperationException: no such symbol", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_details_the_stack_comes_too()
    {
        Serve(new() { OnQuote = static async (_, _) => await Task.FromException<Price>(new InvalidOperationException("no")) }, options => options.IncludeExceptionDetails = true);
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => Ask().QuoteAsync(new("A", 1)).AsTask());
        Assert.Contains(nameof(FailureTests), error.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_that_is_too_long_is_cut_to_what_fits()
    {
        Serve(new() { OnQuote = static (_, _) => throw new InvalidOperationException(new string('é', 100_000)) }, options => options.IncludeExceptionDetails = true);
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => Ask().QuoteAsync(new("A", 1)).AsTask());
        Assert.Equal("System.InvalidOperationException", error.RemoteType);
        Assert.InRange(error.RemoteMessage.Length, 100, 99_999);
        Assert.Empty(error.RemoteMessage.Trim('é'));
    }

    [Fact]
    public async Task A_reply_that_is_too_large_is_a_failure()
    {
        Serve(new() { OnQuote = static (_, _) => new(new Price(new string('A', 100_000), 1)) });
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => Ask().QuoteAsync(new("A", 1)).AsTask());
        Assert.Equal("TypedMq.MqMessageTooLargeException", error.RemoteType);
    }

    [Fact]
    public async Task A_request_that_nobody_serves_is_a_failure_of_the_server()
    {
        Serve(new());
        IOtherDesk asked = Node.Open<IOtherDesk>();
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => asked.UnknownAsync().AsTask());
        Assert.Equal("TypedMq.MqDecodeException", error.RemoteType);
        error = await Assert.ThrowsAsync<MqRemoteException>(() => asked.CancelAsync("not a number").AsTask());
        Assert.Equal("TypedMq.MqDecodeException", error.RemoteType);
        await asked.ResetAsync();
    }

    [Fact]
    public async Task A_failing_stream_brings_what_came_before_and_then_the_failure()
    {
        Serve(new() { OnWatch = static (_, _) => Failing() });
        List<Price> items = [];
        await Assert.ThrowsAsync<MqRemoteException>(async () =>
        {
            await foreach (Price price in Ask().WatchAsync(new("A", 1)))
            {
                items.Add(price);
            }
        });
        Assert.Equal([new Price("A", 1), new Price("A", 2)], items);

        static async IAsyncEnumerable<Price> Failing()
        {
            yield return new("A", 1);
            await Task.Yield();
            yield return new("A", 2);
            throw new InvalidOperationException("enough");
        }
    }

    [Fact]
    public async Task A_failed_request_is_not_tried_again_and_is_no_dead_letter()
    {
        int calls = 0;
        MqConsumer server = Serve(new() { OnQuote = (_, _) => throw new InvalidOperationException($"{++calls}") });
        await Assert.ThrowsAsync<MqRemoteException>(() => Ask().QuoteAsync(new("A", 1)).AsTask());
        await Ask().ResetAsync();
        Assert.Equal((1, 0L), (calls, server.Counters.DeadLettered));
        Assert.DoesNotContain("desk.dead", Node.List());
    }

    [Fact]
    public void Requests_need_the_envelope()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => Ask(options => options.Envelope = MqEnvelopeMode.None));
        Assert.Equal("Channels:desk:Envelope", error.Key);
    }

    [Fact]
    public void Requests_are_not_dropped_for_others()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => Ask(options => options.FullMode = MqFullMode.DropOldest));
        Assert.Equal("Channels:desk:FullMode", error.Key);
    }

    [Fact]
    public void Services_whose_requests_or_replies_do_not_fit_are_told_apart_when_they_open()
    {
        Serve(new());
        MqContractMismatchException error = Assert.Throws<MqContractMismatchException>(() => Node.Open<IOtherRequest>());
        Assert.Contains("Quote key 1 was int, is string", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<MqContractMismatchException>(() => Node.Open<IOtherReply>());
        Assert.Contains("OtherPrice key 1 was decimal, is string", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<MqContractMismatchException>(() => Node.Open<INeedsMore>());
        Assert.Contains("NeededPrice key 2 was not there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_with_requests_has_no_handlers()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => Node.StartHandler<IDesk>(new QuoteHandler()));
        Assert.Contains("StartServer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_serves_nothing()
    {
        IDesk asked = Ask();
        Assert.Throws<MqConfigurationException>(() => Node.StartServer(asked));
        Assert.Throws<MqConfigurationException>(() => Node.StartServer<IReadings>(new Readings()));
    }

    /// <summary>The same queue as another version of the services knows it.</summary>
    [MqChannel("desk")]
    public interface IOtherDesk
    {
        ValueTask UnknownAsync(CancellationToken cancellationToken = default);

        [MqRequest("Cancel(Int64)")]
        ValueTask CancelAsync(string id, CancellationToken cancellationToken = default);

        ValueTask ResetAsync(CancellationToken cancellationToken = default);
    }

    [MqChannel("readings")]
    public interface IReadings
    {
        Quote Receive();
    }

    [MqChannel("desk")]
    public interface IOtherRequest
    {
        ValueTask<Price> QuoteAsync(Other.Quote quote);
    }

    [MqChannel("desk")]
    public interface IOtherReply
    {
        ValueTask<OtherPrice> QuoteAsync(Quote quote);
    }

    /// <summary>Its callers would refuse what the server replies.</summary>
    [MqChannel("desk")]
    public interface INeedsMore
    {
        ValueTask<NeededPrice> QuoteAsync(Quote quote);
    }

    public static class Other
    {
        [MqContract]
        public sealed record Quote(string Symbol, string Count);
    }

    [MqContract("price")]
    public sealed record OtherPrice(string Symbol, string Value);

    [MqContract("price")]
    public sealed class NeededPrice
    {
        [MqKey(0)]
        public required string Symbol { get; init; }

        [MqKey(1)]
        public required decimal Value { get; init; }

        [MqKey(2)]
        public required string Currency { get; init; }
    }

    private sealed class QuoteHandler : IMqHandler<Quote>
    {
        public ValueTask HandleAsync(Quote message, MqContext context, CancellationToken cancellationToken) => default;
    }

    private sealed class Readings : IReadings
    {
        public Quote Receive() => throw new NotSupportedException();
    }
}
