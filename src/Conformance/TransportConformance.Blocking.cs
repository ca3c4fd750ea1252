using System.Diagnostics;

namespace TypedMq.Conformance;

public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Accepts", "G28")]
    [Trait("Accepts", "G22")]
    [Trait("Accepts", "P11")]
    [Trait("Accepts", "P17")]
    [Trait("Accepts", "P26")]
    public async Task A_handle_that_is_not_to_wait_says_full_and_empty_at_once_and_others_wait_on()
    {
        string name = NewName();
        using MqByteChannel handle = Create(name);
        using MqByteChannel other = OpenExisting(name);
        byte[] buffer = new byte[handle.MaxMessageBytes];
        Assert.True(handle.IsBlocking);
        handle.IsBlocking = false;
        Assert.True(other.IsBlocking);
        Stopwatch watch = Stopwatch.StartNew();

        Assert.True(Assert.Throws<MqQueueEmptyException>(() => handle.Receive(buffer, out _)).IsTransient);
        await Assert.ThrowsAsync<MqQueueEmptyException>(async () => await handle.ReceiveAsync(buffer));
        Assert.False(handle.TryReceive(buffer, out _, out _, Patience));

        int full = Fill(handle);
        Assert.True(Assert.Throws<MqQueueFullException>(() => handle.Send([1])).IsTransient);
        await Assert.ThrowsAsync<MqQueueFullException>(async () => await handle.SendAsync(new byte[] { 1 }));
        Assert.False(handle.Send([1], Patience));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience / 2);
        Assert.Equal(full, handle.GetAttributes().Count);

        BlockingThread sender = new(Patience, () => other.Send([1]));
        sender.WaitUntilItSleeps();
        handle.Receive(buffer, out _);
        await sender.Completion;
        Assert.Equal(full, handle.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G28")]
    public async Task A_handle_that_is_to_wait_again_waits()
    {
        using MqByteChannel handle = Create(NewName());
        handle.IsBlocking = false;
        handle.IsBlocking = true;
        byte[] buffer = new byte[handle.MaxMessageBytes];
        BlockingThread receiver = new(Patience, () => handle.Receive(buffer, out _));
        receiver.WaitUntilItSleeps();
        handle.Send([3]);
        await receiver.Completion;
        Assert.Equal(3, buffer[0]);
    }
}
