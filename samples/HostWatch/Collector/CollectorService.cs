using Microsoft.Extensions.Hosting;

namespace HostWatch;

/// <summary>The collector: reads the host several times a second, and sends what it read.</summary>
internal sealed class CollectorService(IHostEvents events, Ledger ledger, RoleOptions options) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        HostSampler sampler = new();
        using PeriodicTimer timer = new(options.Interval);
        do
        {
            foreach (HostEvent sample in sampler.Sample())
            {
                Send(in sample, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Sends an event, and waits while the queue is full: then the analyst is behind, or being restarted.</summary>
    private void Send(in HostEvent sample, CancellationToken stopping)
    {
        MessageStamp stamp = ledger.BeginSend(MessageLane.Ordinary);
        try
        {
            events.Send(sample with { Stamp = stamp }, stopping);
        }
        catch (OperationCanceledException)
        {
            ledger.CancelSend(in stamp);
            throw;
        }

        ledger.EndSend(in stamp);
    }
}
