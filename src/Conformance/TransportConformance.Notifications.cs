using System.Threading.Channels;

namespace TypedMq.Conformance;

/// <summary>Being told that a queue is not empty any more: by capability, or refused by name.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Accepts", "G17")]
    [Trait("Accepts", "P35")]
    public async Task Who_registers_for_once_is_told_once_and_can_register_again()
    {
        using MqByteChannel channel = Create(NewName());
        if (!Node.GetCapabilities().Notifications)
        {
            Assert.Equal(channel.Transport, Assert.Throws<MqNotSupportedException>(() => channel.Notify(static () => { })).Transport);
            Assert.Equal(channel.Transport, Assert.Throws<MqNotSupportedException>(() => channel.NotificationsAsync()).Transport);
            return;
        }

        Told first = new(), second = new();
        using IDisposable registration = channel.Notify(first.Tell, once: true);
        Assert.Equal(0, first.Count);
        channel.Send([1]);
        await first.WaitAsync(1);

        Drain(channel);
        using IDisposable again = channel.Notify(second.Tell, once: true);
        channel.Send([2]);
        await second.WaitAsync(1);
        Assert.Equal((1, 1), (first.Count, second.Count));
    }

    [Fact]
    [Trait("Accepts", "G18")]
    [Trait("Accepts", "P33")]
    [Trait("Accepts", "P34")]
    [Trait("Accepts", "P38")]
    public async Task A_queue_takes_one_registration_until_it_is_ended()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        using MqByteChannel other = OpenExisting(name);
        if (!Node.GetCapabilities().Notifications)
        {
            return;
        }

        Told first = new(), third = new();
        IDisposable registration = channel.Notify(first.Tell);
        Assert.Contains(name, Assert.Throws<MqNotificationTakenException>(() => channel.Notify(first.Tell)).Message, StringComparison.Ordinal);
        Assert.False(Assert.Throws<MqNotificationTakenException>(() => other.Notify(first.Tell)).IsTransient);

        registration.Dispose();
        registration.Dispose();
        using IDisposable again = other.Notify(third.Tell);
        channel.Send([1]);
        await third.WaitAsync(1);
        Assert.Equal(0, first.Count);
    }

    [Fact]
    [Trait("Accepts", "P39")]
    [Trait("Accepts", "V23")]
    public async Task Closing_a_handle_ends_its_registration()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        MqByteChannel closing = OpenExisting(name);
        if (!Node.GetCapabilities().Notifications)
        {
            return;
        }

        Told closed = new(), open = new();
        closing.Notify(closed.Tell);
        closing.Dispose();
        using IDisposable registration = channel.Notify(open.Tell);
        channel.Send([1]);
        await open.WaitAsync(1);
        Assert.Equal(0, closed.Count);
        Assert.Throws<ObjectDisposedException>(() => closing.Notify(closed.Tell));
    }

    [Fact]
    [Trait("Accepts", "P32")]
    [Trait("Accepts", "G40")]
    public async Task A_registration_goes_on_and_tells_each_time_that_the_queue_was_empty()
    {
        using MqByteChannel channel = Create(NewName());
        if (!Node.GetCapabilities().Notifications)
        {
            return;
        }

        Told told = new();
        using IDisposable registration = channel.Notify(told.Tell);
        for (int round = 1; round <= 20; round++)
        {
            channel.Send([1]);
            await told.WaitAsync(round);
            channel.Send([2]);
            Drain(channel);
        }
    }

    [Fact]
    [Trait("Accepts", "G40")]
    public async Task Whoever_empties_the_queue_at_each_notification_misses_no_message()
    {
        const int Messages = 2000;
        using MqByteChannel channel = Create(NewName());
        if (!Node.GetCapabilities().Notifications)
        {
            return;
        }

        using CancellationTokenSource stop = new(Patience * 3);
        channel.Send([0]);
        Task sender = Blocking(() =>
        {
            for (int i = 1; i < Messages; i++)
            {
                channel.Send([1], 0, stop.Token);
            }
        });

        int received = 0;
        await foreach (MqQueueAttributes attributes in channel.NotificationsAsync(stop.Token))
        {
            Assert.Equal(channel.Capacity, attributes.Capacity);
            received += Drain(channel);
            if (received == Messages)
            {
                break;
            }
        }

        await sender;

        // The registration ended with the stream.
        channel.Notify(static () => { }).Dispose();
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
    public async Task Typed_channels_tell_too()
    {
        IReadings readings = Open<IReadings>(NewName());
        IMqChannel channel = (IMqChannel)readings;
        if (!Node.GetCapabilities().Notifications)
        {
            Assert.Throws<MqNotSupportedException>(() => channel.Notify(static () => { }));
            return;
        }

        Told told = new();
        using (channel.Notify(told.Tell, once: true))
        {
            readings.Send(default);
            await told.WaitAsync(1);
        }

        await foreach (MqQueueAttributes attributes in channel.NotificationsAsync())
        {
            Assert.Equal(1, attributes.Count);
            Assert.True(readings.TryReceive(out _));
            break;
        }
    }

    private static int Drain(MqByteChannel channel)
    {
        byte[] buffer = new byte[channel.MaxMessageBytes];
        int received = 0;
        while (channel.TryReceive(buffer, out _, out _))
        {
            received++;
        }

        return received;
    }

    /// <summary>Counts notifications.</summary>
    private sealed class Told
    {
        private readonly Channel<int> _counts = Channel.CreateUnbounded<int>();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Tell() => _counts.Writer.TryWrite(Interlocked.Increment(ref _count));

        /// <summary>Waits until at least as many came.</summary>
        public async Task WaitAsync(int count)
        {
            while (Count < count)
            {
                await _counts.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            }
        }
    }
}
