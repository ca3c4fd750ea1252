using TypedMq.Tests.InProcess;

namespace TypedMq.Tests.Consumers;

public sealed class StopTests : ConsumerTest
{
    private readonly ManualClock _clock = new();
    private readonly MqNode _node;
    private readonly IJobs _jobs;

    public StopTests()
    {
        _node = NewNode(options => options.Clock = _clock);
        _jobs = _node.Open<IJobs>();
    }

    [Fact]
    public async Task Stopping_lets_a_running_handler_end_and_leaves_the_rest_in_the_queue()
    {
        TaskCompletionSource entered = new(), release = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(Handle<Job>(async (_, _, _) =>
        {
            entered.TrySetResult();
            await release.Task;
        }));
        for (int i = 0; i < 5; i++)
        {
            _jobs.Send(new(i));
        }

        await entered.Task.WaitAsync(Patience);
        Task stop = consumer.StopAsync();
        Assert.False(stop.IsCompleted);
        Assert.False(consumer.IsRunning);
        release.SetResult();
        await stop.WaitAsync(Patience);
        Assert.Equal(new MqConsumerCounters(1, 0, 0, 0, 0, 0), consumer.Counters);
        Assert.Equal([1, 2, 3, 4], Rest());
    }

    [Fact]
    public async Task After_the_shutdown_timeout_handlers_are_cancelled_and_their_messages_come_again()
    {
        TaskCompletionSource entered = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>(async (_, _, cancellationToken) =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }),
            options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        _jobs.Send(new(1));
        _jobs.Send(new(2));
        await entered.Task.WaitAsync(Patience);
        Task stop = consumer.StopAsync();
        _clock.WaitForTimers(1);
        _clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.False(stop.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await stop.WaitAsync(Patience);
        Assert.Equal(new MqConsumerCounters(0, 0, 0, 1, 0, 0), consumer.Counters);
        Assert.Equal([1, 2], Rest());
    }

    [Fact]
    public async Task A_stop_that_is_itself_cancelled_cancels_handlers_at_once()
    {
        TaskCompletionSource entered = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(Handle<Job>(async (_, _, cancellationToken) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }));
        _jobs.Send(new(1));
        await entered.Task.WaitAsync(Patience);
        await consumer.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        Assert.Equal([1], Rest());
    }

    [Fact]
    public async Task A_handler_that_does_not_end_loses_its_message_to_others_and_what_it_does_later_has_no_effect()
    {
        TaskCompletionSource entered = new(), release = new(), left = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(Handle<Job>(async (_, _, _) =>
        {
            entered.TrySetResult();
            await release.Task;
            left.SetResult();
        }));
        _jobs.Send(new(1));
        await entered.Task.WaitAsync(Patience);
        await consumer.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        Assert.Equal([1], Rest());

        release.SetResult();
        await left.Task.WaitAsync(Patience);
        Assert.Equal(new MqConsumerCounters(0, 0, 0, 1, 0, 0), consumer.Counters);
    }

    [Fact]
    public async Task A_message_that_waits_for_its_next_attempt_is_given_back_at_once()
    {
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>(_ => throw new InvalidOperationException("not yet")),
            options => options.Backoff = TimeSpan.FromMinutes(1));
        _jobs.Send(new(1));
        _clock.WaitForTimers(1);
        await consumer.StopAsync().WaitAsync(Patience);
        Assert.Equal([1], Rest());
    }

    [Fact]
    public async Task Where_delivery_is_at_most_once_a_cancelled_message_goes_to_the_dead_letters()
    {
        TaskCompletionSource entered = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>(async (_, _, cancellationToken) =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }),
            null,
            channel => channel.Delivery = MqDelivery.AtMostOnce);
        _jobs.Send(new(1));
        await entered.Task.WaitAsync(Patience);
        await consumer.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        Assert.Empty(Rest());
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Contains("stopped", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_neither_the_queue_nor_the_dead_letters_take_is_counted_as_lost()
    {
        using MqByteChannel full = _node.OpenBytes("jobs.dead", options => (options.Capacity, options.Envelope) = (1, MqEnvelopeMode.Standard));
        full.Send([1]);
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>(_ => throw new MqDeadLetterException("no")),
            null,
            channel => channel.Delivery = MqDelivery.AtMostOnce);
        _jobs.Send(new(1));
        _clock.WaitForTimers(1);
        await consumer.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        Assert.Equal(new MqConsumerCounters(0, 1, 0, 0, 1, 0), consumer.Counters);
    }

    [Fact]
    public async Task Disposing_the_node_asynchronously_stops_its_consumers_first()
    {
        TaskCompletionSource entered = new(), release = new();
        MqConsumer consumer = _node.StartHandler<IJobs>(Handle<Job>(async (_, _, _) =>
        {
            entered.TrySetResult();
            await release.Task;
        }));
        _jobs.Send(new(1));
        await entered.Task.WaitAsync(Patience);
        Task disposal = _node.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        release.SetResult();
        await disposal.WaitAsync(Patience);
        Assert.Equal(1, consumer.Counters.Handled);
    }

    [Fact]
    public async Task Whoever_loses_patience_later_cancels_handlers_too()
    {
        TaskCompletionSource entered = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>(async (_, _, cancellationToken) =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }),
            options => options.ShutdownTimeout = TimeSpan.FromDays(1));
        _jobs.Send(new(1));
        await entered.Task.WaitAsync(Patience);
        Task patient = consumer.StopAsync();
        Assert.False(patient.IsCompleted);
        await consumer.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        await patient.WaitAsync(Patience);
        Assert.Equal(1, consumer.Counters.Abandoned);
    }

    [Fact]
    public async Task Disposing_the_node_at_once_cancels_handlers_and_tries_nothing_again()
    {
        MqNode node = NewNode();
        IJobs jobs = node.Open<IJobs>();
        TaskCompletionSource entered = new(), cancelled = new();
        int attempts = 0;
        MqConsumer consumer = node.StartHandler<IJobs>(
            Handle<Job>(async (_, _, cancellationToken) =>
            {
                attempts++;
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => cancelled.TrySetResult(), TaskScheduler.Default);
                throw new InvalidOperationException("no");
            }),
            options => (options.Backoff, options.DeadLetter) = (TimeSpan.Zero, false));
        jobs.Send(new(1));
        await entered.Task.WaitAsync(Patience);
        node.Dispose();
        await cancelled.Task.WaitAsync(Patience);
        await consumer.StopAsync().WaitAsync(Patience);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task A_removed_queue_ends_the_consumer_which_says_so()
    {
        await using MqConsumer consumer = _node.StartHandler<IJobs>(Handle<Job>(_ => { }));
        Assert.True(consumer.IsRunning);
        _node.Delete("jobs");
        using CancellationTokenSource patience = new(Patience);
        while (consumer.IsRunning)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await consumer.StopAsync().WaitAsync(Patience);
    }

    private int[] Rest()
    {
        List<int> rest = [];
        while (_jobs.TryReceive(out Job? job))
        {
            rest.Add(job.Number);
        }

        return [.. rest];
    }
}
