using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.Posix;

/// <summary>Waiting for a message or for room: mq_send(3), mq_receive(3), and their timed forms.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "raw")]
public sealed class PosixMqWaitTests : PosixMqTest
{

    private readonly byte[] _buffer = new byte[16];

    [Fact]
    [Trait("Accepts", "G25")]
    [Trait("Accepts", "P27")]
    public async Task A_receiver_without_a_time_blocks_in_the_kernel_until_a_message_comes()
    {
        PosixMq queue = Create();
        NativeThread receiver = new(() => Assert.Equal(3, queue.Receive(_buffer, out _)));
        receiver.WaitUntilItIsIn(SystemCallNumber.MqTimedReceive);
        queue.Send([1, 2, 3]);
        await receiver.Completion;
    }

    [Fact]
    [Trait("Accepts", "G25")]
    [Trait("Accepts", "P16")]
    public async Task A_sender_without_a_time_blocks_in_the_kernel_until_there_is_room()
    {
        PosixMq queue = Create();
        Fill(queue);
        NativeThread sender = new(() => queue.Send([9], 1));
        sender.WaitUntilItIsIn(SystemCallNumber.MqTimedSend);
        Assert.Equal([0], TryReceive(queue));
        await sender.Completion;
        Assert.Equal([9], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "G26")]
    public async Task A_negative_timeout_waits_without_an_end()
    {
        PosixMq queue = Create();
        foreach (TimeSpan timeout in new[] { Timeout.InfiniteTimeSpan, TimeSpan.FromDays(-1), TimeSpan.MinValue })
        {
            NativeThread receiver = new(() => Assert.Equal(1, queue.Receive(_buffer, out _, timeout)));
            receiver.WaitUntilItIsIn(SystemCallNumber.MqTimedReceive);
            queue.Send([1]);
            await receiver.Completion;
        }

        Fill(queue);
        NativeThread sender = new(() => Assert.True(queue.TrySend([1], 0, Timeout.InfiniteTimeSpan)));
        sender.WaitUntilItIsIn(SystemCallNumber.MqTimedSend);
        TryReceive(queue);
        await sender.Completion;
    }

    [Fact]
    [Trait("Accepts", "P21")]
    public async Task A_time_too_long_for_any_clock_waits_and_is_no_invalid_one()
    {
        PosixMq queue = Create();
        Action[] waits =
        [
            () => queue.Receive(_buffer, out _, TimeSpan.MaxValue),
            () => queue.Receive(_buffer, out _, DateTimeOffset.MaxValue),
            () => queue.Receive(_buffer, out _, new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.FromHours(-14))),
        ];
        foreach (Action wait in waits)
        {
            NativeThread receiver = new(wait);
            receiver.WaitUntilItIsIn(SystemCallNumber.MqTimedReceive);
            queue.Send([1]);
            await receiver.Completion;
        }
    }

    [Fact]
    [Trait("Accepts", "G11")]
    [Trait("Accepts", "G12")]
    [Trait("Accepts", "G30")]
    [Trait("Accepts", "P20")]
    public void A_timeout_ends_the_wait_never_before_and_hardly_after()
    {
        PosixMq queue = Create();
        Lasts(Brief, () => Fails(Errno.ETIMEDOUT, () => queue.Receive(_buffer, out _, Brief)));
        Lasts(Brief, () => Assert.False(queue.TryReceive(_buffer, out _, out _, Brief)));
        Fill(queue);
        Lasts(Brief, () => Fails(Errno.ETIMEDOUT, () => queue.Send([1], 0, Brief)));
        Lasts(Brief, () => Assert.False(queue.TrySend([1], 0, Brief)));
        Assert.Equal(4, queue.GetAttributes().Messages);
    }

    [Fact]
    [Trait("Accepts", "P20")]
    public void A_deadline_of_the_wall_clock_ends_the_wait_never_before_and_hardly_after()
    {
        PosixMq queue = Create();
        Deadline(deadline => Fails(Errno.ETIMEDOUT, () => queue.Receive(_buffer, out _, deadline)));
        Fill(queue);
        Deadline(deadline => Fails(Errno.ETIMEDOUT, () => queue.Send([1], 0, deadline)));

        static void Deadline(Action<DateTimeOffset> wait)
        {
            TimeSpan best = TimeSpan.MaxValue;
            for (int attempt = 0; attempt < 5 && best > TimeSpan.FromMilliseconds(20); attempt++)
            {
                DateTimeOffset deadline = DateTimeOffset.UtcNow + Brief;
                wait(deadline);
                TimeSpan late = DateTimeOffset.UtcNow - deadline;

                // A millisecond for a clock that is being slewed.
                Assert.True(late >= TimeSpan.FromMilliseconds(-1), $"It ended {-late} too early.");
                best = late < best ? late : best;
            }

            Assert.True(best <= TimeSpan.FromMilliseconds(20), $"It ended {best} late at best.");
        }
    }

    [Fact]
    [Trait("Accepts", "P18")]
    [Trait("Accepts", "P19")]
    [Trait("Accepts", "P28")]
    [Trait("Accepts", "P29")]
    [Trait("Accepts", "P31")]
    public void A_time_that_has_passed_counts_only_when_there_is_nothing_to_be_had()
    {
        PosixMq queue = Create();
        foreach (DateTimeOffset past in new[] { DateTimeOffset.MinValue, DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow })
        {
            Fails(Errno.ETIMEDOUT, () => queue.Receive(_buffer, out _, past));
            Fails(Errno.ETIMEDOUT, () => queue.Receive(_buffer, out _, TimeSpan.Zero));
            Assert.False(queue.TryReceive(_buffer, out _, out _, TimeSpan.Zero));
            queue.Send([1], 0, past);
            queue.Send([2], 0, TimeSpan.Zero);
            Fill(queue);
            Fails(Errno.ETIMEDOUT, () => queue.Send([3], 0, past));
            Fails(Errno.ETIMEDOUT, () => queue.Send([3], 0, TimeSpan.Zero));
            Assert.Equal(1, queue.Receive(_buffer, out _, past));
            Assert.Equal(1, _buffer[0]);
            Assert.Equal(1, queue.Receive(_buffer, out _, TimeSpan.Zero));
            Assert.Equal(2, _buffer[0]);
            TryReceive(queue);
            TryReceive(queue);
            Assert.Equal(0, queue.GetAttributes().Messages);
        }
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(-1, 0)]
    [Trait("Accepts", "P21")]
    [Trait("Accepts", "P30")]
    public unsafe void The_kernel_refuses_a_time_that_is_none_which_is_why_none_is_ever_made(long seconds, long nanoseconds)
    {
        PosixMq queue = Create();
        DescriptorHandle descriptor = (DescriptorHandle)queue.Descriptor;
        TimeSpec invalid = new() { Seconds = seconds, Nanoseconds = nanoseconds };
        Assert.Equal(-Errno.EINVAL, MessageQueueCalls.Receive(descriptor, _buffer, out _, &invalid));
        Assert.Equal(-Errno.EINVAL, MessageQueueCalls.Send(descriptor, [1], 0, &invalid));
        Assert.Equal(0, queue.GetAttributes().Messages);

        // The same times, as this library's callers would write them.
        Assert.False(queue.TryReceive(_buffer, out _, out _, TimeSpan.Zero));
        Fails(Errno.ETIMEDOUT, () => queue.Receive(_buffer, out _, DateTimeOffset.MinValue));
        Fails(Errno.ETIMEDOUT, () => queue.Receive(_buffer, out _, DateTimeOffset.UnixEpoch.AddTicks(-1)));
    }

    [Fact]
    [Trait("Accepts", "G34")]
    public async Task Disposal_wakes_who_waits_with_a_time_and_leaves_the_others_their_descriptor()
    {
        PosixMq queue = Create();
        PosixMq other = Open();
        NativeThread[] timed = [.. Enumerable.Range(0, 3).Select(_ => new NativeThread(() =>
            Assert.Throws<ObjectDisposedException>(() => queue.Receive(new byte[16], out int _, TimeSpan.FromHours(1)))))];
        NativeThread untimed = new(() => Assert.Equal(1, queue.Receive(_buffer, out _)));
        foreach (NativeThread thread in timed)
        {
            thread.WaitUntilItPolls();
        }

        untimed.WaitUntilItIsIn(SystemCallNumber.MqTimedReceive);
        queue.Dispose();
        await Task.WhenAll(timed.Select(thread => thread.Completion));
        Assert.False(untimed.HasEnded);
        other.Send([7]);
        await untimed.Completion;
        Assert.Equal(7, _buffer[0]);
    }

    [Fact]
    [Trait("Accepts", "P45")]
    public void Killing_a_process_that_blocks_in_mq_receive_loses_nothing()
    {
        PosixMq queue = Create();
        using RunningChild child = new(ScopeRoot, [], "posix", "raw-receive", queue.Name);
        child.WaitUntilItIsIn(SystemCallNumber.MqTimedReceive);
        child.Kill();
        queue.Send([5]);
        Assert.Equal([5], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "P2")]
    [Trait("Accepts", "G13")]
    public void Two_processes_that_use_one_name_share_one_queue()
    {
        PosixMq queue = Create();
        using RunningChild child = new(ScopeRoot, [], "posix", "raw-receive", queue.Name);
        child.WaitUntilItIsIn(SystemCallNumber.MqTimedReceive);
        queue.Send([1, 2, 3], 9);
        Assert.Equal("ready", child.ReadLine());
        Assert.Equal("1,2,3 9", child.ReadLine());
        child.WaitForSuccess();
    }

    [SkippableTheory]
    [InlineData("raw")]
    [InlineData("typed")]
    [Trait("Accepts", "G31")]
    [Trait("Accepts", "S9")]
    public void Fifty_signals_from_another_process_neither_end_a_timed_wait_nor_make_it_longer(string layer)
    {
        Need.That(File.Exists(SignalStorm.Python), "Needs python3.");
        PosixMq queue = Create();
        SignalStorm.LeavesAWaitOfOneSecondAlone(() => new(ScopeRoot, [], "posix", $"{layer}-timed", queue.Name, "1000"), NativeThread.PollNumber);
    }

    [SkippableFact]
    [Trait("Accepts", "G31")]
    [Trait("Accepts", "P16")]
    [Trait("Accepts", "P27")]
    [Trait("Accepts", "S9")]
    public void Fifty_signals_from_another_process_leave_one_who_blocks_in_the_kernel_there()
    {
        Need.That(File.Exists(SignalStorm.Python), "Needs python3.");
        PosixMq queue = Create();
        using RunningChild receiver = new(ScopeRoot, [], "posix", "raw-receive", queue.Name);
        Assert.Equal(50, SignalStorm.Send(receiver, SystemCallNumber.MqTimedReceive));
        receiver.WaitUntilItIsIn(SystemCallNumber.MqTimedReceive);
        queue.Send([1]);
        Assert.Equal("1 0", receiver.ReadLine());
        receiver.WaitForSuccess();

        Fill(queue);
        using RunningChild sender = new(ScopeRoot, [], "posix", "raw-send", queue.Name);
        Assert.Equal(50, SignalStorm.Send(sender, SystemCallNumber.MqTimedSend));
        sender.WaitUntilItIsIn(SystemCallNumber.MqTimedSend);
        TryReceive(queue);
        Assert.Equal("sent", sender.ReadLine());
        sender.WaitForSuccess();
    }

    [SkippableFact]
    [Trait("Accepts", "P22")]
    public void A_step_of_the_wall_clock_during_a_wait_changes_nothing_of_it()
    {
        Need.That(ChildProcess.Run(["sh", "-c", "command -v gcc"], "/").ExitCode == 0, "Needs gcc.");
        PosixMq queue = Create();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("typedmq-clock-");
        try
        {
            string library = Path.Combine(folder.FullName, "clock.so");
            (int exitCode, string output) = ChildProcess.Run(["gcc", "-shared", "-fPIC", "-O2", "-o", library, Path.Combine(AppContext.BaseDirectory, "Posix", "clock.c"), "-ldl"], "/");
            Assert.True(exitCode == 0, output);
            string[] lines = ChildProcess.Run(ScopeRoot, ["env", "LD_PRELOAD=" + library], "posix", "clock", queue.Name, library);
            Assert.Equal(["stepped 3600", "stepped -3600", .. Enumerable.Repeat("as long as asked for", 8)], lines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
