using TypedMq.Transports;

namespace TypedMq.Conformance;

/// <summary>How waits for a choice and streams of notifications end, where the transport has them.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    public async Task Who_waits_for_a_choice_is_woken_by_its_token_and_its_handle_and_does_not_wait_when_the_handle_does_not()
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
        BlockingThread blocked = new(Patience, () => channel.Receive(buffer, MqSelection.Exactly(5), out _, source.Token));
        Task awaited = channel.ReceiveAsync(new byte[channel.MaxMessageBytes], MqSelection.Exactly(5), source.Token).AsTask();
        Task left = closing.ReceiveAsync(new byte[channel.MaxMessageBytes], MqSelection.Exactly(5)).AsTask();
        blocked.WaitUntilItSleeps();
        await source.CancelAsync();
        closing.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked.Completion);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => awaited.WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => left.WaitAsync(Patience));

        channel.IsBlocking = false;
        Assert.Throws<MqQueueEmptyException>(() => channel.Receive(buffer, MqSelection.Exactly(5), out _));
        await Assert.ThrowsAsync<MqQueueEmptyException>(async () => await channel.ReceiveAsync(buffer, MqSelection.Exactly(5)));
        Assert.False(channel.TryReceive(buffer, MqSelection.Exactly(5), out _, out _, Timeout.InfiniteTimeSpan));
        Assert.Equal(1, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G26")]
    public void A_timeout_that_is_none_is_refused_also_while_the_handle_does_not_wait()
    {
        using MqByteChannel channel = Create(NewName());
        channel.IsBlocking = false;
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.Send([1], TimeSpan.FromMilliseconds(-2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.TryReceive(new byte[channel.MaxMessageBytes], out _, out _, TimeSpan.FromMilliseconds(-2)));
    }

    [Fact]
    public async Task A_stream_of_notifications_ends_with_its_channel_and_by_its_token()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        if (!Node.GetCapabilities().Notifications)
        {
            return;
        }

        MqByteChannel closing = OpenExisting(name);
        await using (IAsyncEnumerator<MqQueueAttributes> stream = closing.NotificationsAsync().GetAsyncEnumerator())
        {
            Task<bool> next = stream.MoveNextAsync().AsTask();
            closing.Dispose();
            Assert.False(await next.WaitAsync(Patience));
        }

        using CancellationTokenSource source = new();
        await using (IAsyncEnumerator<MqQueueAttributes> stream = channel.NotificationsAsync(source.Token).GetAsyncEnumerator())
        {
            Task<bool> next = stream.MoveNextAsync().AsTask();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Patience));
        }

        channel.Notify(static () => { }).Dispose();
    }

    [Fact]
    public async Task Typed_channels_tell_of_messages_too()
    {
        IReadings readings = Open<IReadings>(NewName());
        IMqChannel channel = (IMqChannel)readings;
        if (!Node.GetCapabilities().Notifications)
        {
            Assert.Throws<MqNotSupportedException>(() => channel.Notify(static () => { }));
            Assert.Throws<MqNotSupportedException>(() => channel.NotificationsAsync());
            return;
        }

        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (channel.Notify(told.SetResult, once: true))
        {
            readings.Send(default);
            await told.Task.WaitAsync(Patience);
        }

        // What is there when the stream begins is told.
        await foreach (MqQueueAttributes attributes in channel.NotificationsAsync())
        {
            Assert.Equal(1, attributes.Count);
            Assert.True(readings.TryReceive(out _));
            break;
        }
    }
}
