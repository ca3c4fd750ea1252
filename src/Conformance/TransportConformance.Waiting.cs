using System.Diagnostics;
using System.Runtime.InteropServices;
using TypedMq.Transports;

namespace TypedMq.Conformance;

public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Accepts", "G9")]
    public void A_hundred_sends_that_do_not_wait_return_at_once_from_a_full_queue()
    {
        using MqByteChannel channel = Create(NewName());
        int full = Fill(channel);
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 100; i++)
        {
            Assert.False(channel.TrySend([1]));
            Assert.False(channel.Send([1], TimeSpan.Zero));
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(full, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G9")]
    public async Task A_channel_that_is_to_fail_when_full_says_so_with_a_transient_error()
    {
        using MqByteChannel channel = Create(NewName(), configure: options => options.FullMode = MqFullMode.Fail);
        Fill(channel);
        MqQueueFullException error = Assert.Throws<MqQueueFullException>(() => channel.Send([1]));
        Assert.True(error.IsTransient);
        Assert.Equal(channel.Capacity, error.Capacity);
        await Assert.ThrowsAsync<MqQueueFullException>(async () => await channel.SendAsync(new byte[] { 1 }));
    }

    [Fact]
    [Trait("Accepts", "G10")]
    public void Receives_that_do_not_wait_return_at_once_from_an_empty_queue()
    {
        using MqByteChannel channel = Create(NewName());
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 32; i++)
        {
            Assert.False(channel.TryReceive(buffer, out _, out _));
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    [Trait("Accepts", "G11")]
    public void A_send_with_timeout_to_a_full_queue_gives_up_after_it()
    {
        using MqByteChannel channel = Create(NewName());
        int full = Fill(channel);
        Stopwatch watch = Stopwatch.StartNew();
        Assert.False(channel.Send([1], TimeSpan.FromMilliseconds(200)));
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(200), Patience);
        Assert.Equal(full, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G12")]
    public void A_receive_with_timeout_from_an_empty_queue_gives_up_after_it()
    {
        using MqByteChannel channel = Create(NewName());
        Stopwatch watch = Stopwatch.StartNew();
        Assert.False(channel.TryReceive(new byte[channel.MaxMessageBytes], out _, out _, TimeSpan.FromMilliseconds(200)));
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(200), Patience);
    }

    [Fact]
    [Trait("Accepts", "G25")]
    [Trait("Accepts", "P27")]
    public async Task A_blocked_receive_wakes_when_a_message_comes()
    {
        using MqByteChannel channel = Create(NewName());
        byte[] buffer = new byte[channel.MaxMessageBytes];
        BlockingThread receiver = new(Patience, () => channel.Receive(buffer, out _));
        receiver.WaitUntilItSleeps();
        channel.Send([5]);
        await receiver.Completion;
        Assert.Equal(5, buffer[0]);
    }

    [Fact]
    [Trait("Accepts", "G25")]
    [Trait("Accepts", "P16")]
    public async Task A_blocked_send_wakes_when_there_is_room()
    {
        using MqByteChannel channel = Create(NewName());
        int full = Fill(channel);
        BlockingThread sender = new(Patience, () => channel.Send([9]));
        sender.WaitUntilItSleeps();
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.True(channel.TryReceive(buffer, out _, out _));
        await sender.Completion;
        Assert.Equal(full, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G25")]
    public async Task An_awaited_receive_and_an_awaited_send_complete_when_the_condition_changes()
    {
        using MqByteChannel channel = Create(NewName());
        byte[] buffer = new byte[channel.MaxMessageBytes];
        ValueTask<(int Length, int Priority)> receive = channel.ReceiveAsync(buffer);
        Assert.False(receive.IsCompleted);
        channel.Send([5, 6], 3);
        Assert.Equal((2, 3), await receive.AsTask().WaitAsync(Patience));

        int full = Fill(channel);
        ValueTask send = channel.SendAsync(new byte[] { 9 });
        Assert.False(send.IsCompleted);
        Assert.True(channel.TryReceive(buffer, out _, out _));
        await send.AsTask().WaitAsync(Patience);
        Assert.Equal(full, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G26")]
    [Trait("Accepts", "P19")]
    [Trait("Accepts", "P29")]
    public async Task A_timeout_of_zero_does_not_wait_and_an_infinite_one_waits_on()
    {
        using MqByteChannel channel = Create(NewName());
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.False(channel.TryReceive(buffer, out _, out _, TimeSpan.Zero));
        BlockingThread receiver = new(Patience, () => Assert.True(channel.TryReceive(buffer, out _, out _, Timeout.InfiniteTimeSpan)));
        receiver.WaitUntilItSleeps();
        Assert.True(channel.Send([1], Timeout.InfiniteTimeSpan));
        await receiver.Completion;

        Fill(channel);
        Assert.False(channel.Send([1], TimeSpan.Zero));
        BlockingThread sender = new(Patience, () => Assert.True(channel.Send([2], Timeout.InfiniteTimeSpan)));
        sender.WaitUntilItSleeps();
        Assert.True(channel.TryReceive(buffer, out _, out _, Timeout.InfiniteTimeSpan));
        await sender.Completion;
    }

    [Fact]
    [Trait("Accepts", "G26")]
    public void Other_negative_timeouts_are_refused_as_everywhere_in_NET()
    {
        using MqByteChannel channel = Create(NewName());
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.Send([1], TimeSpan.FromMilliseconds(-2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.TryReceive(new byte[channel.MaxMessageBytes], out _, out _, TimeSpan.FromMilliseconds(-2)));
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "P18")]
    [Trait("Accepts", "P28")]
    public void A_message_that_is_there_is_returned_whatever_the_timeout()
    {
        using MqByteChannel channel = Create(NewName());
        channel.Send([1]);
        Assert.True(channel.TryReceive(new byte[channel.MaxMessageBytes], out _, out _, TimeSpan.Zero));
        Assert.True(channel.Send([1], TimeSpan.Zero));
    }

    [Fact]
    public async Task Every_one_of_many_awaited_receivers_gets_its_message()
    {
        const int Receivers = 50;
        using MqByteChannel channel = Create(NewName());
        Task<(int Length, int Priority)>[] receivers = [.. Enumerable.Range(0, Receivers).Select(_ => channel.ReceiveAsync(new byte[128]).AsTask())];
        for (int i = 0; i < Receivers; i++)
        {
            await channel.SendAsync(new byte[] { 1 }).AsTask().WaitAsync(Patience);
        }

        await Task.WhenAll(receivers).WaitAsync(Patience);
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G31")]
    public async Task Signals_during_a_blocked_call_do_not_surface_and_leave_its_time_alone()
    {
        using MqByteChannel channel = Create(NewName());
        using PosixSignalRegistration handler = PosixSignalRegistration.Create((PosixSignal)BlockingThread.Continue, context => context.Cancel = true);
        Stopwatch watch = new();
        BlockingThread receiver = new(Patience, () =>
        {
            watch.Start();
            Assert.False(channel.TryReceive(new byte[channel.MaxMessageBytes], out _, out _, TimeSpan.FromSeconds(1)));
            watch.Stop();
        });
        receiver.WaitUntilItSleeps();
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(18));
        for (int i = 0; i < 50 && await pace.WaitForNextTickAsync(); i++)
        {
            receiver.Interrupt(BlockingThread.Continue);
        }

        // A wait that began anew with each signal would take a second from the last one on, so nearly two.
        await receiver.Completion;
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.85));
    }

    [Theory]
    [Trait("Accepts", "G31")]
    [Trait("Accepts", "P27")]
    [Trait("Accepts", "S9")]
    [InlineData(MqDirection.Receive)]
    [InlineData(MqDirection.Send)]
    public async Task A_storm_of_signals_on_a_blocked_thread_takes_no_message_and_adds_none(MqDirection direction)
    {
        using MqByteChannel channel = Create(NewName());
        using PosixSignalRegistration handler = PosixSignalRegistration.Create((PosixSignal)BlockingThread.Continue, context => context.Cancel = true);
        bool sends = direction == MqDirection.Send;
        int full = sends ? Fill(channel) : 0;
        byte[] buffer = new byte[channel.MaxMessageBytes];
        BlockingThread blocked = new(Patience, () => Assert.True(sends ? channel.Send([7], Patience) : channel.TryReceive(buffer, out _, out _, Patience)));
        blocked.WaitUntilItSleeps();
        for (int i = 0; i < 2_000; i++)
        {
            blocked.Interrupt(BlockingThread.Continue);
        }

        Assert.False(blocked.HasEnded);
        if (sends)
        {
            Assert.True(channel.TryReceive(buffer, out _, out _));
            await blocked.Completion;
            Assert.Equal(full, channel.GetAttributes().Count);
        }
        else
        {
            channel.Send([7]);
            await blocked.Completion;
            Assert.Equal((7, 0), (buffer[0], channel.GetAttributes().Count));
        }
    }
}
