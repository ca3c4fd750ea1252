using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TypedMq.Diagnostics;

/// <summary>The source of spans and the instruments of the whole process. What they tell of one channel is tagged by <see cref="ChannelTelemetry"/>.</summary>
internal static class Instruments
{
    public static readonly ActivitySource Source = new(MqTelemetry.ActivitySourceName, Version);

    private static readonly Meter Meter = new(MqTelemetry.MeterName, Version);

    public static readonly Counter<long> Sent = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Messages that were sent.");

    public static readonly Counter<long> Consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Messages that were taken from a queue, also those that come again.");

    public static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram<double>("messaging.process.duration", "s", "How long handlers and servers take for a message, retries included.");

    public static readonly Counter<long> FullWaits = Meter.CreateCounter<long>("typedmq.queue.full_waits", "{wait}", "Sends that found their queue full and waited.");

    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>("typedmq.messages.dropped", "{message}", "Messages that were dropped because their queue was full.");

    public static readonly Counter<long> Expired = Meter.CreateCounter<long>("typedmq.messages.expired", "{message}", "Messages that were dropped because their time to live, or their caller's deadline, was over.");

    public static readonly Counter<long> Redelivered = Meter.CreateCounter<long>("typedmq.messages.redelivered", "{message}", "Messages that came again because they were abandoned, or their receiver died.");

    public static readonly Counter<long> DecodeErrors = Meter.CreateCounter<long>("typedmq.messages.decode_errors", "{message}", "Messages that were not the contract that was expected.");

    public static readonly Counter<long> Retried = Meter.CreateCounter<long>("typedmq.messages.retried", "{attempt}", "Attempts of handlers at a message, the first one left out.");

    public static readonly Counter<long> DeadLettered = Meter.CreateCounter<long>("typedmq.messages.dead_lettered", "{message}", "Messages that went to a dead-letter queue.");

    /// <summary>Whether anybody wants spans, or to know of each message. Read with every message: two loads that predict well.</summary>
    public static bool AreOn => Source.HasListeners() || Sent.Enabled || Consumed.Enabled;

    private static string Version => typeof(Instruments).Assembly.GetName().Version!.ToString(3);

    static Instruments() =>
        Meter.CreateObservableGauge("typedmq.queue.depth", OpenQueues.Measure, "{message}", "Messages in the queues that this process has open.");
}
