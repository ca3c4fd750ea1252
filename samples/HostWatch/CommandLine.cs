using System.CommandLine;
using Samples;

namespace HostWatch;

/// <summary>The arguments of the program.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);

    /// <summary>Describes the arguments, and what to do with them.</summary>
    /// <param name="supervise">Runs the supervisor.</param>
    /// <param name="runRole">Runs a role.</param>
    /// <returns>The command, to be parsed and invoked.</returns>
    public static RootCommand Create(Func<SupervisorOptions, Task<int>> supervise, Func<RoleOptions, Task<int>> runRole)
    {
        Option<TimeSpan?> duration = new("--for")
        {
            Description = "End after this time, for example 10s or 2m, with a summary. Without it: at Ctrl-C.",
            HelpName = "duration",
            CustomParser = static result => Duration.Parse(result, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24)),
        };
        Option<bool> chaos = new("--chaos")
        {
            Description = "Kill one of the three processes with SIGKILL every two seconds, in turn; the summary accounts for every message.",
        };
        Option<TimeSpan?> interval = new(RoleCommandLine.IntervalOption)
        {
            Description = "How long the collector waits between two samples. [default: 250ms]",
            HelpName = "duration",
            CustomParser = static result => Duration.Parse(result, TimeSpan.FromMilliseconds(10), LongestInterval),
        };
        Option<bool> plain = new(RoleCommandLine.PlainOption)
        {
            Description = "Print lines rather than a live screen; so it is, too, when the output is no terminal.",
        };

        Option<int> port = new(RoleCommandLine.PortOption)
        {
            Description = "The port of the dashboard's page, on 127.0.0.1. Without it: any that is free; the program says which.",
        };
        port.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 65535)
            {
                result.AddError($"{RoleCommandLine.PortOption} is from 1 to 65535.");
            }
        });

        Option<string?> traces = new(RoleCommandLine.TracesOption)
        {
            Description = "Write the spans of all three processes into this folder, a line each: trace, span, parent, name, start, microseconds.",
            HelpName = "folder",
        };

        RootCommand root = new("Watches this host: a collector, an analyst and a dashboard, three processes, exchange typed messages over shared memory.")
        {
            duration, chaos, interval, plain, port, traces,
        };
        root.Add(CreateRoleCommand(interval, plain, port, traces, runRole));
        root.SetAction(parsed => supervise(new(
            parsed.GetValue(duration),
            parsed.GetValue(chaos),
            parsed.GetValue(interval) ?? DefaultInterval,
            parsed.GetValue(plain) || Console.IsOutputRedirected,
            parsed.GetValue(port) is > 0 and var chosen ? chosen : SupervisorOptions.FreePort(),
            parsed.GetValue(traces) is { } folder ? Directory.CreateDirectory(folder).FullName : null)));
        return root;
    }

    private static TimeSpan DefaultInterval => TimeSpan.FromMilliseconds(250);

    private static Command CreateRoleCommand(Option<TimeSpan?> interval, Option<bool> plain, Option<int> port, Option<string?> traces, Func<RoleOptions, Task<int>> runRole)
    {
        Argument<Role> role = new("role");
        Option<string> run = new(RoleCommandLine.RunOption) { Required = true };
        run.Validators.Add(static result =>
        {
            try
            {
                HostWatchRun.Open(result.GetValueOrDefault<string>() ?? "");
            }
            catch (ArgumentException error)
            {
                result.AddError(error.Message);
            }
        });
        Option<int> incarnation = new(RoleCommandLine.IncarnationOption) { Required = true };
        incarnation.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LedgerLayout.MaxSender)
            {
                result.AddError($"{RoleCommandLine.IncarnationOption} is from 1 to {LedgerLayout.MaxSender}.");
            }
        });

        // The supervisor starts its processes with it; nobody else needs to know.
        Command command = new(RoleCommandLine.Command, "One of the three processes; the supervisor starts it.") { role, run, incarnation, interval, plain, port, traces };
        command.Hidden = true;
        command.SetAction(parsed => runRole(new(
            parsed.GetValue(role),
            HostWatchRun.Open(parsed.GetValue(run)!),
            parsed.GetValue(incarnation),
            parsed.GetValue(interval) ?? DefaultInterval,
            parsed.GetValue(plain),
            parsed.GetValue(port),
            parsed.GetValue(traces))));
        return command;
    }
}
