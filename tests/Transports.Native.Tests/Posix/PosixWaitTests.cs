using System.Diagnostics;
using System.Runtime.InteropServices;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Posix;

/// <summary>Blocking waits: each ends by what was waited for, the deadline, the token or disposal, and takes nothing.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixWaitTests : PosixTest
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    [Trait("Accepts", "G25")]
    [Trait("Accepts", "P27")]
    public async Task A_blocked_receiver_wakes_for_a_message()
    {
        MqQueue queue = Open();
        NativeThread receiver = new(() => Assert.True(queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default)));
        receiver.WaitUntilItPolls();
        TrySend(queue, [1]);
        await receiver.Completion;
        Assert.Equal([1], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "G25")]
    [Trait("Accepts", "P16")]
    public async Task A_blocked_sender_wakes_for_room()
    {
        MqQueue queue = Open();
        Fill(queue);
        NativeThread sender = new(() => Assert.True(queue.Wait(MqDirection.Send, MqDeadline.Infinite, default)));
        sender.WaitUntilItPolls();
        TryReceive(queue);
        await sender.Completion;
    }

    [Theory]
    [InlineData(MqDirection.Receive)]
    [InlineData(MqDirection.Send)]
    [Trait("Accepts", "G11")]
    [Trait("Accepts", "G12")]
    [Trait("Accepts", "P20")]
    public void A_wait_ends_at_its_deadline_never_before_and_hardly_after(MqDirection direction)
    {
        MqQueue queue = Open();
        if (direction == MqDirection.Send)
        {
            Fill(queue);
        }

        // A loaded machine may run us late, but not every time.
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 5 && best > Short + TimeSpan.FromMilliseconds(20); attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.False(queue.Wait(direction, MqDeadline.After(Short), default));
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Assert.True(elapsed >= Short, $"It ended after {elapsed}.");
            best = elapsed < best ? elapsed : best;
        }

        Assert.True(best <= Short + TimeSpan.FromMilliseconds(20), $"It ended after {best} at best.");
    }

    [Fact]
    [Trait("Accepts", "P18")]
    [Trait("Accepts", "P19")]
    [Trait("Accepts", "P28")]
    [Trait("Accepts", "P29")]
    public void A_deadline_that_has_passed_ends_the_wait_at_once_unless_there_is_something()
    {
        MqQueue queue = Open();
        Assert.False(queue.Wait(MqDirection.Receive, MqDeadline.Now, default));
        Assert.True(queue.Wait(MqDirection.Send, MqDeadline.Now, default));
        TrySend(queue, [1]);
        Assert.True(queue.Wait(MqDirection.Receive, MqDeadline.Now, default));
    }

    [Fact]
    [Trait("Accepts", "P21")]
    public async Task A_deadline_too_far_for_the_clock_is_waited_for()
    {
        MqQueue queue = Open();
        NativeThread receiver = new(() => Assert.True(queue.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.MaxValue - TimeSpan.FromTicks(1)), default)));
        receiver.WaitUntilItPolls();
        TrySend(queue, [1]);
        await receiver.Completion;
    }

    [Fact]
    public async Task Cancelling_ends_a_blocked_wait_and_the_next_wait_of_the_thread_waits_again()
    {
        MqQueue queue = Open();
        using CancellationTokenSource source = new();
        using CancellationTokenSource other = new();
        NativeThread receiver = new(() =>
        {
            OperationCanceledException error = Assert.Throws<OperationCanceledException>(() => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, source.Token));
            Assert.Equal(source.Token, error.CancellationToken);
            Assert.False(queue.Wait(MqDirection.Receive, MqDeadline.After(Short), other.Token));
        });
        receiver.WaitUntilItPolls();
        await source.CancelAsync();
        await receiver.Completion;
    }

    [Fact]
    public void A_token_that_is_cancelled_already_ends_the_wait_although_there_is_a_message()
    {
        MqQueue queue = Open();
        TrySend(queue, [1]);
        Assert.Throws<OperationCanceledException>(() => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, new CancellationToken(true)));
        Assert.Equal([1], TryReceive(queue));
    }

    [Theory]
    [InlineData(MqDirection.Receive)]
    [InlineData(MqDirection.Send)]
    public async Task Disposing_a_handle_wakes_all_who_block_on_it(MqDirection direction)
    {
        MqQueue queue = Open();
        Fill(queue);
        MqQueue waited = direction == MqDirection.Send ? queue : Open(Options("empty"));
        using CancellationTokenSource source = new();
        NativeThread[] threads = [.. Enumerable.Range(0, 4).Select(i => new NativeThread(() =>
            Assert.Throws<ObjectDisposedException>(() => waited.Wait(direction, MqDeadline.Infinite, i % 2 == 0 ? default : source.Token))))];
        foreach (NativeThread thread in threads)
        {
            thread.WaitUntilItPolls();
        }

        waited.Dispose();
        await Task.WhenAll(threads.Select(thread => thread.Completion));
    }

    [Fact]
    public async Task Disposing_while_others_use_the_handle_gives_them_a_message_or_an_error_but_never_another_queue()
    {
        // Descriptors are reused at once: whoever worked on a closed one would meet the bystander.
        MqQueue bystander = Open(Options("bystander"));
        for (int round = 0; round < 50; round++)
        {
            MqQueue queue = Open(Options("target"));
            NativeThread[] threads = [.. Enumerable.Range(0, 3).Select(i => new NativeThread(() =>
            {
                try
                {
                    while (true)
                    {
                        TrySend(queue, [1]);
                        TryReceive(queue);
                        queue.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.FromMilliseconds(1)), default);
                        queue.GetAttributes();
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            }))];
            Thread.Yield();
            queue.Dispose();
            using MqQueue reused = Transport.Open(Options("bystander"));
            await Task.WhenAll(threads.Select(thread => thread.Completion));
            Assert.Equal(0, bystander.GetAttributes().Count);
        }
    }

    [Fact]
    [Trait("Accepts", "G31")]
    public async Task Signals_do_not_end_a_wait_nor_make_it_longer()
    {
        const int SIGWINCH = 28;
        MqQueue queue = Open();
        using PosixSignalRegistration handler = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, static context => context.Cancel = true);
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 5 && best > Short + TimeSpan.FromMilliseconds(20); attempt++)
        {
            TimeSpan elapsed = TimeSpan.Zero;
            NativeThread receiver = new(() =>
            {
                long start = Stopwatch.GetTimestamp();
                Assert.False(queue.Wait(MqDirection.Receive, MqDeadline.After(Short), default));
                elapsed = Stopwatch.GetElapsedTime(start);
            });
            receiver.WaitUntilItPolls();
            while (!receiver.HasEnded)
            {
                receiver.Interrupt(SIGWINCH);
                Thread.Yield();
            }

            await receiver.Completion;
            Assert.True(elapsed >= Short, $"It ended after {elapsed}.");
            best = elapsed < best ? elapsed : best;
        }

        Assert.True(best <= Short + TimeSpan.FromMilliseconds(20), $"It ended after {best} at best.");
    }

    [Fact]
    public void Waiting_with_a_token_allocates_nothing()
    {
        MqQueue queue = Open();
        using CancellationTokenSource source = new();
        TrySend(queue, [1]);
        Waits(queue, source.Token);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Waits(queue, source.Token);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Waits(MqQueue queue, CancellationToken token)
        {
            for (int i = 0; i < 1000; i++)
            {
                queue.Wait(MqDirection.Receive, MqDeadline.Infinite, token);
            }
        }
    }
}
