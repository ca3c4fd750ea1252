using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace HostWatch;

/// <summary>The analyst: receives events, and sends what it makes of them. Alerts overtake readings.</summary>
internal sealed class AnalystService(IHostEvents events, IFindings findings, Ledger ledger) : BackgroundService
{
    private readonly LatencyWindow _latencies = new();
    private int _collector;
    private long _reportedAt = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Analysis analysis = new(Publish);
        try
        {
            await foreach (HostEvent sample in events.ReceiveAllAsync(stoppingToken))
            {
                Handle(in sample, analysis);
            }
        }
        catch (OperationCanceledException)
        {
            // The collector has stopped: what it has sent is in the queue, and nothing more will come.
        }

        while (events.TryReceive(out HostEvent sample))
        {
            Handle(in sample, analysis);
        }
    }

    private void Handle(in HostEvent sample, Analysis analysis)
    {
        _latencies.Add(ledger.Receive(sample.Stamp));

        // Events of a killed collector may still be in the queue; those of its successor come after them.
        if (sample.Stamp.Sender > _collector)
        {
            if (sample.Stamp.Sender > 1)
            {
                Publish(new(default, FindingKind.Notice, HostMetric.Delivery, $"start {sample.Stamp.Sender} of the collector", 0, 0, 0, 0));
            }

            _collector = sample.Stamp.Sender;
        }

        analysis.Observe(in sample);
        if (Stopwatch.GetElapsedTime(_reportedAt) > TimeSpan.FromSeconds(0.5) && _latencies.Read() is { } latency)
        {
            _reportedAt = Stopwatch.GetTimestamp();
            Publish(new(default, FindingKind.Reading, HostMetric.Delivery, "collector → analyst", 0, latency.Median, latency.P99, latency.Median));
        }
    }

    /// <summary>Sends a finding, and waits while the queue is full: then the dashboard is behind, or being restarted.</summary>
    private void Publish(Finding finding)
    {
        bool urgent = finding.Kind != FindingKind.Reading;
        MessageStamp stamp = ledger.BeginSend(urgent ? MessageLane.Urgent : MessageLane.Ordinary);
        finding = finding with { Stamp = stamp };
        if (urgent)
        {
            findings.SendAlert(in finding);
        }
        else
        {
            findings.Send(in finding);
        }

        ledger.EndSend(in stamp);
    }
}
