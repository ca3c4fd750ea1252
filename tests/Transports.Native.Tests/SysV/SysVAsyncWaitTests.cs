using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.SysV;

/// <summary>Asynchronous waits: no thread each, no lost wake-up, no lost message.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVAsyncWaitTests : SysVTest
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
    public async Task A_message_that_stays_wakes_one_waiter_after_the_other()
    {
        // Who is woken need not take the message: the next one must then hear of it.
        MqQueue queue = Open();
        Task[] waits = [.. Enumerable.Range(0, 100).Select(_ => queue.WaitAsync(MqDirection.Receive, default).AsTask())];
        TrySend(queue, [1]);
        await Task.WhenAll(waits).WaitAsync(Bound);
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

    [Fact]
    public async Task Awaited_senders_go_when_their_own_message_fits()
    {
        MqQueue queue = Open(Options() with { Capacity = 2, Envelope = MqEnvelopeMode.None });
        TrySend(queue, new byte[50], 1);
        TrySend(queue, new byte[100]);
        TrySend(queue, new byte[45]);
        Task large = SendAsync(new byte[100]);
        Task small = SendAsync(new byte[41]);
        Assert.False(small.IsCompleted);

        // 55 bytes: too little for the first, who has waited longer, and enough for the second.
        Assert.Equal(50, TryReceive(queue)!.Length);
        await small.WaitAsync(Bound);
        await Task.Yield();
        while (!large.IsCompleted)
        {
            TryReceive(queue);
            await Task.Yield();
        }

        async Task SendAsync(byte[] message)
        {
            while (!TrySend(queue, message))
            {
                await queue.WaitAsync(MqDirection.Send, default);
            }
        }
    }

    [Fact]
    public async Task Awaiting_one_priority_is_no_endless_trying_while_others_lie_there()
    {
        MqQueue queue = Open();
        TrySend(queue, [1], 1);
        int tries = 0;
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Task<byte[]> receive = Receive();
        Assert.Equal([1], TryReceive(queue));
        TrySend(queue, [2], 2);
        await queue.WaitAsync(MqDirection.Receive, default).AsTask().WaitAsync(Bound);
        TrySend(queue, [7], 7);
        Assert.Equal([7], await receive.WaitAsync(Bound));
        Assert.InRange(tries, 1, 10 + (System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds / 2));
        Assert.Equal([2], TryReceive(queue));

        async Task<byte[]> Receive()
        {
            byte[]? payload;
            while ((payload = TryReceive(queue, MqSelection.Exactly(7))) is null)
            {
                tries++;
                await queue.WaitAsync(MqSelection.Exactly(7), default);
            }

            return payload;
        }
    }

    [Fact]
    public async Task Who_awaits_one_priority_tries_once_in_five_milliseconds_while_others_lie_there()
    {
        MqQueue queue = Open();
        TrySend(queue, [1], 1);
        using CancellationTokenSource end = new();
        Task<int> receive = CountTries();
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        end.CancelAfter(500);
        int tries = await receive.WaitAsync(Bound);
        Assert.InRange(tries, 2, 5 + (System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds / 4));

        async Task<int> CountTries()
        {
            for (int tries = 1; ; tries++)
            {
                Assert.Null(TryReceive(queue, MqSelection.Exactly(7)));
                try
                {
                    await queue.WaitAsync(MqSelection.Exactly(7), end.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return tries;
                }
            }
        }
    }

    [Fact]
    public async Task A_queue_that_is_first_awaited_while_others_are_looked_at_is_looked_at_too()
    {
        for (int round = 0; round < 30; round++)
        {
            // The look that wakes thousands takes a while. The first of them awaits another queue; none comes back.
            MqQueue busy = Open(Options($"busy{round}"));
            MqQueue late = Open(Options($"late{round}"));
            Task[] waits = [.. Enumerable.Range(0, 3000).Select(_ => busy.WaitAsync(MqSelection.Exactly(7), default).AsTask())];
            Task<Task> message = waits[0].ContinueWith(
                _ => late.WaitAsync(MqDirection.Receive, default).AsTask(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            SendRaw(IdOf(busy), 5, 1);
            await Task.WhenAll(waits).WaitAsync(Bound);
            Task wait = await message;
            SendRaw(IdOf(late), 5, 1);
            await wait.WaitAsync(Bound);
            busy.Dispose();
            late.Dispose();
        }
    }

    [Fact]
    public async Task Awaited_messages_and_room_of_foreign_programs_are_noticed()
    {
        MqQueue queue = Open(MqEnvelopeMode.None);
        Task message = queue.WaitAsync(MqDirection.Receive, default).AsTask();
        SendRaw(IdOf(queue), 5, 1);
        await message.WaitAsync(Bound);
        Assert.Equal([1], TryReceive(queue));

        // Again after a while in which nobody waited, so that nobody looked.
        message = queue.WaitAsync(MqDirection.Receive, default).AsTask();
        SendRaw(IdOf(queue), 5, 1);
        await message.WaitAsync(Bound);
        Fill(queue);
        Task room = queue.WaitAsync(MqDirection.Send, default).AsTask();
        Assert.False(room.IsCompleted);
        ReceiveRaw(IdOf(queue));
        await room.WaitAsync(Bound);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Accepts", "V50")]
    public async Task Removal_fails_all_who_await_the_queue_with_one_error(bool byId)
    {
        MqQueue queue = Open();
        MqQueue other = Open();
        Task[] waits = [.. Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? queue : other).WaitAsync(MqDirection.Receive, default).AsTask())];
        if (byId)
        {
            Interop.SystemVCalls.RemoveQueue(IdOf(queue));
        }
        else
        {
            Assert.True(Transport.Delete(Name()));
        }

        foreach (Task wait in waits)
        {
            await Assert.ThrowsAsync<MqQueueRemovedException>(() => wait.WaitAsync(Bound));
        }

        await Assert.ThrowsAsync<MqQueueRemovedException>(() => queue.WaitAsync(MqDirection.Send, default).AsTask().WaitAsync(Bound));
    }

    [SkippableFact]
    public void Three_hundred_awaited_queues_cost_four_threads_and_are_cancelled_within_a_second()
    {
        ChildProcess.SkipWithoutNamespaces();
        DirectoryInfo root = Directory.CreateTempSubdirectory("typedmq-tests-");
        try
        {
            Assert.Equal(["4 0", "300 True", "True"], ChildProcess.Run(root.FullName, ChildProcess.InOwnNamespace, "sysv", "await", "300"));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
