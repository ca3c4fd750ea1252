using System.Diagnostics;
using Samples;
using TypedMq;

namespace OrderDesk;

/// <summary>Keeps the five roles running, stops them in order, and settles the accounts.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private static readonly TimeSpan ChaosPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly SupervisorOptions _options;
    private readonly RunFolder _run;
    private readonly IOrders _orders;
    private readonly MqDeadLetterQueue _deadLetters;
    private readonly Accounts _accounts;
    private readonly RoleKeeper[] _roles;
    private readonly Crew _crew;

    private Supervisor(SupervisorOptions options, RunFolder run, MqNode node)
    {
        _options = options;
        _run = run;
        _orders = node.Open<IOrders>();
        _deadLetters = node.OpenDeadLetters<IOrders>();
        _accounts = new(run);
        _roles = [.. Role.All.Select(role => new RoleKeeper(
            role,
            incarnation => new RoleOptions(role, run, incarnation, options.IsBurst).Start,
            incarnation => new FileInfo(run.LedgerOf(role, incarnation)) is { Exists: true, Length: > 0 },
            Report))];
        _crew = new(_roles, Report);
    }

    /// <summary>Runs OrderDesk.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <returns>The exit code: 0 when orders were executed, and every one is accounted for.</returns>
    public static async Task<int> RunAsync(SupervisorOptions options)
    {
        using StopSignals signals = new();
        try
        {
            RunFolder run = RunFolder.Create(OrderDeskRun.Program);
            using MqNode node = MqNode.Create(mq => mq.UseRun(run));
            try
            {
                StaleRuns.Sweep(node, OrderDeskRun.Program);
                await using Supervisor supervisor = new(options, run, node);
                return await supervisor.RunAsync(signals);
            }
            finally
            {
                StaleRuns.DeleteQueues(node, OrderDeskRun.Program, supervisor => supervisor == run.Supervisor);
                run.Delete();
            }
        }
        catch (Exception error) when (error is MqException or RoleFailedException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"orderdesk: {error.Message}");
            return 1;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _crew.DisposeAsync();

    private static void Report(string text) => Console.WriteLine($"{DateTime.Now:HH:mm:ss} {text}");

    private async Task<int> RunAsync(StopSignals signals)
    {
        TimeSpan ranFor = TimeSpan.Zero;
        if (await _crew.StartAsync(signals.Stop))
        {
            long readyAt = Stopwatch.GetTimestamp();
            await _crew.WhileAsync(WorkAsync(signals.Stop));
            ranFor = Stopwatch.GetElapsedTime(readyAt);
        }

        await StopAsync(signals.Now);
        Summary summary = new(ranFor, _options.IsChaos, _accounts);
        summary.Print(Console.Out);
        return summary.IsSound ? 0 : 1;
    }

    /// <summary>Lets the roles work as long as the user wants, and says every second how far they are.</summary>
    private async Task WorkAsync(CancellationToken stop)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(_options.Duration ?? Timeout.InfiniteTimeSpan);

        // What the gateway has accepted is in its memory until it is in a queue: it is not killed.
        RoleKeeper[] victims = [.. _roles.Where(static role => role.Name != Role.Gateway)];
        Task chaos = _options.IsChaos ? Chaos.RunAsync(victims, ChaosPeriod, over.Token) : Task.CompletedTask;
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                _accounts.Update();
                Report(FormattableString.Invariant($"{_accounts.Accepted:N0} orders accepted, {_accounts.Executed:N0} executed, {_deadLetters.Count:N0} dead letters"));
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the user wants the end.
        }

        await chaos;
    }

    /// <summary>Stops the roles in the direction of the orders: each has done what the one before it has left to it when it ends.</summary>
    private async Task StopAsync(CancellationToken now)
    {
        await _crew.StopAsync(Array.Find(_roles, static role => role.Name == Role.Gateway)!, now);
        await DrainAsync(now);
        if (_options.Replays)
        {
            Report($"{await DeadLetterDesk.ReplayAsync(_deadLetters, _run)} dead letters sent back");
            await DrainAsync(now);
        }

        foreach (RoleKeeper role in _roles)
        {
            await _crew.StopAsync(role, now);
        }

        EnterRest();
        _accounts.Update();
    }

    /// <summary>Waits until the workers have executed each order, or put it into the dead-letter queue; as long as they go on.</summary>
    private async Task DrainAsync(CancellationToken now)
    {
        int done = -1;
        for (long doneAt = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(doneAt) < DrainPatience && !now.IsCancellationRequested;)
        {
            _accounts.Update();
            if (_accounts.Open <= _deadLetters.Count)
            {
                return;
            }

            if (_accounts.Executed + _accounts.FailedAttempts is var count && count != done)
            {
                (done, doneAt) = (count, Stopwatch.GetTimestamp());
            }

            await Task.Delay(Glance, CancellationToken.None);
        }

        Report("The workers do not go on; what they did not execute is counted as still in the queue.");
    }

    /// <summary>Enters what lies in the queues at the end.</summary>
    private void EnterRest()
    {
        using Ledger rest = new(_run.LedgerOf("rest", incarnation: 1));
        while (_orders.TryReceive(out PricedOrder left))
        {
            rest.Enter(Step.Left, left.Order.Id);
        }

        while (_deadLetters.TryReceive(out MqDeadLetter? letter))
        {
            if (letter.TryRead(out PricedOrder dead))
            {
                rest.Enter(Step.DeadLettered, dead.Order.Id);
            }
        }
    }
}
