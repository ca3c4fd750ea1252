namespace TypedMq.Conformance;

public abstract partial class TransportConformance
{
    private static readonly Reading Sample = new(long.MinValue, Math.PI, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), new DateTime(2026, 7, 21, 20, 24, 13, DateTimeKind.Utc), Level.High);

    [Fact]
    [Trait("Accepts", "G6")]
    public void A_record_arrives_through_a_second_proxy_as_it_was_sent()
    {
        string name = NewName();
        IReadings first = Open<IReadings>(name);
        IReadings second = Open<IReadings>(name, OtherNode());
        first.Send(Sample);
        Assert.Equal(Sample, second.Receive());
    }

    [Fact]
    [Trait("Accepts", "G7")]
    public async Task A_composite_arrives_from_another_thread_bit_by_bit()
    {
        string name = NewName();
        IComposites sender = Open<IComposites>(name, size: 1024);
        IComposites receiver = Open<IComposites>(name, OtherNode(), size: 1024);
        double notANumber = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234);
        Composite sent = new([int.MinValue, 0, int.MaxValue], new(notANumber, -0.0), new([0, 255], [new(double.Epsilon, double.MaxValue), default]), double.NegativeInfinity);
        Task sending = Blocking(() => sender.Send(sent));

        Composite received = receiver.Receive();
        await sending.WaitAsync(Patience);
        Assert.Equal(sent.Numbers, received.Numbers);
        Assert.Equal(sent.Segment.Bytes, received.Segment.Bytes);
        Assert.Equal(Bits(sent), Bits(received));

        static long[] Bits(Composite composite) =>
        [
            .. new[] { composite.Root }.Concat(composite.Segment.Path).SelectMany(static phasor => new[] { phasor.Real, phasor.Imaginary }).Append(composite.Last).Select(BitConverter.DoubleToInt64Bits),
        ];
    }

    [Fact]
    [Trait("Accepts", "G7")]
    public async Task A_record_with_text_and_collections_arrives_from_another_thread_as_it_was_sent()
    {
        string name = NewName();
        IReports sender = Open<IReports>(name, size: 1024);
        IReports receiver = Open<IReports>(name, OtherNode(), size: 1024);
        Report report = new("naïve-名", [0, 1, 255], [Sample, default], new() { ["a"] = 0.5, ["b"] = null });
        Task sending = Blocking(() => sender.Send(report));

        Report received = receiver.Receive();
        await sending.WaitAsync(Patience);
        Assert.Equal(report.Title, received.Title);
        Assert.Equal(report.Blob, received.Blob);
        Assert.Equal(report.Readings, received.Readings);
        Assert.Equal(report.Totals, received.Totals);
    }

    [Fact]
    [Trait("Shape", "receive into")]
    public void A_message_is_received_into_the_one_that_is_there()
    {
        ISnapshots snapshots = Open<ISnapshots>(NewName(), size: 1024);
        Snapshot snapshot = new() { Host = "alpha", Readings = [default, default] };
        (Snapshot before, string host, List<Reading> readings) = (snapshot, snapshot.Host, snapshot.Readings);

        Assert.False(snapshots.TryReceiveInto(ref snapshot));
        Assert.Equal(2, snapshot.Readings.Count);
        snapshots.Send(new() { Host = "alpha", Readings = [Sample] });
        Assert.True(snapshots.TryReceiveInto(ref snapshot));
        Assert.Equal([Sample], snapshot.Readings);
        snapshots.Send(new() { Host = "beta", Readings = [Sample, Sample, default] });
        Assert.Same(host, snapshot.Host);
        Assert.True(snapshots.TryReceiveIntoWithin(ref snapshot, Patience));

        Assert.Equal(("beta", 3), (snapshot.Host, snapshot.Readings.Count));
        Assert.Same(before, snapshot);
        Assert.Same(readings, snapshot.Readings);
    }

    [Fact]
    [Trait("Shape", "send")]
    [Trait("Shape", "send with timeout")]
    [Trait("Shape", "try send")]
    [Trait("Shape", "async send")]
    [Trait("Shape", "receive")]
    [Trait("Shape", "try receive")]
    [Trait("Shape", "async receive")]
    public async Task Every_shape_of_a_method_does_what_its_name_says()
    {
        IShapes shapes = Open<IShapes>(NewName());
        using CancellationTokenSource source = new(Patience);
        int id = 0;
        Reading Next() => Sample with { Id = ++id };

        shapes.Send(Next());
        Assert.Equal(id, shapes.Receive().Id);
        shapes.SendCancellable(Next(), source.Token);
        Assert.Equal(id, shapes.ReceiveCancellable(source.Token).Id);
        Assert.True(shapes.SendFor(Next(), Patience));
        Assert.Equal(id, shapes.ReceiveWithin(Patience).Id);
        Assert.True(shapes.TrySend(Next()));
        Assert.True(shapes.TryReceive(out Reading received));
        Assert.Equal(id, received.Id);
        await shapes.SendAsync(Next(), source.Token);
        Assert.True(shapes.TryReceiveWithin(out received, Patience));
        Assert.Equal(id, received.Id);
        await shapes.SendAsync(Next(), source.Token);
        Assert.Equal(id, (await shapes.ReceiveAsync(source.Token)).Id);

        Assert.False(shapes.TryReceive(out _));
        Assert.False(shapes.TryReceiveWithin(out _, TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => shapes.ReceiveWithin(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    [Trait("Accepts", "G15")]
    public async Task Priorities_of_attributes_and_parameters_overtake()
    {
        IShapes shapes = Open<IShapes>(NewName());
        shapes.Send(Sample with { Id = 0 });
        shapes.SendUrgent(Sample with { Id = 7 });
        await shapes.SendUrgentAsync(Sample with { Id = 9 });
        shapes.SendWith(Sample with { Id = 8 }, 8);
        long[] order = [shapes.Receive().Id, shapes.Receive().Id, shapes.Receive().Id, shapes.Receive().Id];
        Assert.Equal([9, 8, 7, 0], order);
    }

    [Fact]
    [Trait("Shape", "stream")]
    public async Task A_stream_gives_message_after_message_and_ends_when_the_channel_is_disposed()
    {
        IShapes shapes = Open<IShapes>(NewName());
        List<long> received = [];
        Task reading = Task.Run(async () =>
        {
            await foreach (Reading reading in shapes.ReceiveAllAsync())
            {
                received.Add(reading.Id);
                if (received.Count == 6)
                {
                    ((IDisposable)shapes).Dispose();
                }
            }
        });
        for (int id = 1; id <= 6; id++)
        {
            await shapes.SendAsync(Sample with { Id = id });
        }

        await reading.WaitAsync(Patience);
        Assert.Equal([1, 2, 3, 4, 5, 6], received);
    }

    [Fact]
    public async Task Leaving_a_stream_settles_what_was_handled_and_abandons_what_was_not()
    {
        IShapes shapes = Open<IShapes>(NewName());
        shapes.Send(Sample with { Id = 1 });
        shapes.Send(Sample with { Id = 2 });
        shapes.Send(Sample with { Id = 3 });
        await foreach (Reading reading in shapes.ReceiveAllAsync())
        {
            if (reading.Id == 2)
            {
                break;
            }
        }

        // Where a message stays until it is completed, it goes back to its place.
        Assert.Equal(Node.GetCapabilities().AtLeastOnce ? 2 : 3, shapes.Receive().Id);
    }

    [Fact]
    public async Task A_cancelled_stream_ends_with_its_token_and_keeps_what_is_there()
    {
        IShapes shapes = Open<IShapes>(NewName());
        using CancellationTokenSource source = new();
        Task<bool> next = shapes.ReceiveAllAsync(source.Token).GetAsyncEnumerator(source.Token).MoveNextAsync().AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Patience));
        shapes.Send(Sample);
        Assert.Equal(Sample, shapes.Receive());
    }

    [Fact]
    public void A_payload_that_is_not_ours_is_a_decode_error_and_the_next_message_is_received()
    {
        string name = NewName();
        IReadings readings = Open<IReadings>(name);
        using MqByteChannel foreign = OpenExisting(name);
        byte[] badEnvelope = [0x93, 1, 2, 3];
        if (Node.GetCapabilities().ForeignPeers)
        {
            foreign.Send(badEnvelope);
            MqDecodeException notOurs = Assert.Throws<MqDecodeException>(() => readings.Receive());
            Assert.Contains("Envelope = None", notOurs.Message, StringComparison.Ordinal);
        }

        Open<IOthers>(name).Send(new Other("x"));
        MqDecodeException otherContract = Assert.Throws<MqDecodeException>(() => readings.Receive());
        Assert.Equal(nameof(Reading), otherContract.Contract);

        readings.Send(Sample);
        Assert.Equal(Sample, readings.Receive());
    }

    [Fact]
    public void Broken_bytes_without_an_envelope_name_contract_and_member()
    {
        string name = NewName();
        IReadings readings = Open<IReadings>(name, configure: options => options.Envelope = MqEnvelopeMode.None);
        using MqByteChannel foreign = OpenExisting(name);
        foreign.Send([0x92, 0x05, 0xA1, 0x61]);
        MqDecodeException error = Assert.Throws<MqDecodeException>(() => readings.Receive());
        Assert.Equal(("Reading", "Value", 2), (error.Contract, error.Member, error.Offset));
        Assert.Equal(0, foreign.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G32")]
    public async Task A_record_larger_than_the_queue_takes_is_refused_with_its_size()
    {
        IReports reports = Open<IReports>(NewName(), size: 100);
        Report report = new(new string('x', 200), [], [], []);
        MqMessageTooLargeException error = Assert.Throws<MqMessageTooLargeException>(() => reports.Send(report));
        Assert.Equal((207, 100), (error.Size, error.Limit));
        Assert.Throws<MqMessageTooLargeException>(() => reports.TrySend(report));
        await Assert.ThrowsAsync<MqMessageTooLargeException>(async () => await reports.SendAsync(report));
        Assert.Equal(0, ((IMqChannel)reports).GetAttributes().Count);
    }

    [Fact]
    public void Null_in_a_member_that_has_none_is_refused_before_anything_is_sent()
    {
        IReports reports = Open<IReports>(NewName());
        MqEncodeException error = Assert.Throws<MqEncodeException>(() => reports.Send(new Report(null!, [], [], [])));
        Assert.Contains("Report.Title", error.Message, StringComparison.Ordinal);
        Assert.Throws<MqEncodeException>(() => reports.Send(null!));
        Assert.Equal(0, ((IMqChannel)reports).GetAttributes().Count);

        // No room was lost by it either.
        for (int i = 0; i < 4; i++)
        {
            Assert.True(reports.TrySend(new Report("", [], [], [])));
        }
    }

    [Fact]
    public void A_channel_sends_and_receives_with_only_the_rights_that_its_interface_needs()
    {
        string name = NewName();
        IShapes both = Open<IShapes>(name);
        ISendOnly sender = Open<ISendOnly>(name, OtherNode());
        sender.Send(Sample);
        Assert.Equal(Sample, both.Receive());
    }
}
