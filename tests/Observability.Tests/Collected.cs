using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace TypedMq.Tests;

/// <summary>
/// What the OpenTelemetry SDK makes of a test's own queue: listeners hear the whole process, so names tell the tests apart.
/// </summary>
internal sealed class Collected : IDisposable
{
    private readonly SpanExporter _spans = new();
    private readonly MetricExporter _metrics = new();
    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;

    public Collected(Sampler? sampler = null)
    {
        _traces = Sdk.CreateTracerProviderBuilder().AddSource(MqTelemetry.ActivitySourceName, "test").SetSampler(sampler ?? new AlwaysOnSampler())
            .AddProcessor(new SimpleActivityExportProcessor(_spans)).Build();
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter(MqTelemetry.MeterName).AddReader(new BaseExportingMetricReader(_metrics)).Build();
    }

    public static string NewName() => $"observed-{Environment.ProcessId}-{Guid.NewGuid():n}";

    /// <summary>The spans of a queue, in the order in which they ended.</summary>
    public IReadOnlyList<Activity> Spans(string queue)
    {
        lock (_spans.All)
        {
            return [.. _spans.All.Where(span => (string?)span.GetTagItem("messaging.destination.name") == queue)];
        }
    }

    /// <summary>The value of an instrument for a queue; 0 when there is none.</summary>
    public long Value(string instrument, string queue) => Find(instrument, queue) ?? 0;

    /// <summary>Whether an instrument tells of a queue.</summary>
    public bool Knows(string instrument, string queue) => Find(instrument, queue) is not null;

    private long? Find(string instrument, string queue)
    {
        lock (_metrics.All)
        {
            _metrics.All.Clear();
            _meters.ForceFlush();
            return _metrics.All.TryGetValue((instrument, queue), out long value) ? value : null;
        }
    }

    /// <summary>The queues that an instrument has values of.</summary>
    public IReadOnlyList<string> Queues(string instrument)
    {
        Value(instrument, "");
        lock (_metrics.All)
        {
            return [.. _metrics.All.Keys.Where(key => key.Instrument == instrument).Select(static key => key.Queue)];
        }
    }

    /// <summary>The transport that an instrument names for a queue.</summary>
    public string? Transport(string instrument, string queue)
    {
        Value(instrument, queue);
        lock (_metrics.All)
        {
            return _metrics.Transports.GetValueOrDefault((instrument, queue));
        }
    }

    public void Dispose()
    {
        _traces.Dispose();
        _meters.Dispose();
    }

    private sealed class SpanExporter : BaseExporter<Activity>
    {
        public List<Activity> All { get; } = [];

        public override ExportResult Export(in Batch<Activity> batch)
        {
            lock (All)
            {
                foreach (Activity span in batch)
                {
                    All.Add(span);
                }
            }

            return ExportResult.Success;
        }
    }

    private sealed class MetricExporter : BaseExporter<Metric>
    {
        public Dictionary<(string Instrument, string Queue), long> All { get; } = [];

        public Dictionary<(string Instrument, string Queue), string?> Transports { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                {
                    long value = metric.MetricType switch
                    {
                        MetricType.LongSum => point.GetSumLong(),
                        MetricType.LongGauge => point.GetGaugeLastValueLong(),
                        _ => point.GetHistogramCount(),
                    };
                    string? queue = null, transport = null;
                    foreach (KeyValuePair<string, object?> tag in point.Tags)
                    {
                        queue = tag.Key == "messaging.destination.name" ? (string?)tag.Value : queue;
                        transport = tag.Key == "typedmq.transport" ? (string?)tag.Value : transport;
                    }

                    if (queue is not null)
                    {
                        All[(metric.Name, queue)] = value;
                        Transports[(metric.Name, queue)] = transport;
                    }
                }
            }

            return ExportResult.Success;
        }
    }
}
