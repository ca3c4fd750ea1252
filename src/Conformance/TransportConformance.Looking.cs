using TypedMq.Transports;

namespace TypedMq.Conformance;

/// <summary>Choosing, and looking at what stays: by capability, or refused by name.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Accepts", "V41")]
    [Trait("Accepts", "V42")]
    [Trait("Accepts", "V43")]
    public void A_selective_receive_takes_what_it_allows_by_priority_and_leaves_the_rest()
    {
        using MqByteChannel channel = Create(NewName(), capacity: 8);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        if (!Node.GetCapabilities().SelectiveReceive)
        {
            MqNotSupportedException refusal = Assert.Throws<MqNotSupportedException>(() => channel.TryReceive(buffer, MqSelection.Exactly(1), out _, out _));
            Assert.Equal(channel.Transport, refusal.Transport);
            Assert.Throws<MqNotSupportedException>(() => channel.Receive(buffer, MqSelection.Exactly(1), out _));
            Assert.IsType<MqNotSupportedException>(channel.ReceiveAsync(buffer, MqSelection.Exactly(1)).AsTask().Exception?.InnerException);
            return;
        }

        foreach ((byte payload, int priority) in new[] { ((byte)10, 1), ((byte)20, 2), ((byte)11, 1), ((byte)30, 3), ((byte)21, 2), ((byte)0, 0) })
        {
            channel.Send([payload], priority);
        }

        Assert.Equal((20, 2), Take(MqSelection.Exactly(2)));
        Assert.Equal((21, 2), Take(MqSelection.Except(3)));
        Assert.Equal((10, 1), Take(MqSelection.Except(3)));
        Assert.Null(Take(MqSelection.AtLeast(4)));
        Assert.Null(Take(MqSelection.Exactly(2)));
        Assert.Equal(3, channel.GetAttributes().Count);
        Assert.Equal((30, 3), Take(MqSelection.AtLeast(1)));
        Assert.Equal((11, 1), Take(MqSelection.AtLeast(1)));
        Assert.Null(Take(MqSelection.AtLeast(1)));
        Assert.Equal((0, 0), Take(MqSelection.All));
        Assert.Throws<MqBufferTooSmallException>(() => channel.TryReceive([], MqSelection.All, out _, out _));

        (int Payload, int Priority)? Take(MqSelection selection) =>
            channel.TryReceive(buffer, selection, out int length, out int priority) && length == 1 ? (buffer[0], priority) : null;
    }

    [Fact]
    [Trait("Accepts", "V48")]
    public async Task A_waiting_selective_receive_ignores_other_messages_and_takes_its_own()
    {
        using MqByteChannel channel = Create(NewName(), capacity: 8);
        if (!Node.GetCapabilities().SelectiveReceive)
        {
            return;
        }

        byte[] buffer = new byte[channel.MaxMessageBytes];
        channel.Send([1], 1);
        Assert.False(channel.TryReceive(buffer, MqSelection.Exactly(5), out _, out _, TimeSpan.FromMilliseconds(50)));
        Task<int> blocked = Task.Factory.StartNew(() => channel.Receive(buffer, MqSelection.Exactly(5), out int priority) + priority, TaskCreationOptions.LongRunning);
        Task<(int Length, int Priority)> awaited = channel.ReceiveAsync(new byte[channel.MaxMessageBytes], MqSelection.AtLeast(6)).AsTask();

        channel.Send([2], 2);
        Assert.Equal(2, channel.GetAttributes().Count);
        channel.Send([6], 6);
        Assert.Equal((1, 6), await awaited.WaitAsync(Patience));
        channel.Send([5], 5);
        Assert.Equal(1 + 5, await blocked.WaitAsync(Patience));
        Assert.Equal(5, buffer[0]);
        Assert.Equal(2, channel.GetAttributes().Count);
    }

    [Fact]
    public async Task A_waiting_selective_receive_ends_by_its_token_its_handle_and_not_at_all_when_the_handle_does_not_wait()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        if (!Node.GetCapabilities().SelectiveReceive)
        {
            return;
        }

        MqByteChannel closing = OpenExisting(name);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        channel.Send([1], 1);
        using CancellationTokenSource source = new();
        Task blocked = Blocking(() => channel.Receive(buffer, MqSelection.Exactly(5), out _, source.Token));
        Task awaited = channel.ReceiveAsync(new byte[channel.MaxMessageBytes], MqSelection.Exactly(5), source.Token).AsTask();
        Task left = closing.ReceiveAsync(new byte[channel.MaxMessageBytes], MqSelection.Exactly(5)).AsTask();
        await source.CancelAsync();
        closing.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => awaited.WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => left.WaitAsync(Patience));

        channel.IsBlocking = false;
        Assert.Throws<MqQueueEmptyException>(() => channel.Receive(buffer, MqSelection.Exactly(5), out _));
        await Assert.ThrowsAsync<MqQueueEmptyException>(async () => await channel.ReceiveAsync(buffer, MqSelection.Exactly(5)));
        Assert.Equal(1, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "V47")]
    public void A_message_can_be_looked_at_and_stays()
    {
        using MqByteChannel channel = Create(NewName(), capacity: 8);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.TryPeek(-1, buffer, out _, out _));
        channel.Send([1, 1], 1);
        channel.Send([2], 7);
        channel.Send([3], 0);
        bool canPeek = Node.GetCapabilities().Peek;
        try
        {
            Assert.True(channel.TryPeek(0, buffer, out int length, out int priority));
            Assert.Equal((2, 1, 1), (length, priority, buffer[0]));
        }
        catch (MqNotSupportedException refusal)
        {
            // Also where the transport can, its kernel may be built without it.
            Assert.Equal(canPeek ? refusal.Transport : channel.Transport, refusal.Transport);
            return;
        }

        Assert.True(canPeek);
        Array.Fill(buffer, (byte)0x55);
        Assert.True(channel.TryPeek(1, buffer, out int second, out int secondPriority));
        Assert.Equal((1, 7, 2, 0x55), (second, secondPriority, buffer[0], buffer[1]));
        Assert.True(channel.TryPeek(2, buffer, out _, out int thirdPriority));
        Assert.Equal((0, 3), (thirdPriority, buffer[0]));
        Assert.False(channel.TryPeek(3, buffer, out _, out _));
        Assert.Throws<MqBufferTooSmallException>(() => channel.TryPeek(0, new byte[channel.MaxMessageBytes - 1], out _, out _));
        Assert.Equal(3, channel.GetAttributes().Count);

        channel.Receive(buffer, out int received);
        Assert.Equal(7, received);
        Assert.True(channel.TryPeek(1, buffer, out _, out _));
        Assert.Equal(3, buffer[0]);
    }
}
