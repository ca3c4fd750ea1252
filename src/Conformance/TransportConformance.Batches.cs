namespace TypedMq.Conformance;

/// <summary>Several messages at once: as many as go, and the wait of one.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Shape", "batch send")]
    [Trait("Shape", "batch receive")]
    public void A_batch_arrives_in_its_order_and_as_much_as_is_there_comes_at_once()
    {
        string name = NewName();
        IBatches sender = Open<IBatches>(name);
        IBatches receiver = Open<IBatches>(name, OtherNode());
        Assert.Equal(0, sender.SendBatch([]));
        Assert.Equal(0, receiver.ReceiveBatch([]));

        Assert.Equal(3, sender.SendBatch(Numbered(3)));
        Assert.Equal(1, sender.SendBatchWith(Numbered(1, from: 9), 5));
        Reading[] into = new Reading[3];
        Assert.Equal(2, receiver.ReceiveBatch(into.AsSpan(0, 2)));
        Assert.Equal([9, 0, 0], into.Select(reading => reading.Id));
        Assert.Equal(2, receiver.ReceiveBatch(into));
        Assert.Equal([1, 2, 0], into.Select(reading => reading.Id));
        Assert.Equal(0, receiver.ReceiveBatchWithin(into, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void A_batch_goes_as_far_as_there_is_room()
    {
        IBatches batches = Open<IBatches>(NewName());
        Reading[] many = Numbered(200);
        int sent = batches.SendBatch(many);
        Assert.InRange(sent, 4, many.Length - 1);
        Assert.Equal(sent, ((IMqChannel)batches).GetAttributes().Count);
        Assert.Equal(0, batches.SendBatchWithin(many, TimeSpan.Zero));

        Reading[] into = new Reading[many.Length];
        Assert.Equal(sent, batches.ReceiveBatch(into));
        Assert.Equal(many.Take(sent), into.Take(sent));
        Assert.Equal(sent, batches.SendBatchWithin(many, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_batch_waits_for_its_first_message_and_for_the_room_of_it()
    {
        IBatches batches = Open<IBatches>(NewName());
        Reading[] into = new Reading[300];
        int received = 0;
        BlockingThread receiver = new(Patience, () => received = batches.ReceiveBatch(into));
        receiver.WaitUntilItSleeps();
        batches.Send(Sample with { Id = 5 });
        await receiver.Completion;
        Assert.Equal((1, 5), (received, into[0].Id));

        int full = batches.SendBatch(Numbered(200));
        int sent = 0;
        BlockingThread sender = new(Patience, () => sent = batches.SendBatch(Numbered(1, from: 100)));
        sender.WaitUntilItSleeps();
        Assert.True(batches.TryReceive(out _));
        await sender.Completion;
        Assert.Equal(1, sent);
        Assert.Equal(full, batches.ReceiveBatch(into));
        Assert.Equal(100, into[full - 1].Id);

        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => batches.ReceiveBatch(into, cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => batches.SendBatch(into, cancelled.Token));
    }

    [Fact]
    public void A_batch_that_is_to_fail_or_to_be_dropped_when_the_queue_is_full_does_so_for_what_has_no_room()
    {
        IBatches failing = Open<IBatches>(NewName(), configure: options => options.FullMode = MqFullMode.Fail);
        int full = failing.SendBatch(Numbered(200));
        Assert.InRange(full, 4, 199);
        Assert.Throws<MqQueueFullException>(() => failing.SendBatch(Numbered(1)));

        IBatches dropping = Open<IBatches>(NewName(), configure: options => options.FullMode = MqFullMode.DropWrite);
        Assert.Equal(200, dropping.SendBatch(Numbered(200)));
        Assert.Equal(full, ((IMqChannel)dropping).GetAttributes().Count);
        Assert.Equal(200 - full, ((IMqChannel)dropping).Counters.DroppedMessages);
        Assert.Equal(0, dropping.SendBatchWithin(Numbered(1), TimeSpan.Zero));

        if (Node.GetCapabilities().DropOldest)
        {
            IBatches newest = Open<IBatches>(NewName(), configure: options => options.FullMode = MqFullMode.DropOldest);
            Assert.Equal(200, newest.SendBatch(Numbered(200)));
            Reading[] into = new Reading[200];
            Assert.Equal(4, newest.ReceiveBatch(into));
            Assert.Equal([196, 197, 198, 199], into.Take(4).Select(reading => reading.Id));
            Assert.Equal(196, ((IMqChannel)newest).Counters.DroppedMessages);
        }
    }

    [Fact]
    public void What_cannot_be_sent_ends_a_batch_and_is_an_error_when_it_comes_first()
    {
        IReportBatches reports = Open<IReportBatches>(NewName());
        Report good = new("", [], [], []);
        Report[] batch = [good, new(null!, [], [], []), good];
        Assert.Equal(1, reports.SendBatch(batch));
        Assert.Throws<MqEncodeException>(() => reports.SendBatch(batch.AsSpan(1)));
        Assert.Throws<MqMessageTooLargeException>(() => reports.SendBatch([good with { Title = new string('x', 300) }, good]));
        Assert.Equal(1, ((IMqChannel)reports).GetAttributes().Count);

        // No room was lost by it.
        Assert.Equal(3, reports.SendBatch([good, good, good]));
        Assert.Equal(4, ((IMqChannel)reports).GetAttributes().Count);
    }

    [Fact]
    public void What_is_not_the_contract_is_left_out_of_a_batch_and_is_an_error_of_the_next()
    {
        string name = NewName();
        IBatches batches = Open<IBatches>(name, configure: options => options.Envelope = MqEnvelopeMode.None);
        using MqByteChannel foreign = OpenExisting(name);
        byte[] broken = [0x92, 0x05, 0xA1, 0x61];
        batches.Send(Sample with { Id = 1 });
        foreign.Send(broken);
        batches.Send(Sample with { Id = 2 });
        Reading[] into = new Reading[4];
        Assert.Equal(2, batches.ReceiveBatch(into));
        Assert.Equal([1, 2], into.Take(2).Select(reading => reading.Id));
        Assert.Equal("Reading", Assert.Throws<MqDecodeException>(() => batches.ReceiveBatch(into)).Contract);
        Assert.Equal(0, batches.ReceiveBatchWithin(into, TimeSpan.Zero));

        foreign.Send(broken);
        Assert.Throws<MqDecodeException>(() => batches.ReceiveBatch(into));
        Assert.Equal(0, foreign.GetAttributes().Count);
        batches.Send(Sample);
        Assert.Equal(1, batches.ReceiveBatch(into));
    }

    [Fact]
    public void A_batch_allocates_nothing()
    {
        IBatches batches = Open<IBatches>(NewName());
        Reading[] sent = Numbered(4);
        Reading[] into = new Reading[4];
        int received = 0;
        Assert.Equal(0, Allocated(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                batches.SendBatch(sent);
                received += batches.ReceiveBatch(into);
            }
        }));
        Assert.Equal(3 * 4 * 1000, received);
    }

    private static Reading[] Numbered(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(static id => Sample with { Id = id })];
}
