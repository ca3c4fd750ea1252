namespace TypedMq.Conformance;

/// <summary>What is dropped when a queue is full or a message is late, and what always gets in. What a transport cannot do it must refuse by name.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    public async Task A_channel_that_drops_what_it_writes_counts_it_and_tells_only_those_who_ask()
    {
        using MqByteChannel channel = Create(NewName(), configure: options => options.FullMode = MqFullMode.DropWrite);
        int full = Fill(channel);
        Assert.Equal(default, channel.Counters);

        channel.Send([1]);
        await channel.SendAsync(new byte[] { 2 });
        Assert.Equal(new MqChannelCounters(2, 0), channel.Counters);
        Assert.False(channel.TrySend([3]));
        Assert.False(channel.Send([4], TimeSpan.FromMilliseconds(1)));
        Assert.Equal(new MqChannelCounters(2, 0, FullWaits: 1), channel.Counters);
        Assert.Equal(full, channel.GetAttributes().Count);

        IReadings readings = Open<IReadings>(NewName(), configure: options => options.FullMode = MqFullMode.DropWrite);
        int sent = 0;
        while (readings.TrySend(Sample))
        {
            sent++;
        }

        readings.Send(Sample);
        await readings.SendAsync(Sample);
        Assert.Equal(2, ((IMqChannel)readings).Counters.DroppedMessages);
        Assert.Equal(sent, ((IMqChannel)readings).GetAttributes().Count);
    }

    [Fact]
    public async Task A_channel_that_drops_the_oldest_drops_the_lowest_priority_first_and_never_a_higher_one()
    {
        if (Refuses(Node.GetCapabilities().DropOldest, "DropOldest", options => options.FullMode = MqFullMode.DropOldest))
        {
            return;
        }

        using MqByteChannel channel = Create(NewName(), capacity: 4, size: 16, options => options.FullMode = MqFullMode.DropOldest);
        channel.Send(Numbered(1), 2);
        Assert.True(channel.TrySend(Numbered(2), 1));
        channel.Send(Numbered(3), 1);
        channel.Send(Numbered(4), 3);
        Assert.Equal(default, channel.Counters);

        // The second is the oldest of the lowest priority; nothing is as low as the sixth and the seventh.
        Assert.True(channel.TrySend(Numbered(5), 1));
        Assert.Equal(new MqChannelCounters(1, 0), channel.Counters);
        channel.Send(Numbered(6), 0);
        Assert.Equal(new MqChannelCounters(2, 0), channel.Counters);
        Assert.False(channel.TrySend(Numbered(7), 0));
        await channel.SendAsync(Numbered(8), 2);
        Assert.True(channel.Send(Numbered(9), Patience, 3));
        Assert.Equal(new MqChannelCounters(4, 0), channel.Counters);
        Assert.Equal(4, channel.GetAttributes().Count);
        Assert.Equal([(3, 4), (3, 9), (2, 1), (2, 8)], ReceiveNumbers(channel));

        static byte[] Numbered(byte number) => [number, .. new byte[15]];
    }

    [Fact]
    public async Task Reserved_slots_are_for_high_priorities_only()
    {
        if (Refuses(Node.GetCapabilities().ReservedSlots, "ReservedSlots", options => (options.ReservedSlots, options.ReservedForPriority) = (1, 5)))
        {
            return;
        }

        string name = NewName();
        using MqByteChannel channel = Create(name, capacity: 4, size: 16, options => (options.ReservedSlots, options.ReservedForPriority) = (1, 5));
        Assert.True(channel.TrySend([1]));
        Assert.True(channel.TrySend([2], 4));
        Assert.True(channel.TrySend([3], 4));
        Assert.False(channel.TrySend([4], 4));
        Assert.True(channel.TrySend([5], 5));
        Assert.False(channel.TrySend([6], 9));

        // Room that is not for it wakes no sender for good.
        BlockingThread sender = new(Patience, () => channel.Send([7], 4));
        sender.WaitUntilItSleeps();
        ValueTask sending = channel.SendAsync(new byte[] { 8 });
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.Equal(1, channel.Receive(buffer, out int priority));
        Assert.Equal(5, priority);
        sender.WaitUntilItSleeps();
        Assert.False(sending.IsCompleted);
        Assert.True(channel.TrySend([9], 5));

        channel.Receive(buffer, out _);
        channel.Receive(buffer, out _);
        channel.Receive(buffer, out _);
        await sender.Completion;
        await sending.AsTask().WaitAsync(Patience);
        Assert.Equal([(4, 7), (0, 1), (0, 8)], ReceiveNumbers(channel).OrderByDescending(found => found.Priority).ThenBy(found => found.Number));
        Assert.Throws<MqQueueMismatchException>(() => OtherNode().OpenBytes(name, options => (options.ReservedSlots, options.ReservedForPriority) = (2, 5)));
    }

    [Fact]
    public async Task What_has_expired_is_dropped_and_counted_whichever_way_it_is_received()
    {
        string name = NewName();
        IBatches late = Open<IBatches>(name, configure: options => options.TimeToLive = TimeSpan.FromMilliseconds(1));
        IBatches lasting = Open<IBatches>(name, OtherNode(), configure: options => options.TimeToLive = TimeSpan.FromHours(1));
        Reading[] batch = new Reading[2];
        Func<Task<Reading>>[] ways =
        [
            () => Task.FromResult(late.Receive()),
            () => Task.FromResult(late.TryReceive(out Reading reading) ? reading : default),
            () => Task.FromResult(late.TryReceive(out Reading reading, Patience) ? reading : default),
            () => Task.FromResult(late.ReceiveBatch(batch) == 1 ? batch[0] : default),
            async () => await late.ReceiveAsync(),
            async () =>
            {
                await foreach (Reading reading in late.ReceiveAllAsync())
                {
                    return reading;
                }

                return default;
            },
        ];
        for (int i = 0; i < ways.Length; i++)
        {
            late.Send(Sample with { Id = -1 });
            DateTime sent = DateTime.UtcNow;
            SpinWait.SpinUntil(() => DateTime.UtcNow > sent + TimeSpan.FromMilliseconds(2));
            lasting.Send(Sample with { Id = i });

            Assert.Equal(i, (await ways[i]()).Id);
            Assert.Equal(new MqChannelCounters(0, i + 1), ((IMqChannel)late).Counters);
        }

        Assert.Equal(default, ((IMqChannel)lasting).Counters);
    }

    [Fact]
    public async Task Who_waits_for_a_message_does_not_get_one_that_has_expired()
    {
        IReadings readings = Open<IReadings>(NewName(), configure: options => options.TimeToLive = TimeSpan.FromMilliseconds(1));
        readings.Send(Sample);
        DateTime sent = DateTime.UtcNow;
        SpinWait.SpinUntil(() => DateTime.UtcNow > sent + TimeSpan.FromMilliseconds(2));
        Assert.False(readings.TryReceive(out _, TimeSpan.FromMilliseconds(20)));
        Assert.Equal(new MqChannelCounters(0, 1), ((IMqChannel)readings).Counters);
        Assert.Equal(0, ((IMqChannel)readings).GetAttributes().Count);

        Assert.Throws<MqConfigurationException>(() => Create(NewName(), configure: options => options.TimeToLive = TimeSpan.FromSeconds(1)));
        using MqByteChannel bytes = Create(NewName(), configure: options => (options.Envelope, options.TimeToLive) = (MqEnvelopeMode.Standard, TimeSpan.FromHours(1)));
        await bytes.SendAsync(new byte[] { 7 });
        Assert.Equal([(0, 7)], ReceiveNumbers(bytes));
    }

    /// <summary>The priority and the first byte of every message that is there.</summary>
    private static List<(int Priority, int Number)> ReceiveNumbers(MqByteChannel channel)
    {
        byte[] buffer = new byte[channel.MaxMessageBytes];
        List<(int, int)> received = [];
        while (channel.TryReceive(buffer, out _, out int priority))
        {
            received.Add((priority, buffer[0]));
        }

        return received;
    }

    /// <summary>True when the transport cannot: then it has refused to open, by name, and made nothing.</summary>
    private bool Refuses(bool can, string feature, Action<MqChannelOptions> ask)
    {
        if (can)
        {
            return false;
        }

        string name = NewName();
        MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => Create(name, configure: ask));
        Assert.Equal(name, error.Queue);
        Assert.Contains(feature, error.Message, StringComparison.Ordinal);
        Assert.Throws<MqNotSupportedException>(() => Open<IReadings>(name, configure: ask));
        Assert.False(Node.Delete(name));
        return true;
    }
}
