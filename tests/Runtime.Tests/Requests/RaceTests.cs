namespace TypedMq.Tests.Requests;

/// <summary>However replies, deadlines, tokens and the end of the channel meet: each call ends once, and by nothing that was for another one.</summary>
public sealed class RaceTests : RequestTest
{
    [Fact]
    public async Task Replies_meet_deadlines_and_tokens_and_none_goes_to_another_call()
    {
        const int Callers = 8;
        const int Calls = 1500;
        Serve(new() { OnQuote = static (quote, _) => new(new Price(quote.Symbol, quote.Count)) }, static options => options.Concurrency = 2);
        IDesk asked = Ask(static options => options.RequestTimeout = TimeSpan.FromMilliseconds(3));
        IDesk patient = Ask();
        int[] ends = new int[3];
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            Random random = new(caller);
            for (int i = 0; i < Calls; i++)
            {
                int id = (caller * Calls) + i;
                using CancellationTokenSource cancellation = new();
                IDesk desk = i % 3 == 0 ? asked : patient;
                ValueTask<Price> call = desk.QuoteAsync(new("A", id), cancellation.Token);
                Task? cancelled = null;
                if (i % 2 == 0)
                {
                    cancelled = Task.Run(() =>
                    {
                        Thread.SpinWait(random.Next(2000));
                        cancellation.Cancel();
                    });
                }

                try
                {
                    Assert.Equal(id, (await call).Value);
                    Interlocked.Increment(ref ends[0]);
                }
                catch (OperationCanceledException error)
                {
                    Assert.Equal(cancellation.Token, error.CancellationToken);
                    Interlocked.Increment(ref ends[1]);
                }
                catch (TimeoutException)
                {
                    Assert.Same(asked, desk);
                    Interlocked.Increment(ref ends[2]);
                }

                await (cancelled ?? Task.CompletedTask);
            }
        }))).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(Callers * Calls, ends.Sum());
        Assert.Equal((0, 0), (asked.Counters.PendingRequests, patient.Counters.PendingRequests));
    }

    [Fact]
    public async Task The_end_of_a_channel_meets_its_calls_and_each_of_them_ends()
    {
        Serve(new(), static options => options.Concurrency = 2);
        for (int round = 0; round < 100; round++)
        {
            IDesk asked = Ask();
            Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (true)
                {
                    await asked.CountAsync();
                    await foreach (Price price in asked.WatchAsync(new("A", 2)))
                    {
                    }
                }
            }))];
            await asked.CountAsync();
            Thread.SpinWait(round * 1000);
            asked.Dispose();
            foreach (Task caller in callers)
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => caller.WaitAsync(Patience));
            }

            Assert.Equal(0, asked.Counters.PendingRequests);
        }
    }

    [Fact]
    public async Task Who_goes_on_where_the_reply_was_received_may_block_ask_throw_and_close_the_channel()
    {
        Serve(new(), static options => options.Concurrency = 2);
        IDesk asked = Ask();
        List<Task> all = [];
        for (int i = 0; i < 6; i++)
        {
            all.Add(Task.Run(async () =>
            {
                await asked.CountAsync().ConfigureAwait(false);

                // On the thread of the reply, now and then.
                Assert.Equal(1.5m, asked.Quote(new("A", 1), Patience).Value);
                asked.CountAsync().AsTask().Wait(Patience);
                await asked.CountAsync().ConfigureAwait(false);
                throw new InvalidOperationException("the caller's own");
            }));
        }

        foreach (Task task in all)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => task.WaitAsync(Patience));
        }

        await Task.Run(async () =>
        {
            await asked.CountAsync().ConfigureAwait(false);
            asked.Dispose();
        });
        await Assert.ThrowsAsync<ObjectDisposedException>(() => asked.CountAsync().AsTask());
    }

    [Fact]
    public async Task A_caller_whose_context_does_not_flow_is_answered_too()
    {
        Serve(new());
        IDesk asked = Ask();
        Task<int> call;
        using (ExecutionContext.SuppressFlow())
        {
            call = asked.CountAsync().AsTask();
        }

        Assert.Equal(0, await call.WaitAsync(Patience));
    }
}
