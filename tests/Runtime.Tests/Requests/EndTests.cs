using TypedMq.Tests.InProcess;

namespace TypedMq.Tests.Requests;

/// <summary>A request ends once: by its reply, its deadline, its token, or the end of its channel; and nothing of it is left.</summary>
public sealed class EndTests : RequestTest
{
    private readonly ManualClock _clock = new();
    private bool _usesClock;

    protected override void ConfigureHost(InProcessOptions options)
    {
        // Called by the constructor of the base; the field is there already.
        options.Clock = new Switch(this);
    }

    [Fact]
    public async Task Without_a_server_it_times_out_at_its_deadline_and_not_before()
    {
        _usesClock = true;
        IDesk asked = Ask(options => options.RequestTimeout = TimeSpan.FromSeconds(7));
        Task<Price> call = asked.QuoteAsync(new("A", 1)).AsTask();
        _clock.WaitForTimers(1);
        _clock.Advance(TimeSpan.FromSeconds(6.999));
        Assert.False(call.IsCompleted);
        Assert.Equal(1, asked.Counters.PendingRequests);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(Patience));
        Assert.Contains("IDesk.QuoteAsync", error.Message, StringComparison.Ordinal);
        Assert.Contains("'desk' within 00:00:07", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, asked.Counters.PendingRequests);
    }

    [Fact]
    public async Task An_expired_request_is_dropped_by_the_server_and_counted()
    {
        Desk desk = new();
        await Assert.ThrowsAsync<TimeoutException>(() => Ask(options => options.RequestTimeout = TimeSpan.FromMilliseconds(1)).CancelAsync(1).AsTask());
        MqConsumer server = Serve(desk);
        await Ask().CancelAsync(2);
        Assert.Equal(["cancel 2"], desk.Log);
        Assert.Equal(1, server.ChannelCounters.ExpiredMessages);
    }

    [Fact]
    public async Task A_request_that_finds_no_room_in_time_was_never_sent()
    {
        IDesk asked = Ask(options => (options.Capacity, options.RequestTimeout) = (1, TimeSpan.FromMilliseconds(50)));
        asked.Send(new("A", 1));
        await Assert.ThrowsAsync<TimeoutException>(() => asked.CancelAsync(1).AsTask());
        await Assert.ThrowsAsync<TimeoutException>(async () => await asked.WatchAsync(new("A", 1)).GetAsyncEnumerator().MoveNextAsync());
        using CancellationTokenSource cancellation = new(10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.AddAsync(1, 2, "", TimeSpan.Zero, cancellation.Token).AsTask());
        Assert.Equal((1, 0), (asked.GetAttributes().Count, asked.Counters.PendingRequests));
    }

    [Fact]
    public async Task A_full_queue_that_does_not_wait_is_an_error_of_the_request_whatever_it_would_drop()
    {
        foreach (MqFullMode mode in (MqFullMode[])[MqFullMode.Fail, MqFullMode.DropWrite])
        {
            IDesk asked = Ask(options => (options.Name, options.Capacity, options.FullMode) = (mode.ToString(), 1, mode));
            asked.Send(new("A", 1));
            await Assert.ThrowsAsync<MqQueueFullException>(() => asked.CancelAsync(1).AsTask());
            await Assert.ThrowsAsync<MqQueueFullException>(async () => await asked.WatchAsync(new("A", 1)).GetAsyncEnumerator().MoveNextAsync());
            Assert.Equal((1, 0L, 0), (asked.GetAttributes().Count, asked.Counters.DroppedMessages, asked.Counters.PendingRequests));
        }
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_at_once_and_reaches_the_token_of_the_server()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Desk desk = new()
        {
            OnQuote = async (_, token) =>
            {
                begun.SetResult();
                await using CancellationTokenRegistration registration = token.Register(told.SetResult);
                await Task.Delay(Timeout.Infinite, token);
                return null!;
            },
        };
        Serve(desk);
        IDesk asked = Ask();
        using CancellationTokenSource cancellation = new();
        Task<Price> call = asked.QuoteAsync(new("A", 1), cancellation.Token).AsTask();
        await begun.Task.WaitAsync(Patience);

        // Before the server had a reason to say where: the caller says so as soon as it knows.
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
        Assert.Equal(cancellation.Token, error.CancellationToken);
        await told.Task.WaitAsync(Patience);
        Assert.Equal((0, 0L), (asked.Counters.PendingRequests, asked.Counters.LateReplies));
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_sends_nothing()
    {
        IDesk asked = Ask();
        CancellationToken cancelled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.QuoteAsync(new("A", 1), cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.CancelAsync(1, cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await asked.WatchAsync(new("A", 1), cancelled).GetAsyncEnumerator().MoveNextAsync());
        Assert.Equal(0, asked.GetAttributes().Count);
    }

    [Fact]
    public async Task The_callers_deadline_cancels_the_token_of_the_server()
    {
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Desk desk = new()
        {
            OnQuote = async (_, token) =>
            {
                await using CancellationTokenRegistration registration = token.Register(told.SetResult);
                await Task.Delay(Timeout.Infinite, token);
                return null!;
            },
        };
        Serve(desk);
        await Assert.ThrowsAsync<TimeoutException>(() => Ask(options => options.RequestTimeout = TimeSpan.FromMilliseconds(100)).QuoteAsync(new("A", 1)).AsTask());
        await told.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_reply_that_nobody_waits_for_is_dropped_and_counted()
    {
        TaskCompletionSource<Price> reply = new();
        Serve(new() { OnQuote = (_, _) => new(reply.Task) });
        IDesk asked = Ask();
        using CancellationTokenSource cancellation = new();
        Task<Price> call = asked.QuoteAsync(new("A", 1), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
        reply.SetResult(new("A", 1));
        await Until(() => asked.Counters.LateReplies == 1, "the late reply was not counted");
        Assert.Equal(new Price("B", 1), await asked.FindAsync("B"));
    }

    [Fact]
    public async Task Closing_the_channel_ends_its_requests_and_takes_its_reply_queue_away()
    {
        TaskCompletionSource<Price> never = new();
        MqConsumer server = Serve(new() { OnQuote = (_, _) => new(never.Task) });
        IDesk asked = Ask();
        Task<Price> call = asked.QuoteAsync(new("A", 1)).AsTask();
        Assert.Contains(Node.List(), static name => name.StartsWith("desk.reply.", StringComparison.Ordinal));
        asked.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => asked.QuoteAsync(new("A", 1)).AsTask());
        never.SetResult(new("A", 1));
        await Until(() => server.ChannelCounters.UndeliveredReplies == 1, "the reply to nobody was not counted");
        await server.StopAsync();
        Assert.DoesNotContain(Node.List(), static name => name.StartsWith("desk.reply.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_that_end_in_whatever_way_leave_no_call_behind()
    {
        Serve(new() { OnQuote = static (quote, _) => quote.Count % 3 == 0 ? throw new InvalidOperationException() : new(new Price("", 1)) });
        IDesk asked = Ask();
        for (int i = 0; i < 300; i++)
        {
            using CancellationTokenSource cancellation = new();
            Task<Price> call = asked.QuoteAsync(new("A", i), cancellation.Token).AsTask();
            if (i % 2 == 0)
            {
                await cancellation.CancelAsync();
            }

            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await call;
                throw new TimeoutException();
            });
        }

        await Assert.ThrowsAsync<MqEncodeException>(() => asked.FindAsync(null!));
        Assert.Equal(0, asked.Counters.PendingRequests);
    }

    [Fact]
    public async Task A_reply_queue_that_cannot_be_made_is_an_error_of_the_request_and_the_next_one_tries_again()
    {
        await using MqNode node = MqNode.Create(static options => options.UseInProcess(static host => host.Host = new() { MaxQueues = 2 }));
        IDesk asked = node.Open<IDesk>();
        using (MqByteChannel other = node.OpenBytes("other"))
        {
            MqLimitException error = await Assert.ThrowsAsync<MqLimitException>(() => asked.ResetAsync());
            Assert.StartsWith("desk.reply.", error.Queue, StringComparison.Ordinal);
            await Assert.ThrowsAsync<MqLimitException>(async () => await asked.WatchAsync(new("A", 1)).GetAsyncEnumerator().MoveNextAsync());
            Assert.Equal((0, 0), (asked.GetAttributes().Count, asked.Counters.PendingRequests));
        }

        node.Delete("other");
        await using MqConsumer server = node.StartServer<IDesk>(new Desk());
        Assert.Equal(new Price("A", 1), await asked.FindAsync("A"));
    }

    [Fact]
    public async Task A_reply_queue_that_somebody_removes_ends_the_calls_that_wait_and_the_next_one_makes_another()
    {
        IDesk asked = Ask();
        Task waiting = asked.ResetAsync();
        string queue = Node.List().Single(static name => name.StartsWith("desk.reply.", StringComparison.Ordinal));
        Assert.True(Node.Delete(queue));
        MqException error = await Assert.ThrowsAsync<MqException>(() => waiting.WaitAsync(Patience));
        Assert.IsType<MqQueueRemovedException>(error.InnerException);
        Serve(new());
        Assert.Equal(new Price("A", 1), await asked.FindAsync("A").WaitAsync(Patience));
        Assert.Equal(0, asked.Counters.PendingRequests);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData((long)uint.MaxValue + 1)]
    public async Task A_timeout_that_cannot_be_is_refused(long milliseconds) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ask().TickAsync(default, TimeSpan.FromMilliseconds(milliseconds)).AsTask());

    [Fact]
    public async Task A_timeout_of_zero_sends_nothing()
    {
        IDesk asked = Ask();
        await Assert.ThrowsAsync<TimeoutException>(() => asked.TickAsync(default, TimeSpan.Zero).AsTask());
        Assert.Equal(0, asked.GetAttributes().Count);
    }

    /// <summary>The system's clock, or one that a test advances.</summary>
    private sealed class Switch(EndTests test) : TimeProvider
    {
        public override long TimestampFrequency => test._usesClock ? test._clock.TimestampFrequency : System.TimestampFrequency;

        public override long GetTimestamp() => test._usesClock ? test._clock.GetTimestamp() : System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => test._usesClock ? test._clock.GetUtcNow() : System.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => test._usesClock
            ? test._clock.CreateTimer(callback, state, dueTime, period)
            : System.CreateTimer(callback, state, dueTime, period);
    }
}
