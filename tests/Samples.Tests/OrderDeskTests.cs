using System.CommandLine;
using OrderDesk;

namespace Samples.Tests;

/// <summary>The parts of OrderDesk, without its processes.</summary>
public sealed class OrderDeskTests : IDisposable
{
    private readonly RunFolder _run = RunFolder.Create(OrderDeskRun.Program);
    private SupervisorOptions? _supervised;
    private RoleOptions? _role;
    private (DeadLetterAction Action, RunFolder? Run) _letters;

    public void Dispose() => _run.Delete();

    [Fact]
    public void Arguments_say_what_to_do()
    {
        Invoke("--for", "10s", "--burst", "--chaos", "--replay");
        Assert.Equal(new(TimeSpan.FromSeconds(10), IsBurst: true, IsChaos: true, Replays: true), _supervised);

        Invoke();
        Assert.Equal(new(null, IsBurst: false, IsChaos: false, Replays: false), _supervised);

        Invoke("dead-letters", "purge", "--run", _run.Path);
        Assert.Equal((DeadLetterAction.Purge, _run), _letters);

        Invoke("dead-letters", "list");
        Assert.Equal((DeadLetterAction.List, null), _letters);
    }

    [Theory]
    [InlineData("--for", "banana")]
    [InlineData("dead-letters", "list", "--run", "/")]
    [InlineData("role", "gateway")]
    [InlineData("role", "nobody", "--run", "/tmp", "--incarnation", "1")]
    public void Wrong_arguments_are_refused(params string[] arguments) => Assert.NotEmpty(Create().Parse(arguments).Errors);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_supervisor_and_its_roles_understand_each_other(bool isBurst)
    {
        RoleOptions told = new("worker-2", _run, 17, isBurst);
        Invoke([.. told.Start.ArgumentList.SkipWhile(static argument => argument != CommandLine.RoleCommand)]);
        Assert.Equal(told, _role);
    }

    [Fact]
    public void Every_order_is_counted_once_wherever_it_ends()
    {
        using OrderDesk.Ledger gateway = new(_run.LedgerOf(Role.Gateway, 1));
        using OrderDesk.Ledger worker = new(_run.LedgerOf("worker-1", 1));
        using OrderDesk.Ledger rest = new(_run.LedgerOf("rest", 1));
        Accounts accounts = new(_run);
        gateway.Enter(Step.Ready);
        for (int order = 1; order <= 6; order++)
        {
            gateway.Enter(Step.Accepted, order);
            gateway.Enter(Step.Priced, order);
        }

        gateway.Enter(Step.AskedAgain, 6);
        worker.Enter(Step.Executed, 1);
        accounts.Update();
        Assert.Equal((6, 6, 1, 5), (accounts.Accepted, accounts.Priced, accounts.Executed, accounts.Open));

        worker.Enter(Step.DeliveredAgain, 1);
        worker.Enter(Step.Executed, 1);
        worker.Enter(Step.Failed, 2);
        worker.Enter(Step.Purged, 3);
        rest.Enter(Step.DeadLettered, 1);
        rest.Enter(Step.DeadLettered, 2);
        rest.Enter(Step.DeadLettered, 2);
        rest.Enter(Step.Left, 2);
        rest.Enter(Step.Left, 4);
        accounts.Update();
        Assert.Equal((1, 1, 1, 1), (accounts.Executed, accounts.DeadLettered, accounts.Purged, accounts.Left));
        Assert.Equal((1, 1, 1, 1), (accounts.ExecutedAgain, accounts.DeliveredAgain, accounts.FailedAttempts, accounts.AskedAgain));
        Assert.Equal(2, accounts.Open);
        Assert.False(new Summary(TimeSpan.FromSeconds(1), IsChaos: false, accounts).IsSound);

        rest.Enter(Step.Left, 5);
        rest.Enter(Step.Left, 6);
        accounts.Update();
        Assert.Equal(0, accounts.Open);
        Assert.True(new Summary(TimeSpan.FromSeconds(1), IsChaos: false, accounts).IsSound);
    }

    private RootCommand Create() => CommandLine.Create(
        options => Keep(_supervised = options),
        options => Keep(_role = options),
        (action, run) => Keep(_letters = (action, run)));

    private void Invoke(params string[] arguments)
    {
        ParseResult parsed = Create().Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Invoke());
    }

    private static Task<int> Keep(object _) => Task.FromResult(0);
}
