namespace TypedMq.Conformance;

/// <summary>Being told of messages. Where the transport cannot tell, each of these tests shows that it says so.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Capability", "Notifications")]
    [Trait("Accepts", "G17")]
    [Trait("Accepts", "P35")]
    public async Task A_registration_for_one_notification_gets_one_and_makes_room_for_the_next()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        if (RefusesNotifications(channel))
        {
            return;
        }

        int first = 0;
        TaskCompletionSource told = NewSignal();
        using IDisposable registration = channel.Notify(
            () =>
            {
                Interlocked.Increment(ref first);
                told.TrySetResult();
            },
            once: true);
        channel.Send([1]);
        await told.Task.WaitAsync(Patience);
        channel.Send([2]);
        Drain(channel);

        TaskCompletionSource toldNext = NewSignal();
        using IDisposable next = OpenExisting(name).Notify(() => toldNext.TrySetResult(), once: true);
        channel.Send([3]);
        await toldNext.Task.WaitAsync(Patience);
        Assert.Equal(1, first);
    }

    [Fact]
    [Trait("Capability", "Notifications")]
    [Trait("Accepts", "G18")]
    [Trait("Accepts", "P33")]
    [Trait("Accepts", "P34")]
    [Trait("Accepts", "P38")]
    public async Task One_registration_is_taken_at_a_time_and_can_be_taken_back()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        using MqByteChannel other = OpenExisting(name);
        if (RefusesNotifications(channel))
        {
            return;
        }

        using (channel.Notify(static () => { }))
        {
            MqNotificationTakenException error = Assert.Throws<MqNotificationTakenException>(() => channel.Notify(static () => { }));
            Assert.Equal(name, error.Queue);
            Assert.Throws<MqNotificationTakenException>(() => other.Notify(static () => { }, once: true));
        }

        using (other.Notify(static () => { }, once: true))
        {
        }

        TaskCompletionSource told = NewSignal();
        using IDisposable third = channel.Notify(() => told.TrySetResult(), once: true);
        other.Send([1]);
        await told.Task.WaitAsync(Patience);
    }

    [Fact]
    [Trait("Capability", "Notifications")]
    [Trait("Accepts", "P39")]
    [Trait("Accepts", "V23")]
    public async Task Closing_the_handle_takes_its_registration_back()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        if (RefusesNotifications(channel))
        {
            return;
        }

        MqByteChannel closed = OpenExisting(name);
        bool wrong = false;
        _ = closed.Notify(() => wrong = true);
        closed.Dispose();

        TaskCompletionSource told = NewSignal();
        using IDisposable registration = channel.Notify(() => told.TrySetResult(), once: true);
        channel.Send([1]);
        await told.Task.WaitAsync(Patience);
        Assert.False(wrong);
    }

    [Fact]
    [Trait("Capability", "Notifications")]
    [Trait("Accepts", "P32")]
    public async Task A_notification_comes_when_the_empty_queue_gets_a_message_and_only_then()
    {
        using MqByteChannel channel = Create(NewName());
        if (RefusesNotifications(channel))
        {
            return;
        }

        using SemaphoreSlim told = new(0);
        using IDisposable registration = channel.Notify(() => told.Release());
        channel.Send([1]);
        Assert.True(await told.WaitAsync(Patience));
        channel.Send([2]);
        channel.Send([3]);
        Drain(channel);
        channel.Send([4]);
        Assert.True(await told.WaitAsync(Patience));
        Assert.Equal(0, told.CurrentCount);
    }

    [Fact]
    [Trait("Capability", "Notifications")]
    [Trait("Accepts", "G40")]
    public async Task A_subscriber_that_empties_the_queue_each_time_misses_nothing()
    {
        const int Messages = 1000;
        using MqByteChannel channel = Create(NewName());
        if (RefusesNotifications(channel))
        {
            return;
        }

        int received = 0;
        TaskCompletionSource all = NewSignal();
        using IDisposable registration = channel.Notify(() =>
        {
            received += Drain(channel);
            if (received == Messages)
            {
                all.TrySetResult();
            }
        });
        using CancellationTokenSource stop = new(Patience);
        await Blocking(() => SendMany(channel, Messages, stop.Token));
        await all.Task.WaitAsync(Patience);
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Capability", "Notifications")]
    [Trait("Accepts", "G40")]
    public async Task A_stream_of_notifications_misses_nothing_and_ends_with_its_token()
    {
        const int Messages = 1000;
        using MqByteChannel channel = Create(NewName());
        if (RefusesNotifications(channel))
        {
            return;
        }

        using CancellationTokenSource stop = new(Patience);
        Task sending = Blocking(() => SendMany(channel, Messages, stop.Token));
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        int received = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (MqQueueAttributes attributes in channel.NotificationsAsync(done.Token))
            {
                received += Drain(channel);
                if (received == Messages)
                {
                    await done.CancelAsync();
                }
            }
        });
        await sending;
        Assert.Equal(Messages, received);

        // The registration went with the stream.
        channel.Notify(static () => { }, once: true).Dispose();
    }

    /// <summary>Takes all messages.</summary>
    private static int Drain(MqByteChannel channel)
    {
        byte[] buffer = new byte[channel.MaxMessageBytes];
        int count = 0;
        while (channel.TryReceive(buffer, out _, out _))
        {
            count++;
        }

        return count;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True when the transport cannot tell: it then has said so by name.</summary>
    private protected bool RefusesNotifications(MqByteChannel channel)
    {
        if (Node.GetCapabilities().Notifications)
        {
            return false;
        }

        MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => channel.Notify(static () => { }));
        Assert.Equal((channel.Name, channel.Transport), (error.Queue, error.Transport));
        Assert.Throws<MqNotSupportedException>(() => channel.NotificationsAsync());
        return true;
    }
}
