using System.Diagnostics;
using TypedMq;

namespace HostWatch;

/// <summary>Makes the queues, keeps the three roles running, stops them in order, and settles the accounts.</summary>
internal sealed class Supervisor : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly SupervisorOptions _options;
    private readonly RunFolder _run;
    private readonly IHostEvents _events;
    private readonly IFindings _findings;
    private readonly Reports _reports;
    private readonly RoleKeeper[] _roles;
    private readonly List<Task> _kept = [];
    private long _readyAt;

    private Supervisor(SupervisorOptions options, RunFolder run, MqNode node)
    {
        _options = options;
        _run = run;
        _events = node.Open<IHostEvents>(channel => (channel.Name, channel.OpenMode) = (run.EventsQueue, MqOpenMode.CreateNew));
        _findings = node.Open<IFindings>(channel => (channel.Name, channel.OpenMode) = (run.FindingsQueue, MqOpenMode.CreateNew));
        _reports = new(Console.Out, atOnce: options.Plain);
        _roles = [.. Enum.GetValues<Role>().Select(role => new RoleKeeper(role, run, options, _reports.Add))];
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
            StaleRuns.Sweep(node);
            RunFolder run = RunFolder.Create();
            try
            {
                using Supervisor supervisor = new(options, run, node);
                return await supervisor.RunAsync(signals);
            }
            finally
            {
                node.Delete(run.EventsQueue);
                node.Delete(run.FindingsQueue);
                node.Delete(run.HistoryQueue);
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
    public void Dispose()
    {
        foreach (RoleKeeper role in _roles)
        {
            role.Dispose();
        }
    }

    private async Task<int> RunAsync(StopSignals signals)
    {
        Summary summary;
        try
        {
            if (await StartAsync(signals.Stop))
            {
                // Before it is stopped, a role only ends by giving up.
                await await Task.WhenAny([.. _kept, WorkAsync(signals.Stop)]);
            }

            summary = await StopAsync(signals.Now);
        }
        finally
        {
            Dispose();
            await Task.WhenAll(_kept).ContinueWith(static _ => { }, TaskScheduler.Default);
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

    /// <summary>Starts the roles against the direction of the messages, so that none has to wait for its receiver.</summary>
    /// <returns>Whether all work; false when the user stops it before.</returns>
    private async Task<bool> StartAsync(CancellationToken stop)
    {
        foreach (RoleKeeper role in _roles.Reverse())
        {
            Task kept = role.KeepAsync();
            _kept.Insert(0, kept);
            for (long startedAt = Stopwatch.GetTimestamp(); !role.IsRunning;)
            {
                if (kept.IsCompleted)
                {
                    await kept;
                }

                if (Stopwatch.GetElapsedTime(startedAt) > StartPatience)
                {
                    throw new RoleFailedException($"The {RoleKeeper.Name(role.Role)} did not get ready within {StartPatience.TotalSeconds} s. Is this host overloaded?");
                }

                if (stop.IsCancellationRequested)
                {
                    return false;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
            }
        }

        return true;
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
        Task chaos = _options.Chaos ? Chaos.RunAsync(_roles, over.Token) : Task.CompletedTask;
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
        foreach ((RoleKeeper role, Task kept) in _roles[^_kept.Count..].Zip(_kept))
        {
            role.Stop();
            try
            {
                await kept.WaitAsync(StopPatience, now);
            }
            catch (Exception error) when (error is TimeoutException or OperationCanceledException)
            {
                _reports.Add($"The {RoleKeeper.Name(role.Role)} did not end by itself and is killed; what it did not receive is counted as still in the queue.");
                role.Abandon();
                await kept;
            }
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
            new("collector → analyst", _run.EventsQueue, Settle(Role.Collector, Role.Analyst)),
            new("analyst → dashboard", _run.FindingsQueue, Settle(Role.Analyst, Role.Dashboard)));
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
