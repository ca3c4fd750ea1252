using TypedMq.Tests.InProcess;

namespace TypedMq.Tests.Consumers;

public sealed class RetryTests : ConsumerTest
{
    private readonly ManualClock _clock = new();
    private readonly MqNode _node;
    private readonly IJobs _jobs;

    public RetryTests()
    {
        _node = NewNode(options => options.Clock = _clock);
        _jobs = _node.Open<IJobs>();
    }

    [Fact]
    public async Task A_message_that_fails_is_tried_again_after_waits_that_double()
    {
        List<(int Attempt, DateTimeOffset At)> attempts = [];
        Seen done = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>((job, context, _) =>
            {
                attempts.Add((context.Attempt, _clock.GetUtcNow()));
                if (context.Attempt < 5)
                {
                    throw new InvalidOperationException("not yet");
                }

                done.Add(job.Number);
                return ValueTask.CompletedTask;
            }),
            options => (options.MaxAttempts, options.Backoff, options.MaxBackoff) = (5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)));
        _jobs.Send(new(7));
        foreach (int seconds in (int[])[1, 2, 3, 3])
        {
            _clock.WaitForTimers(1);
            _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            _clock.WaitForTimers(1);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([7], done.WaitFor(1));
        Assert.Equal([1, 2, 3, 4, 5], attempts.Select(attempt => attempt.Attempt));
        Assert.Equal([1, 2, 3, 3], attempts.Zip(attempts.Skip(1), (first, second) => (int)(second.At - first.At).TotalSeconds));
        await consumer.StopAsync();
        Assert.Equal(new MqConsumerCounters(1, 4, 0, 0, 0, 0), consumer.Counters);
    }

    [Fact]
    public async Task Others_wait_behind_a_message_that_is_tried_again()
    {
        List<int> order = [];
        Seen done = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>((job, context, _) =>
            {
                order.Add(job.Number);
                if (job.Number == 1 && context.Attempt == 1)
                {
                    throw new InvalidOperationException("not yet");
                }

                done.Add(job.Number);
                return ValueTask.CompletedTask;
            }));
        _jobs.Send(new(1));
        _jobs.Send(new(2));
        _clock.WaitForTimers(1);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([1, 2], done.WaitFor(2));
        Assert.Equal([1, 1, 2], order);
    }

    [Fact]
    public async Task Each_attempt_gets_the_message_anew()
    {
        List<Job> messages = [];
        Seen done = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>((job, context, _) =>
            {
                messages.Add(job);
                if (context.Attempt == 1)
                {
                    throw new InvalidOperationException("not yet");
                }

                done.Add(job.Number);
                return ValueTask.CompletedTask;
            }),
            options => options.Backoff = TimeSpan.Zero);
        _jobs.Send(new(1));
        done.WaitFor(1);
        Assert.Equal(messages[0], messages[1]);
        Assert.NotSame(messages[0], messages[1]);
    }

    [Fact]
    public async Task Earlier_deliveries_count_as_attempts()
    {
        _jobs.Send(new(1));
        for (int i = 0; i < 2; i++)
        {
            await foreach (Job job in _jobs.ReceiveAllAsync())
            {
                // Leaving the loop abandons it.
                break;
            }
        }

        TaskCompletionSource<MqContext> context = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>((_, given, _) =>
            {
                context.TrySetResult(given);
                throw new InvalidOperationException("no");
            }),
            options => options.MaxAttempts = 3);
        MqContext first = await context.Task.WaitAsync(Patience);
        Assert.Equal((3, true, 1), (first.DeliveryCount, first.Redelivered, first.Attempt));
        await consumer.StopAsync();
        Assert.Equal(new MqConsumerCounters(0, 1, 1, 0, 0, 0), consumer.Counters);
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Equal(3, letter.Attempts);
    }

    [Fact]
    public async Task A_message_that_was_delivered_too_often_is_not_tried_at_all()
    {
        _jobs.Send(new(1));
        for (int i = 0; i < 2; i++)
        {
            await foreach (Job job in _jobs.ReceiveAllAsync())
            {
                break;
            }
        }

        _jobs.Send(new(2));
        Seen seen = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(Handle<Job>(job => seen.Add(job.Number)), options => options.MaxAttempts = 2);
        Assert.Equal([2], seen.WaitFor(1));
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Contains("delivered 2 times", letter.Reason, StringComparison.Ordinal);
    }
}
