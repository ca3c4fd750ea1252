using System.CommandLine;
using OrderDesk;

// One program: started by a user it supervises, and starts itself five times more as gateway, pricing and three workers.
// Each looks after the signals itself, for the order in which the processes end matters.
RootCommand command = CommandLine.Create(Supervisor.RunAsync, RoleHost.RunAsync, DeadLetterDesk.RunAsync);
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
