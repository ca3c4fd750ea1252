using System.CommandLine;
using Samples;

namespace OrderDesk;

/// <summary>The arguments of the program.</summary>
internal static class CommandLine
{
    /// <summary>The command that users are not shown: the supervisor starts its processes with it.</summary>
    public const string RoleCommand = "role";

    /// <summary>The option for the folder of the run.</summary>
    public const string RunOption = "--run";

    /// <summary>The option for the incarnation.</summary>
    public const string IncarnationOption = "--incarnation";

    /// <summary>The option for orders in bursts.</summary>
    public const string BurstOption = "--burst";

    /// <summary>Describes the arguments, and what to do with them.</summary>
    /// <param name="supervise">Runs the supervisor.</param>
    /// <param name="runRole">Runs a role.</param>
    /// <param name="lookAfterDeadLetters">Does something with dead letters.</param>
    /// <returns>The command, to be parsed and invoked.</returns>
    public static RootCommand Create(
        Func<SupervisorOptions, Task<int>> supervise,
        Func<RoleOptions, Task<int>> runRole,
        Func<DeadLetterAction, RunFolder?, Task<int>> lookAfterDeadLetters)
    {
        Option<TimeSpan?> duration = new("--for")
        {
            Description = "End after this time, for example 10s or 2m, with a summary. Without it: at Ctrl-C.",
            HelpName = "duration",
            CustomParser = static result => Duration.Parse(result, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24)),
        };
        Option<bool> burst = new(BurstOption) { Description = "Accept orders in bursts, as fast as it can." };
        Option<bool> chaos = new("--chaos") { Description = "Kill the workers and the pricing server with SIGKILL, one a second, in turn; no order is lost." };
        Option<bool> replay = new("--replay") { Description = "At the end resume what was suspended, and send the dead letters back to the workers." };
        RootCommand root = new("A desk for orders: a gateway, a pricing server and three workers, five processes, exchange typed messages over shared memory.") { duration, burst, chaos, replay };
        root.SetAction(parsed => supervise(new(parsed.GetValue(duration), parsed.GetValue(burst), parsed.GetValue(chaos), parsed.GetValue(replay))));

        root.Add(CreateDeadLetters(lookAfterDeadLetters));
        root.Add(CreateRole(burst, runRole));
        return root;
    }

    private static Command CreateDeadLetters(Func<DeadLetterAction, RunFolder?, Task<int>> lookAfter)
    {
        Option<RunFolder?> run = CreateRun();
        run.Description = "The run's folder. Without it: the one run that there is.";
        Command command = new("dead-letters", "Looks after the orders that could not be executed, while OrderDesk runs.");
        Add("list", "Lists them, with the reasons.", DeadLetterAction.List);
        Add("replay", "Resumes what was suspended, and sends them back to the workers.", DeadLetterAction.Replay);
        Add("purge", "Throws them away.", DeadLetterAction.Purge);
        return command;

        void Add(string name, string description, DeadLetterAction action)
        {
            Command subcommand = new(name, description) { run };
            subcommand.SetAction(parsed => lookAfter(action, parsed.GetValue(run)));
            command.Add(subcommand);
        }
    }

    private static Command CreateRole(Option<bool> burst, Func<RoleOptions, Task<int>> runRole)
    {
        Argument<string> role = new("role");
        role.AcceptOnlyFromAmong(Role.All);
        Option<RunFolder?> run = CreateRun();
        run.Required = true;
        Option<int> incarnation = new(IncarnationOption) { Required = true };
        Command command = new(RoleCommand, "One of the processes; the supervisor starts it.") { role, run, incarnation, burst };
        command.Hidden = true;
        command.SetAction(parsed => runRole(new(parsed.GetValue(role)!, parsed.GetValue(run)!, parsed.GetValue(incarnation), parsed.GetValue(burst))));
        return command;
    }

    private static Option<RunFolder?> CreateRun() => new(RunOption)
    {
        HelpName = "folder",
        CustomParser = static result =>
        {
            try
            {
                return RunFolder.Open(OrderDeskRun.Program, result.Tokens[0].Value);
            }
            catch (ArgumentException error)
            {
                result.AddError(error.Message);
                return null;
            }
        },
    };
}
