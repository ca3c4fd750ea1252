namespace TypedMq.Conformance;

public abstract partial class TransportConformance
{
    [Fact]
    public void A_token_that_is_cancelled_already_takes_nothing_and_sends_nothing()
    {
        using MqByteChannel channel = Create(NewName());
        channel.Send([1]);
        CancellationToken cancelled = new(canceled: true);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.Throws<OperationCanceledException>(() => channel.Receive(buffer, out _, cancelled));
        Assert.Throws<OperationCanceledException>(() => channel.Send([1], 0, cancelled));
        Assert.True(channel.SendAsync(new byte[] { 1 }, 0, cancelled).IsCanceled);
        Assert.True(channel.ReceiveAsync(buffer, cancelled).IsCanceled);
        Assert.Equal(1, channel.GetAttributes().Count);
    }

    [Fact]
    public async Task Cancelling_wakes_blocked_and_awaited_calls()
    {
        using MqByteChannel channel = Create(NewName());
        using CancellationTokenSource source = new();
        byte[] buffer = new byte[channel.MaxMessageBytes];
        BlockingThread blocked = new(Patience, () => channel.Receive(buffer, out _, source.Token));
        Task awaited = channel.ReceiveAsync(new byte[channel.MaxMessageBytes], source.Token).AsTask();
        blocked.WaitUntilItSleeps();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked.Completion);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => awaited.WaitAsync(Patience));

        int full = Fill(channel);
        using CancellationTokenSource second = new();
        BlockingThread blockedSend = new(Patience, () => channel.Send([1], 0, second.Token));
        Task awaitedSend = channel.SendAsync(new byte[] { 1 }, 0, second.Token).AsTask();
        blockedSend.WaitUntilItSleeps();
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blockedSend.Completion);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => awaitedSend.WaitAsync(Patience));
        Assert.Equal(full, channel.GetAttributes().Count);
    }

    [Fact]
    public async Task Disposing_wakes_the_waiters_of_the_handle_and_of_no_other()
    {
        string name = NewName();
        using MqByteChannel other = Create(name);
        MqByteChannel channel = OpenExisting(name);
        BlockingThread blocked = new(Patience, () => channel.Receive(new byte[128], out _));
        Task awaited = channel.ReceiveAsync(new byte[128]).AsTask();
        Task<(int Length, int Priority)> stays = other.ReceiveAsync(new byte[128]).AsTask();
        blocked.WaitUntilItSleeps();
        channel.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => blocked.Completion);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => awaited.WaitAsync(Patience));
        Assert.False(stays.IsCompleted);
        other.Send([1, 2, 3]);
        Assert.Equal(3, (await stays.WaitAsync(Patience)).Length);
    }

    [Fact]
    public async Task A_cancelled_receive_loses_nothing_when_it_is_awaited()
    {
        const int Messages = 2000;
        using MqByteChannel channel = Create(NewName());
        using CancellationTokenSource stop = new(Patience * 3);
        Task sender = Blocking(() => SendMany(channel, Messages, stop.Token));
        int received = 0;
        byte[] buffer = new byte[channel.MaxMessageBytes];
        while (received < Messages)
        {
            using CancellationTokenSource race = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            Task cancel = Task.Run(race.Cancel, stop.Token);
            try
            {
                await channel.ReceiveAsync(buffer, race.Token);
                received++;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
            }

            await cancel;
        }

        await sender;
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    [Fact]
    public async Task A_cancelled_receive_loses_nothing_when_a_thread_blocks_in_it()
    {
        const int Messages = 2000;
        using MqByteChannel channel = Create(NewName());
        using CancellationTokenSource stop = new(Patience * 3);
        Task sender = Blocking(() => SendMany(channel, Messages, stop.Token));
        int received = 0;
        await Blocking(() =>
        {
            byte[] buffer = new byte[channel.MaxMessageBytes];
            while (received < Messages)
            {
                using CancellationTokenSource race = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                Task cancel = Task.Run(race.Cancel, stop.Token);
                try
                {
                    channel.Receive(buffer, out _, race.Token);
                    received++;
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                }

                cancel.Wait(stop.Token);
            }
        });

        await sender;
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    /// <summary>Each race is one receive that waits, one message that comes, and one cancellation, all at about the same time.</summary>
    [Fact]
    public async Task A_hundred_thousand_cancellations_that_race_with_messages_lose_none()
    {
        const int Races = 100_000;
        using MqByteChannel channel = Create(NewName());
        using CancellationTokenSource stop = new(Patience * 9);
        int started = 0;
        int sent = 0;
        Task sender = Blocking(() =>
        {
            for (int race = 1; race <= Races; race++)
            {
                SpinWait spin = default;
                while (Volatile.Read(ref started) < race)
                {
                    stop.Token.ThrowIfCancellationRequested();
                    spin.SpinOnce();
                }

                sent += channel.TrySend([1]) ? 1 : 0;
            }
        });

        int received = 0;
        int cancelled = 0;
        await Task.Run(async () =>
        {
            byte[] buffer = new byte[channel.MaxMessageBytes];
            for (int race = 1; race <= Races; race++)
            {
                using CancellationTokenSource source = new();
                ValueTask<(int Length, int Priority)> receive = channel.ReceiveAsync(buffer, source.Token);
                Volatile.Write(ref started, race);
                Thread.SpinWait(race % 64);
                source.Cancel();
                try
                {
                    await receive;
                    received++;
                }
                catch (OperationCanceledException)
                {
                    cancelled++;
                }
            }
        }).WaitAsync(stop.Token);
        await sender.WaitAsync(stop.Token);

        Assert.Equal(Races, received + cancelled);
        Assert.InRange(received, 1, Races - 1);
        Assert.Equal(sent, received + channel.GetAttributes().Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_send_was_sent_or_was_not_and_says_which(bool awaits)
    {
        const int Attempts = 2000;
        using MqByteChannel channel = Create(NewName());
        using CancellationTokenSource stop = new(Patience * 3);
        int received = 0;
        Task receiver = Blocking(() =>
        {
            byte[] buffer = new byte[channel.MaxMessageBytes];
            while (channel.Receive(buffer, out _, stop.Token) > 0)
            {
                received++;
            }
        });

        int sent = 0;
        byte[] message = [1];
        await Task.Run(async () =>
        {
            for (int i = 0; i < Attempts; i++)
            {
                using CancellationTokenSource race = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                Task cancel = Task.Run(race.Cancel, stop.Token);
                try
                {
                    if (awaits)
                    {
                        await channel.SendAsync(message, 0, race.Token);
                    }
                    else
                    {
                        channel.Send(message, 0, race.Token);
                    }

                    sent++;
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                }

                await cancel;
            }
        });

        // The end is an empty message.
        channel.Send([], 0, stop.Token);
        await receiver;
        Assert.Equal(sent, received);
    }

    private static void SendMany(MqByteChannel channel, int messages, CancellationToken stop)
    {
        for (int i = 0; i < messages; i++)
        {
            channel.Send([1], 0, stop);
        }
    }
}
