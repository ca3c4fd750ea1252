using System.Diagnostics;
using Samples;
using TypedMq;

namespace HostWatch;

/// <summary>Makes the queues, keeps the three roles running, stops them in order, and settles the accounts.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private static readonly TimeSpan ChaosPeriod = TimeSpan.FromSeconds(2);

    private readonly SupervisorOptions _options;
    private readonly RunFolder _run;
    private readonly IHostEvents _events;
    private readonly IFindings _findings;
    private readonly Reports _reports;
    private readonly RoleKeeper[] _roles;
    private readonly Crew _crew;
    private long _readyAt;

    private Supervisor(SupervisorOptions options, RunFolder run, MqNode node)
    {
        _options = options;
        _run = run;
        _events = node.Open<IHostEvents>(channel => (channel.Name, channel.OpenMode) = (run.EventsQueue(), MqOpenMode.CreateNew));
        _findings = node.Open<IFindings>(channel => (channel.Name, channel.OpenMode) = (run.FindingsQueue(), MqOpenMode.CreateNew));
        _reports = new(Console.Out, atOnce: options.Plain);
        _roles = [.. Enum.GetValues<Role>().Select(role => new RoleKeeper(
            role.Name(),
            incarnation => RoleCommandLine.For(new(role, run, incarnation, options.Interval, options.Plain, options.Port, options.Traces)),
            incarnation => LedgerReading.ReadState(run.LedgerOf(role, incarnation)) == LedgerState.Running,
            _reports.Add))];

        // Against the direction of the messages, so that none has to wait for its receiver.
        _crew = new([.. _roles.Reverse()], _reports.Add);
    }

    /// <summary>Runs HostWatch.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <returns>The exit code: 0 when messages were exchanged, and every one is accounted for.</returns>
    public static async Task<int> RunAsync(SupervisorOptions options)
    {
        using StopSignals signals = new();
        using MqNode node = MqNode.Create(mq => mq.UseFastMq());
        try
        {
            StaleRuns.Sweep(node, HostWatchRun.Program);
            RunFolder run = HostWatchRun.Create();
            try
            {
                await using Supervisor supervisor = new(options, run, node);
                return await supervisor.RunAsync(signals);
            }
            finally
            {
                StaleRuns.DeleteQueues(node, HostWatchRun.Program, supervisor => supervisor == run.Supervisor);
                run.Delete();
            }
        }
        catch (Exception error) when (error is MqException or RoleFailedException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"hostwatch: {error.Message}");
            return 1;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _crew.DisposeAsync();

    private async Task<int> RunAsync(StopSignals signals)
    {
        Summary summary;
        try
        {
            if (await _crew.StartAsync(signals.Stop))
            {
                await _crew.WhileAsync(WorkAsync(signals.Stop));
            }

            summary = await StopAsync(signals.Now);
        }
        finally
        {
            await DisposeAsync();
            if (!_options.Plain)
            {
                // A dashboard that was killed has left the cursor hidden.
                Console.Out.Write("\e[?25h");
            }

            _reports.Flush();
        }

        summary.Print(Console.Out);
        return summary.IsSound ? 0 : 1;
    }

    /// <summary>Lets the roles work as long as the user wants.</summary>
    private async Task WorkAsync(CancellationToken stop)
    {
        _readyAt = Stopwatch.GetTimestamp();
        if (_options.Plain)
        {
            // On the screen it stands in the title.
            _reports.Add($"The dashboard is also a page: {RoleOptions.PageAt(_options.Port)}");
        }

        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task chaos = _options.Chaos ? Chaos.RunAsync(_roles, ChaosPeriod, over.Token) : Task.CompletedTask;
        try
        {
            await Task.Delay(_options.Duration ?? Timeout.InfiniteTimeSpan, stop);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: the end that the user wants.
        }

        await over.CancelAsync();
        await chaos;
    }

    /// <summary>Stops the roles in the direction of the messages: each has received what the one before it has sent when it ends.</summary>
    private async Task<Summary> StopAsync(CancellationToken now)
    {
        TimeSpan ranFor = _readyAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_readyAt);
        foreach (RoleKeeper role in _roles)
        {
            await _crew.StopAsync(role, now);
        }

        using Ledger eventsLeft = Ledger.Create(_run.LedgerOfRest(Role.Analyst), incarnation: 1);
        while (_events.TryReceive(out HostEvent left))
        {
            eventsLeft.Receive(left.Stamp);
        }

        using Ledger findingsLeft = Ledger.Create(_run.LedgerOfRest(Role.Dashboard), incarnation: 1);
        while (_findings.TryReceive(out Finding left))
        {
            findingsLeft.Receive(left.Stamp);
        }

        return new(
            ranFor,
            _options.Chaos,
            new("collector → analyst", _run.EventsQueue(), Settle(Role.Collector, Role.Analyst)),
            new("analyst → dashboard", _run.FindingsQueue(), Settle(Role.Analyst, Role.Dashboard)));
    }

    private HopAccount Settle(Role sender, Role receiver)
    {
        int senders = _roles[(int)sender].Incarnation;
        return HopAccount.Settle(
            [.. Enumerable.Range(1, senders).Select(incarnation => LedgerReading.Load(_run.LedgerOf(sender, incarnation), senders: 0))],
            [.. Enumerable.Range(1, _roles[(int)receiver].Incarnation).Select(incarnation => LedgerReading.Load(_run.LedgerOf(receiver, incarnation), senders))],
            LedgerReading.Load(_run.LedgerOfRest(receiver), senders)!);
    }
}
