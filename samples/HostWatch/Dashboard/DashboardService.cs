using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace HostWatch;

/// <summary>The dashboard: receives findings, and shows them: on a live screen, or line by line where there is no screen.</summary>
internal sealed class DashboardService(IFindings findings, DashboardModel model, Ledger ledger, RoleOptions options) : BackgroundService
{
    private readonly CancellationTokenSource _ended = new();
    private Task _showing = Task.CompletedTask;

    /// <summary>Takes what is left: the analyst has stopped, so what it has sent is in the queue, and nothing more will come.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (findings.TryReceive(out Finding finding))
        {
            Handle(in finding);
        }

        await _ended.CancelAsync();
        await _showing;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ended.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Apart from each other: drawing takes milliseconds, and must not be counted as latency of the messages.
        _showing = Task.Run(() => ShowAsync(_ended.Token), CancellationToken.None);
        await foreach (Finding finding in findings.ReceiveAllAsync(stoppingToken))
        {
            Handle(in finding);
        }
    }

    private void Handle(in Finding finding) => model.Take(in finding, ledger.Receive(finding.Stamp));

    private Task ShowAsync(CancellationToken ended) =>
        options.Plain ? new PlainView(model, Console.Out).RunAsync(ended) : new LiveView(model, AnsiConsole.Console).RunAsync(ended);
}
