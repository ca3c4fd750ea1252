using System.CommandLine;
using HostWatch;

// One program, four roles: started by a user it supervises, and starts itself three times more as collector, analyst and dashboard.
// Each looks after the signals itself, for the order in which the processes end matters.
RootCommand command = CommandLine.Create(Supervisor.RunAsync, RoleHost.RunAsync);
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
