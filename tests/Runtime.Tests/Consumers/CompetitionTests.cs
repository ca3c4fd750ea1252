namespace TypedMq.Tests.Consumers;

/// <summary>Consumers that come and go while messages are sent: what is true of each message in the end.</summary>
public sealed class CompetitionTests : ConsumerTest
{
    private const int Messages = 3000;

    [Fact]
    public async Task Every_message_is_handled_or_kept_and_none_is_handled_twice_without_saying_so()
    {
        MqNode node = NewNode();
        IJobs jobs = node.Open<IJobs>();
        int[] handled = new int[Messages];
        int[] unannounced = new int[Messages];
        int left = Messages;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Handler<Job> handler = Handle<Job>(async (job, context, cancellationToken) =>
        {
            if (job.Number % 7 == 0)
            {
                await Task.Yield();
            }

            if (job.Number % 11 == 0 && context.DeliveryCount + context.Attempt == 2)
            {
                throw new InvalidOperationException("not yet");
            }

            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref unannounced[context.Redelivered ? 0 : job.Number]);
            if (Interlocked.Increment(ref handled[job.Number]) == 1 && Interlocked.Decrement(ref left) == 0)
            {
                all.SetResult();
            }
        });

        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Messages; i++)
            {
                await jobs.SendAsync(new(i));
            }
        });
        Task comingAndGoing = Task.Run(async () =>
        {
            while (!all.Task.IsCompleted)
            {
                await using MqConsumer consumer = node.StartHandler<IJobs>(handler, Configure);
                await Task.Yield();
            }
        });
        await using (MqConsumer consumer = node.StartHandler<IJobs>(handler, Configure))
        {
            await all.Task.WaitAsync(Patience);
            await sending;
            await comingAndGoing.WaitAsync(Patience);
        }

        Assert.All(handled, count => Assert.True(count >= 1));
        Assert.All(unannounced.Skip(1), count => Assert.True(count <= 1));
        Assert.False(jobs.TryReceive(out _));
        using MqDeadLetterQueue dead = node.OpenDeadLetters<IJobs>();
        Assert.Equal(0, dead.Count);

        static void Configure(MqHandlerOptions options) =>
            (options.Concurrency, options.Backoff, options.MaxAttempts, options.ShutdownTimeout) = (4, TimeSpan.Zero, 1_000_000, TimeSpan.Zero);
    }
}
