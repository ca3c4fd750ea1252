using System.Diagnostics;
using System.Runtime.InteropServices;
using TypedMq.Interop;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.SysV;

/// <summary>Blocking waits: each ends by what was waited for, the deadline, the token, removal or disposal, and takes nothing.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVWaitTests : SysVTest
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    [Trait("Accepts", "G25")]
    [Trait("Accepts", "V48")]
    public async Task A_blocked_receiver_wakes_for_a_message()
    {
        MqQueue queue = Open();
        NativeThread receiver = Waiting(queue, MqDirection.Receive);
        TrySend(queue, [1]);
        await receiver.Completion;
        Assert.Equal([1], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "G25")]
    [Trait("Accepts", "V49")]
    public async Task A_blocked_sender_wakes_for_room()
    {
        MqQueue queue = Open();
        Fill(queue);
        NativeThread sender = Waiting(queue, MqDirection.Send);
        TryReceive(queue);
        await sender.Completion;
    }

    [Fact]
    public async Task A_sender_is_not_woken_again_and_again_for_room_that_is_too_small()
    {
        MqQueue queue = Open(MqEnvelopeMode.None);
        byte[] full = new byte[100];
        for (int i = 0; i < 4; i++)
        {
            TrySend(queue, full);
        }

        TryReceive(queue);
        TrySend(queue, [1]);
        int tries = 0;
        NativeThread sender = new(() =>
        {
            while (!TrySend(queue, full))
            {
                tries++;
                queue.Wait(MqDirection.Send, MqDeadline.Infinite, default);
            }
        });
        sender.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);

        // 99 bytes are free. A small message still goes, and takes nobody's place.
        Assert.True(TrySend(queue, [2]));
        Assert.Equal(new byte[100], TryReceive(queue));
        await sender.Completion;
        Assert.InRange(tries, 1, 3);
    }

    [Fact]
    [Trait("Accepts", "V40")]
    [Trait("Accepts", "V48")]
    public async Task Who_waits_for_one_priority_leaves_the_others_alone_and_does_not_try_without_an_end()
    {
        MqQueue queue = Open();
        TrySend(queue, [1], 1);
        int tries = 0;
        byte[]? received = null;
        Stopwatch watch = Stopwatch.StartNew();
        NativeThread receiver = new(() =>
        {
            while ((received = TryReceive(queue, MqSelection.Exactly(7))) is null)
            {
                tries++;
                queue.Wait(MqSelection.Exactly(7), MqDeadline.Infinite, default);
            }
        });
        receiver.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
        TrySend(queue, [2], 3);
        TrySend(queue, [7], 7);
        await receiver.Completion;
        Assert.Equal([7], received);
        Assert.InRange(tries, 1, 10 + (watch.ElapsedMilliseconds / 2));
        Assert.Equal(2, queue.GetAttributes().Count);
    }

    [Theory]
    [InlineData(MqDirection.Receive)]
    [InlineData(MqDirection.Send)]
    [Trait("Accepts", "G11")]
    [Trait("Accepts", "G12")]
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
    public void A_step_of_the_wall_clock_moves_no_deadline()
    {
        MqQueue queue = Open();
        SteppingClock clock = new();
        long start = Stopwatch.GetTimestamp();
        MqDeadline deadline = MqDeadline.After(Short, clock);
        clock.Step = TimeSpan.FromHours(1);
        Assert.False(queue.Wait(MqDirection.Receive, deadline, default));
        clock.Step = TimeSpan.FromHours(-1);
        Assert.False(queue.Wait(MqDirection.Receive, deadline, default));
        Assert.InRange(Stopwatch.GetElapsedTime(start), Short, Bound);
    }

    [Fact]
    public void A_deadline_that_has_passed_ends_the_wait_at_once_unless_there_is_something()
    {
        MqQueue queue = Open();
        Assert.False(queue.Wait(MqDirection.Receive, MqDeadline.Now, default));
        Assert.True(queue.Wait(MqDirection.Send, MqDeadline.Now, default));
        TrySend(queue, [1]);
        Assert.True(queue.Wait(MqDirection.Receive, MqDeadline.Now, default));
    }

    [Fact]
    public async Task A_deadline_too_far_for_the_clock_is_waited_for()
    {
        MqQueue queue = Open();
        NativeThread receiver = new(() => Assert.True(queue.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.MaxValue - TimeSpan.FromTicks(1)), default)));
        receiver.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
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
            long start = Stopwatch.GetTimestamp();
            Assert.False(queue.Wait(MqDirection.Receive, MqDeadline.After(Short), other.Token));
            Assert.True(Stopwatch.GetElapsedTime(start) >= Short);
        });
        receiver.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
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
        if (direction == MqDirection.Send)
        {
            Fill(queue);
        }

        using CancellationTokenSource source = new();
        NativeThread[] threads = [.. Enumerable.Range(0, 4).Select(i => new NativeThread(() =>
            Assert.Throws<ObjectDisposedException>(() => queue.Wait(direction, MqDeadline.Infinite, i % 2 == 0 ? default : source.Token))))];
        foreach (NativeThread thread in threads)
        {
            thread.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
        }

        queue.Dispose();
        await Task.WhenAll(threads.Select(thread => thread.Completion));
    }

    [Fact]
    public async Task Disposing_while_others_use_the_handle_gives_them_a_message_or_an_error_and_never_memory_that_is_gone()
    {
        for (int round = 0; round < 100; round++)
        {
            MqQueue queue = Open();
            NativeThread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new NativeThread(() =>
            {
                try
                {
                    while (true)
                    {
                        TrySend(queue, [1]);
                        TryReceive(queue);
                        TryReceive(queue, MqSelection.Exactly(9));
                        queue.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.FromMilliseconds(1)), default);
                        queue.WaitAsync(MqDirection.Send, default).AsTask().Wait();
                        queue.GetAttributes();
                    }
                }
                catch (ObjectDisposedException)
                {
                }
                catch (AggregateException error) when (error.InnerException is ObjectDisposedException)
                {
                }
            }))];
            Thread.Yield();
            queue.Dispose();
            await Task.WhenAll(threads.Select(thread => thread.Completion));
            Transport.Delete(Name());
        }
    }

    [Fact]
    [Trait("Accepts", "V50")]
    [Trait("Accepts", "S5")]
    public async Task Deleting_a_queue_wakes_blocked_senders_and_receivers_at_once_with_one_error()
    {
        MqQueue empty = Open();
        MqQueue full = Open(Options("full"));
        Fill(full);
        NativeThread receiver = new(() => Assert.Throws<MqQueueRemovedException>(() => empty.Wait(MqDirection.Receive, MqDeadline.Infinite, default)));
        NativeThread sender = new(() => Assert.Throws<MqQueueRemovedException>(() => full.Wait(MqDirection.Send, MqDeadline.Infinite, default)));
        receiver.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
        sender.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
        Assert.True(Transport.Delete(empty.Name));
        Assert.True(Transport.Delete(full.Name));
        await receiver.Completion;
        await sender.Completion;

        foreach (MqQueue queue in new[] { empty, full })
        {
            MqQueueRemovedException error = Assert.Throws<MqQueueRemovedException>(() => TrySend(queue, [1]));
            Assert.Equal((Errno.EIDRM, false), (error.Errno, error.IsTransient));
            Assert.Throws<MqQueueRemovedException>(() => TryReceive(queue));
            Assert.Throws<MqQueueRemovedException>(() => queue.GetAttributes());
            Assert.Throws<MqQueueRemovedException>(() => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default));
        }
    }

    [Fact]
    [Trait("Accepts", "V50")]
    [Trait("Accepts", "S5")]
    public async Task A_removal_by_id_ends_waits_too()
    {
        MqQueue queue = Open();
        NativeThread receiver = new(() => Assert.Throws<MqQueueRemovedException>(() => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default)));
        receiver.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
        Run("ipcrm", "-q", $"{IdOf(queue)}");
        await receiver.Completion;
        Assert.Equal(Errno.EINVAL, Assert.Throws<MqQueueRemovedException>(() => TrySend(queue, [1])).Errno);
        Assert.Throws<MqQueueRemovedException>(() => TryReceive(queue));
    }

    [Fact]
    public async Task Foreign_senders_and_receivers_who_ring_no_bell_are_noticed()
    {
        MqQueue queue = Open(MqEnvelopeMode.None);
        NativeThread receiver = Waiting(queue, MqDirection.Receive);
        RunForeign("send", $"{KeyOf(queue)}", "32768", "hi");
        await receiver.Completion;
        Assert.Equal("hi"u8.ToArray(), TryReceive(queue));

        Fill(queue);
        NativeThread sender = Waiting(queue, MqDirection.Send);
        RunForeign("receive", $"{KeyOf(queue)}");
        await sender.Completion;

        // A wait of one look only is not enough to tell: of many, one is short.
        TimeSpan best = TimeSpan.MaxValue;
        while (TryReceive(queue) is not null)
        {
        }

        for (int attempt = 0; attempt < 20 && best > TimeSpan.FromMilliseconds(6); attempt++)
        {
            receiver = Waiting(queue, MqDirection.Receive);
            long start = Stopwatch.GetTimestamp();
            SendRaw(IdOf(queue), 1, 1);
            await receiver.Completion;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            best = elapsed < best ? elapsed : best;
            TryReceive(queue);
        }

        Assert.True(best <= TimeSpan.FromMilliseconds(6), $"It took {best} at best.");
    }

    [Fact]
    public async Task A_bell_is_heard_much_sooner_than_the_next_look()
    {
        MqQueue queue = Open();
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 50; attempt++)
        {
            NativeThread receiver = Waiting(queue, MqDirection.Receive);
            long end = 0;
            long start = Stopwatch.GetTimestamp();
            TrySend(queue, [1]);
            await receiver.Completion;
            end = Stopwatch.GetTimestamp();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start, end);
            best = elapsed < best ? elapsed : best;
            TryReceive(queue);
        }

        Assert.True(best < TimeSpan.FromMilliseconds(1), $"It took {best} at best.");
    }

    [Fact]
    public async Task Killing_a_blocked_receiver_loses_nothing_and_wakes_others_as_before()
    {
        MqQueue queue = Open();
        using (RunningChild child = new(ScopeRoot, [], "sysv", "receive", Name().Value))
        {
            child.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
            NativeThread receiver = Waiting(queue, MqDirection.Receive);
            child.Kill();
            TrySend(queue, [42]);
            await receiver.Completion;
        }

        Assert.Equal([42], TryReceive(queue));
    }

    [Fact]
    public void A_blocked_receiver_in_another_process_is_woken()
    {
        MqQueue queue = Open();
        using RunningChild child = new(ScopeRoot, [], "sysv", "receive", Name().Value);
        child.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
        TrySend(queue, [7]);
        Assert.Equal("7", child.ReadLine());
        child.WaitForSuccess();
    }

    [Theory]
    [InlineData(MqDirection.Receive)]
    [InlineData(MqDirection.Send)]
    [Trait("Accepts", "G31")]
    [Trait("Accepts", "V52")]
    [Trait("Accepts", "S9")]
    public async Task A_storm_of_signals_does_not_surface_and_leaves_the_time_alone(MqDirection direction)
    {
        // With a handler, so that the kernel ends system calls for it.
        using PosixSignalRegistration handler = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, context => context.Cancel = true);
        MqQueue queue = Open();
        if (direction == MqDirection.Send)
        {
            Fill(queue);
        }

        // A loaded machine may run us late, but not every time.
        TimeSpan time = TimeSpan.FromSeconds(1);
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 5 && best > time + TimeSpan.FromMilliseconds(20); attempt++)
        {
            TimeSpan elapsed = default;
            NativeThread thread = new(() =>
            {
                long start = Stopwatch.GetTimestamp();
                Assert.False(queue.Wait(direction, MqDeadline.After(time), default));
                elapsed = Stopwatch.GetElapsedTime(start);
            });
            thread.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
            const int WindowChange = 28;
            int signals = 0;
            while (!thread.HasEnded && thread.Interrupt(WindowChange))
            {
                signals++;
                await Task.Yield();
            }

            await thread.Completion;
            Assert.True(signals >= 50, $"{signals} signals are no storm.");
            Assert.True(elapsed >= time, $"It ended after {elapsed}.");
            best = elapsed < best ? elapsed : best;
        }

        Assert.True(best <= time + TimeSpan.FromMilliseconds(20), $"It ended after {best} at best.");
    }

    [Fact]
    [Trait("Accepts", "V51")]
    public async Task Ten_receivers_by_priority_and_ten_senders_all_finish()
    {
        const int Each = 100;
        MqQueue queue = Open();
        NativeThread[] receivers = [.. Enumerable.Range(0, 10).Select(priority => new NativeThread(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                byte[]? payload;
                while ((payload = TryReceive(queue, MqSelection.Exactly(priority))) is null)
                {
                    queue.Wait(MqSelection.Exactly(priority), MqDeadline.Infinite, default);
                }

                Assert.Equal([(byte)priority, (byte)i], payload);
            }
        }))];
        NativeThread[] senders = [.. Enumerable.Range(0, 10).Select(priority => new NativeThread(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                while (!TrySend(queue, [(byte)priority, (byte)i], priority))
                {
                    queue.Wait(MqDirection.Send, MqDeadline.Infinite, default);
                }
            }
        }))];
        await Task.WhenAll(senders.Concat(receivers).Select(thread => thread.Completion));
        Assert.Equal(0, queue.GetAttributes().Count);
    }

    [Fact]
    public void Where_a_sandbox_forbids_to_wait_for_several_words_everything_ends_waits_as_well() => Assert.Equal(
        ["vector False", "deadline False", "token OperationCanceledException", "message True True", "awaited True True", "awaited token OperationCanceledException", "disposal ObjectDisposedException"],
        ChildProcess.Run(ScopeRoot, [], "sysv", "wait-without-waitv"));

    private static NativeThread Waiting(MqQueue queue, MqDirection direction)
    {
        NativeThread thread = new(() => Assert.True(queue.Wait(direction, MqDeadline.Infinite, default)));
        thread.WaitUntilItIsIn(SystemCallNumber.FutexWaitVector);
        return thread;
    }

    /// <summary>A wall clock that somebody sets while others wait; its monotonic time is the system's.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;
    }
}
