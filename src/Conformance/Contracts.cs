namespace TypedMq.Conformance;

[MqContract]
internal readonly record struct Reading(long Id, double Value, Guid Source, DateTime At, Level Level);

internal enum Level : byte
{
    Low,
    High,
}

[MqContract]
internal sealed record Report(string Title, byte[] Blob, List<Reading> Readings, Dictionary<string, double?> Totals);

[MqContract]
internal sealed record Other(string Text);

[MqContract]
internal readonly record struct Phasor(double Real, double Imaginary);

[MqContract]
internal sealed record Segment(byte[] Bytes, Phasor[] Path);

[MqContract]
internal sealed record Composite(int[] Numbers, Phasor Root, Segment Segment, double Last);

[MqChannel("composites")]
internal interface IComposites : IMqQueue<Composite>;

[MqChannel("readings")]
internal interface IReadings : IMqQueue<Reading>;

[MqChannel("reports")]
internal interface IReports : IMqQueue<Report>;

[MqChannel("others")]
internal interface IOthers : IMqQueue<Other>;

/// <summary>Every shape of a method, written out.</summary>
[MqChannel("shapes", Capacity = 4, MaxMessageBytes = 256)]
internal interface IShapes
{
    void Send(in Reading reading);

    void SendCancellable(Reading reading, CancellationToken cancellationToken);

    bool SendFor(in Reading reading, TimeSpan timeout);

    bool TrySend(Reading reading);

    ValueTask SendAsync(Reading reading, CancellationToken cancellationToken = default);

    [MqPriority(7)]
    void SendUrgent(in Reading reading);

    [MqPriority(9)]
    ValueTask SendUrgentAsync(Reading reading, CancellationToken cancellationToken = default);

    void SendWith(in Reading reading, [MqPriority] int priority);

    Reading Receive();

    Reading ReceiveCancellable(CancellationToken cancellationToken);

    Reading ReceiveWithin(TimeSpan timeout);

    bool TryReceive(out Reading reading);

    bool TryReceiveWithin(out Reading reading, TimeSpan timeout);

    ValueTask<Reading> ReceiveAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<Reading> ReceiveAllAsync(CancellationToken cancellationToken = default);
}

/// <summary>Several messages at once.</summary>
[MqChannel("batches")]
internal interface IBatches : IMqQueue<Reading>
{
    int SendBatch(ReadOnlySpan<Reading> readings, CancellationToken cancellationToken = default);

    int SendBatchWithin(ReadOnlySpan<Reading> readings, TimeSpan timeout);

    int SendBatchWith(ReadOnlySpan<Reading> readings, [MqPriority] int priority);

    int ReceiveBatch(Span<Reading> into, CancellationToken cancellationToken = default);

    int ReceiveBatchWithin(Span<Reading> into, TimeSpan timeout);
}

/// <summary>Several messages that may be refused.</summary>
[MqChannel("reports")]
internal interface IReportBatches
{
    int SendBatch(ReadOnlySpan<Report> reports);
}

/// <summary>A message that is received into again and again.</summary>
[MqContract]
internal sealed class Snapshot
{
    [MqKey(0)]
    public string Host { get; set; } = "";

    [MqKey(1)]
    public List<Reading> Readings { get; set; } = [];
}

[MqChannel("snapshots", MaxMessageBytes = 1024)]
internal interface ISnapshots : IMqSender<Snapshot>
{
    bool TryReceiveInto(ref Snapshot snapshot);

    bool TryReceiveIntoWithin(ref Snapshot snapshot, TimeSpan timeout);
}

/// <summary>The half of a channel that only sends.</summary>
[MqChannel("shapes")]
internal interface ISendOnly : IMqSender<Reading>;

[MqView(typeof(Reading))]
internal readonly ref partial struct ReadingView;

[MqView(typeof(Report))]
internal readonly ref partial struct ReportView;

/// <summary>A channel whose messages are seen in place.</summary>
[MqChannel("seen")]
internal interface ISeenReports : IMqSender<Report>, IMqViewReceiver<ReportView>
{
    [MqPriority(1)]
    void SendUrgent(Report report);

    bool TryReceiveNow(List<string> titles, MqViewHandler<ReportView, List<string>> handler);

    Report Receive();
}

/// <summary>A channel whose messages are settled by hand.</summary>
[MqChannel("readings")]
internal interface IReadingDeliveries : IMqSender<Reading>
{
    bool TryReceive(out MqDelivery<Reading> delivery);

    bool TryReceive(out MqDelivery<Reading> delivery, TimeSpan timeout);

    ValueTask<MqDelivery<Reading>> ReceiveAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<MqDelivery<Reading>> ReceiveAllAsync(CancellationToken cancellationToken = default);
}
