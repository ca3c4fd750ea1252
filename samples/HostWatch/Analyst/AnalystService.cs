using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using TypedMq;

namespace HostWatch;

/// <summary>The analyst: receives events, and sends what it makes of them. Alerts overtake readings.</summary>
internal sealed class AnalystService : BackgroundService
{
    private readonly IHostEvents _events;
    private readonly IFindings _findings;
    private readonly Ledger _ledger;
    private readonly HistoryService _history;
    private readonly Analysis _analysis;
    private readonly LatencyWindow _latencies = new();
    private int _collector;
    private long _reportedAt = Stopwatch.GetTimestamp();

    /// <summary>Made by the container; the channels are open.</summary>
    public AnalystService(IHostEvents events, IFindings findings, HistoryService history, Ledger ledger)
    {
        _events = events;
        _findings = findings;
        _history = history;
        _ledger = ledger;
        _analysis = new(Publish);
    }

    /// <summary>Takes what is left: the collector has stopped, so what it has sent is in the queue, and nothing more will come.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (_events.TryReceive(out HostEvent sample))
        {
            Handle(in sample);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (MqDelivery<HostEvent> delivery in _events.ReceiveDeliveriesAsync(stoppingToken))
        {
            using (delivery)
            {
                // What is found belongs to the trace of what it was found in.
                using Activity? work = Tracing.Source.StartActivity("analyse", ActivityKind.Internal, delivery.TraceContext?.ToActivityContext() ?? default);
                Handle(delivery.Value);
                delivery.Complete();
            }
        }
    }

    private void Handle(in HostEvent sample)
    {
        _latencies.Add(_ledger.Receive(sample.Stamp));

        // Events of a killed collector may still be in the queue; those of its successor come after them.
        if (sample.Stamp.Sender > _collector)
        {
            if (_collector > 0)
            {
                Publish(new(default, FindingKind.Notice, HostMetric.Delivery, $"start {sample.Stamp.Sender} of the collector", 0, 0, 0, 0));
            }

            _collector = sample.Stamp.Sender;
        }

        _analysis.Observe(in sample);
        if (Stopwatch.GetElapsedTime(_reportedAt) > TimeSpan.FromSeconds(0.5) && _latencies.Read() is { } latency)
        {
            _reportedAt = Stopwatch.GetTimestamp();
            Publish(new(default, FindingKind.Reading, HostMetric.Delivery, "collector → analyst", 0, latency.Median, latency.P99, latency.Median));
        }
    }

    /// <summary>Sends a finding, and waits while the queue is full: then the dashboard is behind, or being restarted.</summary>
    private void Publish(Finding finding)
    {
        _history.Remember(in finding, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        bool urgent = finding.Kind != FindingKind.Reading;
        MessageStamp stamp = _ledger.BeginSend(urgent ? MessageLane.Urgent : MessageLane.Ordinary);
        finding = finding with { Stamp = stamp };
        if (urgent)
        {
            _findings.SendAlert(in finding);
        }
        else
        {
            _findings.Send(in finding);
        }

        _ledger.EndSend(in stamp);
    }
}
