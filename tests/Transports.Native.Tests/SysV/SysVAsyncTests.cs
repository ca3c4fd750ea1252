using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.SysV;

/// <summary>What System V queues add to asynchronous waits: bytes that count, choices, programs that ring no bell, removal.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVAsyncTests : SysVTest
{
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
