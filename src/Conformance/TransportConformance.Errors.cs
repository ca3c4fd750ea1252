using TypedMq.Transports;

namespace TypedMq.Conformance;

/// <summary>What errors say, and what they leave alone.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Accepts", "G30")]
    public void Errors_tell_whether_trying_again_may_help_and_name_the_queue()
    {
        string name = NewName();
        string absent = NewName();
        using MqByteChannel channel = Create(name, configure: options => options.FullMode = MqFullMode.Fail);
        using MqByteChannel receiver = OpenExisting(name, access: MqAccess.Receive);
        int full = Fill(channel);

        MqException again = Assert.ThrowsAny<MqException>(() => channel.Send([1]));
        Assert.True(again.IsTransient);
        Assert.Contains(name, again.Message, StringComparison.Ordinal);

        foreach ((string queue, Action action) in new (string, Action)[]
        {
            (name, () => channel.Send(new byte[channel.MaxMessageBytes + 1])),
            (name, () => channel.TryReceive(new byte[channel.MaxMessageBytes - 1], out _, out _)),
            (name, () => receiver.TrySend([1])),
            (name, () => Create(name)),
            (name, () => Create(name, configure: static options => (options.OpenMode, options.Capacity) = (MqOpenMode.OpenExisting, 1000))),
            (absent, () => OpenExisting(absent)),
            (absent, () => Create(absent, capacity: int.MaxValue)),
        })
        {
            MqException never = Assert.ThrowsAny<MqException>(action);
            Assert.False(never.IsTransient);
            Assert.Contains(queue, never.Message, StringComparison.Ordinal);
        }

        Assert.Equal(full, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "P31")]
    public async Task A_receive_that_fails_takes_no_message()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        using MqByteChannel sender = OpenExisting(name, access: MqAccess.Send);
        MqByteChannel closed = OpenExisting(name);
        closed.Dispose();
        channel.Send([9]);
        CancellationToken cancelled = new(canceled: true);
        byte[] buffer = new byte[channel.MaxMessageBytes];

        Assert.Throws<MqBufferTooSmallException>(() => channel.TryReceive(new byte[1], out _, out _));
        await Assert.ThrowsAsync<MqBufferTooSmallException>(async () => await channel.ReceiveAsync(new byte[1]));
        Assert.Throws<OperationCanceledException>(() => channel.Receive(buffer, out _, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await channel.ReceiveAsync(buffer, cancelled));
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.TryReceive(buffer, out _, out _, TimeSpan.FromSeconds(-1)));
        Assert.Throws<MqAccessDeniedException>(() => sender.TryReceive(buffer, out _, out _));
        Assert.Throws<ObjectDisposedException>(() => closed.TryReceive(buffer, out _, out _));

        Assert.Equal(1, channel.GetAttributes().Count);
        Assert.True(channel.TryReceive(buffer, out _, out _));
        Assert.Equal(9, buffer[0]);
    }

    [Fact]
    public void Delivery_at_least_once_is_given_or_refused_by_name()
    {
        string name = NewName();
        MqByteChannel OpenAtLeastOnce() => Create(name, configure: static options => options.Delivery = MqDelivery.AtLeastOnce);
        if (Node.GetCapabilities().AtLeastOnce)
        {
            using MqByteChannel channel = OpenAtLeastOnce();
            Assert.Equal(0, channel.GetAttributes().Count);
        }
        else
        {
            MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(OpenAtLeastOnce);
            Assert.Equal(name, error.Queue);
            Assert.False(Node.Delete(name));
        }
    }
}
