using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Waiting;

/// <summary>Asynchronous waits on a queue of the kernel: no thread each, no lost wake-up, no lost message.</summary>
public abstract class AsyncWaitTests(Func<MqTransportContext, MqTransport> make) : QueueTest(make)
{
    [Fact]
    public async Task An_awaited_message_wakes_its_receiver()
    {
        MqQueue queue = Open();
        for (byte i = 0; i < 100; i++)
        {
            Task wait = queue.WaitAsync(MqDirection.Receive, default).AsTask();
            Assert.False(wait.IsCompleted);
            TrySend(queue, [i]);
            await wait.WaitAsync(Bound);
            Assert.Equal(new[] { i }, TryReceive(queue));
        }
    }

    [Fact]
    public async Task Awaited_room_wakes_its_sender()
    {
        MqQueue queue = Open();
        Fill(queue);
        Task wait = queue.WaitAsync(MqDirection.Send, default).AsTask();
        Assert.False(wait.IsCompleted);
        TryReceive(queue);
        await wait.WaitAsync(Bound);
        Assert.True(TrySend(queue, [1]));
    }

    [Fact]
    public async Task What_is_there_already_ends_a_wait_in_either_direction_and_both_can_be_awaited_at_once()
    {
        MqQueue queue = Open();
        Task message = queue.WaitAsync(MqDirection.Receive, default).AsTask();
        await queue.WaitAsync(MqDirection.Send, default).AsTask().WaitAsync(Bound);
        Assert.False(message.IsCompleted);
        TrySend(queue, [1]);
        await message.WaitAsync(Bound);
        await queue.WaitAsync(MqDirection.Receive, default).AsTask().WaitAsync(Bound);
    }

    [Fact]
    public async Task Cancelling_ends_one_wait_and_the_others_go_on()
    {
        MqQueue queue = Open();
        using CancellationTokenSource source = new();
        Task cancelled = queue.WaitAsync(MqDirection.Receive, source.Token).AsTask();
        Task other = queue.WaitAsync(MqDirection.Receive, default).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Bound));
        Assert.False(other.IsCompleted);
        TrySend(queue, [1]);
        await other.WaitAsync(Bound);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.WaitAsync(MqDirection.Receive, source.Token).AsTask());
    }

    [Fact]
    public async Task Disposing_a_handle_fails_those_who_await_it_and_no_others()
    {
        MqQueue queue = Open();
        MqQueue other = Open();
        Task[] waits = [.. Enumerable.Range(0, 10).Select(_ => queue.WaitAsync(MqDirection.Receive, default).AsTask())];
        Task elsewhere = other.WaitAsync(MqDirection.Receive, default).AsTask();
        queue.Dispose();
        foreach (Task wait in waits)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.WaitAsync(Bound));
        }

        Assert.False(elsewhere.IsCompleted);
        TrySend(other, [1]);
        await elsewhere.WaitAsync(Bound);
    }

    [Fact]
    public async Task Handles_that_come_and_go_while_they_are_awaited_never_hang()
    {
        for (int round = 0; round < 300; round++)
        {
            MqQueue queue = Transport.Open(Options());
            Task wait = queue.WaitAsync(MqDirection.Receive, default).AsTask();
            Task send = Task.Run(() =>
            {
                using MqQueue other = Transport.Open(Options());
                TrySend(other, [1]);
            });
            queue.Dispose();
            try
            {
                await wait.WaitAsync(Bound);
            }
            catch (ObjectDisposedException)
            {
            }

            await send;
            Transport.Delete(queue.Name);
        }
    }

    [Fact]
    [Trait("Accepts", "P46")]
    public async Task Many_who_await_one_handle_and_cancel_at_random_receive_every_message_once()
    {
        const int Messages = 5000;
        MqQueue queue = Open();
        ConcurrentQueue<int> received = new();
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource end = new();
        Task[] receivers = [.. Enumerable.Range(0, 16).Select(seed => Task.Run(async () =>
        {
            Random random = new(seed);
            while (!end.IsCancellationRequested)
            {
                if (queue.TryReceive(out MqLease lease))
                {
                    received.Enqueue(BitConverter.ToInt32(lease.Payload));
                    queue.Complete(ref lease);
                    if (received.Count == Messages)
                    {
                        all.TrySetResult();
                    }

                    continue;
                }

                using CancellationTokenSource impatience = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
                if (random.Next(3) == 0)
                {
                    impatience.CancelAfter(TimeSpan.FromTicks(random.Next(20_000)));
                }

                try
                {
                    await queue.WaitAsync(MqDirection.Receive, impatience.Token);
                }
                catch (OperationCanceledException)
                {
                }
            }
        }))];
        Task[] senders = [.. Enumerable.Range(0, 2).Select(half => Task.Run(async () =>
        {
            for (int i = half; i < Messages; i += 2)
            {
                while (!TrySend(queue, BitConverter.GetBytes(i)))
                {
                    await queue.WaitAsync(MqDirection.Send, default);
                }
            }
        }))];

        await Task.WhenAll(senders).WaitAsync(Bound);
        await all.Task.WaitAsync(Bound);
        await end.CancelAsync();
        await Task.WhenAll(receivers).WaitAsync(Bound);
        Assert.Equal(Enumerable.Range(0, Messages), received.Order());
    }

    [Fact]
    public async Task An_asynchronous_wait_allocates_nothing()
    {
        MqQueue ping = Open(Options("ping"));
        MqQueue pong = Open(Options("pong"));
        await PingPong(ping, pong, 2000);

        // Other threads of the test host allocate now and then: the best of a few tries counts.
        long best = long.MaxValue;
        for (int attempt = 0; attempt < 5 && best > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await PingPong(ping, pong, 2000);
            best = Math.Min(best, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(best < 2000, $"{best} bytes in 4000 waits.");

        static async Task PingPong(MqQueue ping, MqQueue pong, int count)
        {
            Task echo = Echo(ping, pong, count);
            for (int i = 0; i < count; i++)
            {
                TrySend(ping, [1]);
                await Receive(pong);
            }

            await echo;
        }

        static async Task Echo(MqQueue from, MqQueue to, int count)
        {
            for (int i = 0; i < count; i++)
            {
                await Receive(from);
                TrySend(to, [1]);
            }
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        static async ValueTask Receive(MqQueue queue)
        {
            MqLease lease;
            do
            {
                await queue.WaitAsync(MqDirection.Receive, default).ConfigureAwait(false);
            }
            while (!queue.TryReceive(out lease));
            queue.Complete(ref lease);
        }
    }
}
