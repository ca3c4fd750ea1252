using System.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>Waiters are completed exactly once, in order, and never on the thread that signals.</summary>
public class WaiterQueueTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Whoever_signals_all_after_a_change_reaches_those_who_have_not_seen_it()
    {
        // Two threads, one store and one load each: without a fence in between, both look too early some ten times a second.
        const int Rounds = 5_000_000;
        MqWaiterQueue queue = new();
        int changed = 0, round = 0, signalled = 0;
        Thread signaller = new(() =>
        {
            for (int i = 1; i <= Rounds; i++)
            {
                while (Volatile.Read(ref round) < i)
                {
                }

                if (Volatile.Read(ref round) > Rounds)
                {
                    return;
                }

                Thread.SpinWait(i % 32);
                Volatile.Write(ref changed, 1);
                queue.SignalAll();
                Volatile.Write(ref signalled, i);
            }
        })
        { IsBackground = true };
        signaller.Start();
        int lost = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 1; i <= Rounds && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3); i++)
        {
            Volatile.Write(ref changed, 0);
            Volatile.Write(ref round, i);
            Thread.SpinWait(i / 32 % 32);
            ValueTask wait = queue.WaitAsync(default);
            if (Volatile.Read(ref changed) == 1)
            {
                queue.SignalAll();
            }

            while (Volatile.Read(ref signalled) < i)
            {
            }

            if (!wait.IsCompleted)
            {
                lost++;
                queue.SignalAll();
            }

            await wait;
        }

        Volatile.Write(ref round, int.MaxValue);
        signaller.Join();
        Assert.Equal(0, lost);
    }

    [Fact]
    public async Task Waiters_are_signalled_in_the_order_of_their_arrival()
    {
        MqWaiterQueue queue = new();
        Task[] waiters = Wait(queue, 5);
        for (int i = 0; i < waiters.Length; i++)
        {
            Assert.Equal(5 - i, queue.Count);
            Assert.All(waiters[i..], waiter => Assert.False(waiter.IsCompleted));
            Assert.True(queue.SignalOne());
            await waiters[i].WaitAsync(Bound);
        }

        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_signal_without_a_waiter_is_not_kept()
    {
        MqWaiterQueue queue = new();
        Assert.False(queue.SignalOne());
        queue.SignalAll();
        Task waiter = Wait(queue);
        Assert.Equal(1, queue.Count);
        Assert.True(queue.SignalOne());
        await waiter.WaitAsync(Bound);
    }

    [Fact]
    public void A_token_that_is_cancelled_already_never_waits()
    {
        MqWaiterQueue queue = new();
        Assert.True(Wait(queue, new CancellationToken(canceled: true)).IsCanceled);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_cancelled_waiter_leaves_the_others_in_order()
    {
        MqWaiterQueue queue = new();
        using CancellationTokenSource source = new();
        Task first = Wait(queue);
        Task second = Wait(queue, source.Token);
        Task third = Wait(queue);

        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(Bound))).CancellationToken);
        Assert.Equal(2, queue.Count);

        Assert.True(queue.SignalOne());
        await first.WaitAsync(Bound);
        Assert.False(third.IsCompleted);
        Assert.True(queue.SignalOne());
        await third.WaitAsync(Bound);
    }

    [Fact]
    public async Task A_token_cancelled_after_the_signal_changes_nothing()
    {
        MqWaiterQueue queue = new();
        using CancellationTokenSource source = new();
        Task waiter = Wait(queue, source.Token);
        Assert.True(queue.SignalOne());
        await source.CancelAsync();
        await waiter.WaitAsync(Bound);
    }

    [Fact]
    public async Task The_token_of_an_earlier_wait_does_not_touch_the_reused_waiter()
    {
        MqWaiterQueue queue = new();
        using CancellationTokenSource earlier = new();
        Task first = Wait(queue, earlier.Token);
        queue.SignalOne();
        await first.WaitAsync(Bound);

        Task second = Wait(queue);
        await earlier.CancelAsync();
        Assert.Equal(1, queue.Count);
        Assert.True(queue.SignalOne());
        await second.WaitAsync(Bound);
    }

    [Fact]
    public async Task SignalAll_completes_everyone()
    {
        MqWaiterQueue queue = new();
        Task[] waiters = Wait(queue, 100);
        queue.SignalAll();
        Assert.Equal(0, queue.Count);
        await Task.WhenAll(waiters).WaitAsync(Bound);
    }

    [Fact]
    public async Task FailAll_gives_everyone_an_error_of_their_own()
    {
        MqWaiterQueue queue = new();
        Task[] waiters = Wait(queue, 10);
        queue.FailAll(() => new MqQueueRemovedException("orders"));
        Assert.Equal(0, queue.Count);

        HashSet<Exception> errors = [];
        foreach (Task waiter in waiters)
        {
            Assert.True(errors.Add(await Assert.ThrowsAsync<MqQueueRemovedException>(() => waiter.WaitAsync(Bound))));
        }

        // A failed waiter is as good as new.
        Task next = Wait(queue);
        Assert.True(queue.SignalOne());
        await next.WaitAsync(Bound);
    }

    [Fact]
    public async Task A_continuation_runs_on_the_pool_and_never_on_the_signalling_thread()
    {
        MqWaiterQueue queue = new();
        Task<(int Id, bool OnPool)> waiting = Task.Run(async () =>
        {
            await queue.WaitAsync(CancellationToken.None);
            return (Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread);
        });
        Assert.True(SpinWait.SpinUntil(() => queue.Count == 1, Bound));

        int signaller = 0;
        Thread thread = new(() =>
        {
            signaller = Environment.CurrentManagedThreadId;
            queue.SignalOne();
        });
        thread.Start();
        thread.Join();

        (int id, bool onPool) = await waiting.WaitAsync(Bound);
        Assert.NotEqual(signaller, id);
        Assert.True(onPool);
    }

    [Fact]
    public async Task A_wait_that_is_awaited_twice_or_too_early_is_an_error_and_harms_nobody_else()
    {
        MqWaiterQueue queue = new();
        ValueTask wrong = queue.WaitAsync(CancellationToken.None);
        Assert.Throws<InvalidOperationException>(() => wrong.GetAwaiter().GetResult());
        queue.SignalOne();
        await wrong;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await wrong);

        Task[] others = Wait(queue, 2);
        Assert.Equal(2, queue.Count);
        Assert.True(queue.SignalOne());
        Assert.True(queue.SignalOne());
        await Task.WhenAll(others).WaitAsync(Bound);
    }

    [Fact]
    public async Task Cancelling_and_signalling_at_once_completes_every_waiter_exactly_once()
    {
        MqWaiterQueue queue = new();
        const int Waiters = 1_000;
        for (int round = 0; round < 100; round++)
        {
            CancellationTokenSource[] sources = [.. Enumerable.Range(0, Waiters).Select(_ => new CancellationTokenSource())];
            Task[] waiters = [.. sources.Select(source => Wait(queue, source.Token))];
            int signalled = 0;
            Task cancelling = Task.Run(() => Array.ForEach(sources, source => source.Cancel()));
            Task signalling = Task.Run(() =>
            {
                while (queue.SignalOne())
                {
                    signalled++;
                }
            });
            await Task.WhenAll(cancelling, signalling).WaitAsync(Bound);
            await Task.WhenAll(waiters).WaitAsync(Bound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

            Assert.Equal(signalled, waiters.Count(waiter => waiter.IsCompletedSuccessfully));
            Assert.Equal(Waiters - signalled, waiters.Count(waiter => waiter.IsCanceled));
            Assert.Equal(0, queue.Count);
            Array.ForEach(sources, source => source.Dispose());
        }
    }

    [Fact]
    public async Task Waiting_under_a_token_that_is_being_cancelled_always_ends()
    {
        // Registration, cancellation and signal meet in every order: waiters come while both others are under way.
        MqWaiterQueue queue = new();
        CancellationTokenSource? current = null;
        bool done = false;
        Task cancelling = Task.Run(() =>
        {
            while (!Volatile.Read(ref done))
            {
                Interlocked.Exchange(ref current, null)?.Cancel();
                Thread.Yield();
            }
        });
        Task signalling = Task.Run(() =>
        {
            while (!Volatile.Read(ref done))
            {
                queue.SignalOne();
                Thread.Yield();
            }
        });
        Task waiting = Task.Run(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                CancellationTokenSource source = new();
                Volatile.Write(ref current, source);
                try
                {
                    await queue.WaitAsync(source.Token);
                }
                catch (OperationCanceledException error)
                {
                    // An earlier token's callback that is late must not end this wait.
                    Assert.True(source.IsCancellationRequested);
                    Assert.Equal(source.Token, error.CancellationToken);
                }
            }
        });
        try
        {
            await waiting.WaitAsync(Bound);
        }
        finally
        {
            Volatile.Write(ref done, true);
            await Task.WhenAll(cancelling, signalling);
        }

        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_waiter_that_comes_first_and_looks_afterwards_misses_no_signal()
    {
        // The one who signals changes the condition first; if the change could be seen after the look at the count, both would miss each other.
        MqWaiterQueue queue = new();
        const int Rounds = 10_000;
        int condition = 0;
        int arrivedSignaller = 0;
        int arrivedWaiter = 0;
        bool found = false;
        int missed = 0;

        void Meet(ref int mine, ref int other, int round)
        {
            SpinWait spinner = default;
            Volatile.Write(ref mine, round);
            while (Volatile.Read(ref other) < round)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }

        Task signalling = Task.Run(() =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                Meet(ref arrivedSignaller, ref arrivedWaiter, 2 * round);
                for (int delay = round % 256; delay > 0; delay--)
                {
                    Volatile.Read(ref arrivedWaiter);
                }

                Volatile.Write(ref condition, round);
                found = queue.SignalOne();
                Meet(ref arrivedSignaller, ref arrivedWaiter, (2 * round) + 1);
            }
        });
        Task waiting = Task.Run(() =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                Meet(ref arrivedWaiter, ref arrivedSignaller, 2 * round);
                Task waiter = Wait(queue);
                bool seen = Volatile.Read(ref condition) == round;
                Meet(ref arrivedWaiter, ref arrivedSignaller, (2 * round) + 1);
                missed += seen || found ? 0 : 1;
                queue.SignalAll();
            }
        });
        await Task.WhenAll(signalling, waiting).WaitAsync(Bound);
        Assert.Equal(0, missed);
    }

    [Fact]
    [Trait("Accepts", "R11")]
    public void Waiting_allocates_nothing_once_as_many_waiters_exist_as_wait_at_once()
    {
        MqWaiterQueue queue = new();
        using CancellationTokenSource source = new();
        ValueTask[] waiters = new ValueTask[4];
        Assert.Equal(0, Garbage.Of(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                for (int w = 0; w < waiters.Length; w++)
                {
                    waiters[w] = queue.WaitAsync(w % 2 == 0 ? CancellationToken.None : source.Token);
                }

                queue.SignalAll();
                foreach (ValueTask waiter in waiters)
                {
                    TakeResult(waiter);
                }
            }
        }));
    }

    private static Task Wait(MqWaiterQueue queue, CancellationToken cancellationToken = default) => queue.WaitAsync(cancellationToken).AsTask();

    private static Task[] Wait(MqWaiterQueue queue, int count) => [.. Enumerable.Range(0, count).Select(_ => Wait(queue))];

    private static void TakeResult(ValueTask completed)
    {
        if (!completed.IsCompleted)
        {
            throw new InvalidOperationException("A signalled waiter is not completed.");
        }

        completed.GetAwaiter().GetResult();
    }
}
