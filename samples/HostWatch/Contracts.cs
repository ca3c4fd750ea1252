using TypedMq;

namespace HostWatch;

/// <summary>What is measured. The values of a <see cref="HostEvent"/> and of a <see cref="Finding"/> mean something else for each.</summary>
public enum HostMetric
{
    /// <summary>
    /// One core. Event: ticks busy, ticks in all. Finding: percent busy.
    /// </summary>
    Core,

    /// <summary>Main memory. Event: bytes used, bytes in all. Finding: percent used; bytes in all.</summary>
    Memory,

    /// <summary>One disk. Event: bytes read, bytes written, milliseconds busy. Finding: bytes read a second; bytes written a second; its average is percent busy.</summary>
    Disk,

    /// <summary>One network interface. Event: bytes received, bytes sent. Finding: bytes received a second; bytes sent a second.</summary>
    Network,

    /// <summary>One process. Event: ticks of processor time, bytes resident. Finding: percent of one core; bytes resident.</summary>
    Process,

    /// <summary>The messages themselves, only as a finding: median and 99th percentile of the one-way latency from collector to analyst, in microseconds.</summary>
    Delivery,
}

/// <summary>What a finding says.</summary>
public enum FindingKind
{
    /// <summary>A value, now and on average.</summary>
    Reading,

    /// <summary>The average has reached the limit.</summary>
    AlertRaised,

    /// <summary>The average is well below the limit again, or what it was about is gone.</summary>
    AlertCleared,

    /// <summary>Something else to know: the subject says it.</summary>
    Notice,
}

/// <summary>Messages of one lane arrive in the order in which they were sent; urgent ones overtake ordinary ones.</summary>
public enum MessageLane
{
    /// <summary>Priority 0.</summary>
    Ordinary,

    /// <summary>Priority 10.</summary>
    Urgent,
}

/// <summary>What lets a message be timed, and be missed when it is lost.</summary>
/// <param name="Sender">Which start of the sending role it came from: 1, 2, 3 and so on, one more each time the role is restarted.</param>
/// <param name="Lane">The lane.</param>
/// <param name="Sequence">Counts the messages of this sender in this lane from 1.</param>
/// <param name="SentAt"><see cref="System.Diagnostics.Stopwatch"/> timestamp before the send: one clock for all processes of a host.</param>
[MqContract]
public readonly record struct MessageStamp(int Sender, MessageLane Lane, long Sequence, long SentAt);

/// <summary>What the collector read from <c>/proc</c>: counters as the kernel keeps them.</summary>
/// <param name="Stamp">When and by whom it was sent.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Subject">Its name: a disk, an interface, a command.</param>
/// <param name="Id">Its number: a core, a process; 0 otherwise.</param>
/// <param name="SampledAt"><see cref="System.Diagnostics.Stopwatch"/> timestamp of the reading.</param>
/// <param name="First">The first value, see <see cref="HostMetric"/>.</param>
/// <param name="Second">The second value.</param>
/// <param name="Third">The third value.</param>
[MqContract]
public readonly record struct HostEvent(
    MessageStamp Stamp, HostMetric Metric, string Subject, int Id, long SampledAt, long First, long Second, long Third);

/// <summary>What the analyst makes of events: rates, averages, alerts.</summary>
/// <param name="Stamp">When and by whom it was sent.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Metric">What it is about.</param>
/// <param name="Subject">The name of what it is about.</param>
/// <param name="Id">The number of what it is about; 0 when it has none.</param>
/// <param name="Value">The value now, see <see cref="HostMetric"/>.</param>
/// <param name="Second">The second value; for an alert the limit that was crossed.</param>
/// <param name="Average">The moving average that alerts look at.</param>
[MqContract]
public readonly record struct Finding(
    MessageStamp Stamp, FindingKind Kind, HostMetric Metric, string Subject, int Id, double Value, double Second, double Average);

/// <summary>Events, from the collector to the analyst. A ready-made channel, one contract and all ways to send and receive it, and one way more.</summary>
[MqChannel("hostwatch-events", Capacity = 64, MaxMessageBytes = 256)]
public interface IHostEvents : IMqQueue<HostEvent>
{
    /// <summary>Receives event after event with what came along with it: the trace that its sender was part of. Each is settled by hand.</summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <returns>The events.</returns>
    IAsyncEnumerable<MqDelivery<HostEvent>> ReceiveDeliveriesAsync(CancellationToken cancellationToken = default);
}

/// <summary>Findings, from the analyst to the dashboard. A channel with methods of its own: alerts overtake readings.</summary>
[MqChannel("hostwatch-findings", Capacity = 64, MaxMessageBytes = 256)]
public interface IFindings
{
    /// <summary>Sends a reading, and waits while the queue is full.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="cancellationToken">Ends the wait; the reading is then not sent.</param>
    void Send(in Finding reading, CancellationToken cancellationToken = default);

    /// <summary>Sends an alert: it is received before every reading that is still in the queue.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="cancellationToken">Ends the wait; the alert is then not sent.</param>
    [MqPriority(10)]
    void SendAlert(in Finding alert, CancellationToken cancellationToken = default);

    /// <summary>Receives finding after finding, and blocks no thread while there is none.</summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <returns>The findings.</returns>
    IAsyncEnumerable<Finding> ReceiveAllAsync(CancellationToken cancellationToken = default);

    /// <summary>Receives what is there.</summary>
    /// <param name="finding">The finding.</param>
    /// <returns>Whether there was one.</returns>
    bool TryReceive(out Finding finding);
}

/// <summary>What is asked of the analyst: what it remembers.</summary>
/// <param name="Seconds">Of how many seconds at most.</param>
[MqContract]
public readonly record struct HistoryRequest(int Seconds);

/// <summary>One second that the analyst remembers.</summary>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Cpu">How busy the cores were, in percent.</param>
/// <param name="Memory">How much memory was used, in percent.</param>
/// <param name="LatencyMedian">Median of the one-way latency from collector to analyst, in microseconds.</param>
/// <param name="LatencyP99">Its 99th percentile.</param>
[MqContract]
public readonly record struct HistoryPoint(long At, double Cpu, double Memory, double LatencyMedian, double LatencyP99);

/// <summary>What the analyst answers.</summary>
/// <param name="Points">The seconds, the oldest first.</param>
[MqContract]
public sealed record History(IReadOnlyList<HistoryPoint> Points);

/// <summary>Questions to the analyst. A channel of requests: the dashboard calls the method, the analyst implements it.</summary>
[MqChannel("hostwatch-history", Capacity = 8, MaxMessageBytes = 65536, RequestTimeoutMilliseconds = 2000)]
public interface IHistory
{
    /// <summary>Asks for what the analyst remembers.</summary>
    /// <param name="request">How much of it.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <returns>The answer.</returns>
    ValueTask<History> RecallAsync(HistoryRequest request, CancellationToken cancellationToken = default);
}
