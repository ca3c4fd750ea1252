namespace TypedMq.Conformance;

[MqContract]
public readonly record struct Reading(long Id, double Value, Guid Source, DateTime At, Level Level);

public enum Level : byte
{
    Low,
    High,
}

[MqContract]
public sealed record Report(string Title, byte[] Blob, List<Reading> Readings, Dictionary<string, double?> Totals);

[MqContract]
public sealed record Other(string Text);

[MqChannel("readings")]
public interface IReadings : IMqQueue<Reading>;

[MqChannel("reports")]
public interface IReports : IMqQueue<Report>;

[MqChannel("others")]
public interface IOthers : IMqQueue<Other>;

/// <summary>Every shape of a method, written out.</summary>
[MqChannel("shapes", Capacity = 4, MaxMessageBytes = 256)]
public interface IShapes
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

/// <summary>A message that is received into again and again.</summary>
[MqContract]
public sealed class Snapshot
{
    [MqKey(0)]
    public string Host { get; set; } = "";

    [MqKey(1)]
    public List<Reading> Readings { get; set; } = [];
}

[MqChannel("snapshots", MaxMessageBytes = 1024)]
public interface ISnapshots : IMqSender<Snapshot>
{
    bool TryReceiveInto(ref Snapshot snapshot);

    bool TryReceiveIntoWithin(ref Snapshot snapshot, TimeSpan timeout);
}

/// <summary>The half of a channel that only sends.</summary>
[MqChannel("shapes")]
public interface ISendOnly : IMqSender<Reading>;

[MqView(typeof(Reading))]
public readonly ref partial struct ReadingView;

[MqView(typeof(Report))]
public readonly ref partial struct ReportView;

/// <summary>A channel whose messages are seen in place.</summary>
[MqChannel("seen")]
public interface ISeenReports : IMqSender<Report>, IMqViewReceiver<ReportView>
{
    [MqPriority(1)]
    void SendUrgent(Report report);

    bool TryReceiveNow(List<string> titles, MqViewHandler<ReportView, List<string>> handler);

    Report Receive();
}
