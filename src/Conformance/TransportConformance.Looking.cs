using TypedMq.Transports;

namespace TypedMq.Conformance;

/// <summary>Choosing and looking. Where the transport can do neither, these tests show that it says so.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Capability", "SelectiveReceive")]
    [Trait("Accepts", "V41")]
    [Trait("Accepts", "V42")]
    public void A_receive_takes_what_its_selection_allows_and_leaves_the_rest()
    {
        using MqByteChannel channel = Create(NewName(), capacity: 5);
        if (RefusesSelections(channel))
        {
            return;
        }

        int[] priorities = [1, 5, 3, 5, 0];
        for (int i = 0; i < priorities.Length; i++)
        {
            channel.Send([(byte)i], priorities[i]);
        }

        byte[] buffer = new byte[channel.MaxMessageBytes];
        List<(int Priority, int Payload)> received = [];
        foreach (MqSelection selection in new[] { MqSelection.Exactly(5), MqSelection.Exactly(5), MqSelection.Except(3), MqSelection.AtLeast(2), MqSelection.All })
        {
            Assert.False(channel.TryReceive(buffer, MqSelection.Exactly(9), out _, out _));
            Assert.True(channel.TryReceive(buffer, selection, out int length, out int priority));
            Assert.Equal(1, length);
            received.Add((priority, buffer[0]));
        }

        Assert.Equal([(5, 1), (5, 3), (1, 0), (3, 2), (0, 4)], received);
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Capability", "SelectiveReceive")]
    [Trait("Accepts", "V48")]
    public async Task Who_waits_for_a_selection_wakes_for_it_and_for_nothing_else()
    {
        using MqByteChannel channel = Create(NewName());
        if (RefusesSelections(channel))
        {
            return;
        }

        byte[] buffer = new byte[channel.MaxMessageBytes];
        BlockingThread blocked = new(Patience, () => channel.Receive(buffer, MqSelection.Exactly(7), out _));
        Task<(int Length, int Priority)> awaited = channel.ReceiveAsync(new byte[channel.MaxMessageBytes], MqSelection.AtLeast(8)).AsTask();
        blocked.WaitUntilItSleeps();
        channel.Send([3], 3);
        Assert.False(channel.TryReceive(new byte[channel.MaxMessageBytes], MqSelection.AtLeast(4), out _, out _, TimeSpan.FromMilliseconds(20)));
        Assert.False(blocked.HasEnded);
        Assert.False(awaited.IsCompleted);

        channel.Send([7], 7);
        await blocked.Completion;
        Assert.Equal(7, buffer[0]);
        Assert.False(awaited.IsCompleted);
        channel.Send([8, 8], 8);
        Assert.Equal((2, 8), await awaited.WaitAsync(Patience));

        Assert.True(channel.TryReceive(buffer, out _, out int priority));
        Assert.Equal((3, 3, 0), (priority, buffer[0], channel.GetAttributes().Count));
    }

    [Fact]
    [Trait("Capability", "Peek")]
    [Trait("Accepts", "V47")]
    public void Looking_at_a_message_copies_it_and_leaves_the_queue_as_it_is()
    {
        using MqByteChannel channel = Create(NewName());
        channel.Send([1], 1);
        channel.Send([2, 2], 5);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        if (!Node.GetCapabilities().Peek)
        {
            MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => channel.TryPeek(0, buffer, out _, out _));
            Assert.Equal((channel.Name, channel.Transport), (error.Queue, error.Transport));
            Assert.Equal(2, channel.GetAttributes().Count);
            return;
        }

        // In which order they are counted is the transport's.
        List<(int Length, int Priority, byte First)> seen = [];
        for (int i = 0; i < 2; i++)
        {
            Assert.True(channel.TryPeek(i, buffer, out int seenLength, out int seenPriority));
            seen.Add((seenLength, seenPriority, buffer[0]));
        }

        seen.Sort();
        Assert.Equal([(1, 1, 1), (2, 5, 2)], seen);
        Assert.False(channel.TryPeek(2, buffer, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.TryPeek(-1, buffer, out _, out _));
        Assert.Throws<MqBufferTooSmallException>(() => channel.TryPeek(0, buffer.AsSpan(1), out _, out _));

        Assert.Equal(2, channel.GetAttributes().Count);
        Assert.True(channel.TryReceive(buffer, out int length, out int priority));
        Assert.Equal((2, 5), (length, priority));
    }

    /// <summary>True when the transport cannot choose: it then has said so by name.</summary>
    private bool RefusesSelections(MqByteChannel channel)
    {
        if (Node.GetCapabilities().SelectiveReceive)
        {
            return false;
        }

        byte[] buffer = new byte[channel.MaxMessageBytes];
        MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => channel.TryReceive(buffer, MqSelection.Exactly(1), out _, out _));
        Assert.Equal((channel.Name, channel.Transport), (error.Queue, error.Transport));
        Assert.Throws<MqNotSupportedException>(() => channel.Receive(buffer, MqSelection.Exactly(1), out _));
        return true;
    }
}
