using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace HostWatch;

/// <summary>The dashboard: receives findings, and shows them: on a live screen, or line by line where there is no screen.</summary>
internal sealed class DashboardService(IFindings findings, Ledger ledger, RoleOptions options) : BackgroundService
{
    private readonly DashboardModel _model = new(options.Incarnation);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenSource received = new();

        // Apart from each other: drawing takes milliseconds, and must not be counted as latency of the messages.
        Task showing = Task.Run(() => ShowAsync(received.Token), CancellationToken.None);
        try
        {
            await foreach (Finding finding in findings.ReceiveAllAsync(stoppingToken))
            {
                Handle(in finding);
            }
        }
        catch (OperationCanceledException)
        {
            // The analyst has stopped: what it has sent is in the queue, and nothing more will come.
        }

        while (findings.TryReceive(out Finding finding))
        {
            Handle(in finding);
        }

        await received.CancelAsync();
        await showing;
    }

    private void Handle(in Finding finding) => _model.Take(in finding, ledger.Receive(finding.Stamp));

    private Task ShowAsync(CancellationToken ended) =>
        options.Plain ? new PlainView(_model, Console.Out).RunAsync(ended) : new LiveView(_model, AnsiConsole.Console).RunAsync(ended);
}
