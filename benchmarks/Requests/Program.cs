using System.Diagnostics;
using System.Globalization;
using TypedMq.Benchmarks.Requests;

// Requests and replies between two processes. Started again with "serve", this program is the other one.
if (args is ["serve", var name, var address])
{
    using CancellationTokenSource stop = new();
    Task serving = Carrier.All.Single(carrier => carrier.Name == name).ServeAsync(address, static () => Console.WriteLine("ready"), stop.Token);

    // The end of the pipe is the end of the one who measures.
    _ = Task.Run(() =>
    {
        _ = Console.In.ReadLine();
        stop.Cancel();
    });
    await serving;
    return 0;
}

double seconds = 2;
int rounds = 5;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seconds" when i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seconds) && seconds is > 0 and <= 60:
            i++;
            break;
        case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out rounds) && rounds is > 0 and <= 100:
            i++;
            break;
        default:
            Console.Error.WriteLine($"'{args[i]}' is not known, or its value is out of range.\n\n  --seconds S   how long each run takes: above 0, at most 60; 2 unless set\n  --rounds N    how many runs of each, in turn: 1 to 100; 5 unless set");
            return 2;
    }
}

Console.WriteLine("| requests under way | carrier | requests a second | of typedmq's | median | p99 |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (int inFlight in new[] { 1, 64, 1024 })
{
    List<(Carrier Carrier, ServerProcess Server, ICaller Caller, List<Result> Results)> contestants = [];
    try
    {
        foreach (Carrier carrier in Carrier.All)
        {
            ServerProcess server = ServerProcess.Start(carrier.Name);
            contestants.Add((carrier, server, carrier.Connect(server.Address), []));
        }

        // The first round warms everything up; then in turn, so that what changes on the host changes for all.
        for (int round = -1; round < rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                Result result = await Load.RunAsync(contestant.Caller, inFlight, TimeSpan.FromSeconds(seconds));
                if (round >= 0)
                {
                    contestant.Results.Add(result);
                }
            }
        }
    }
    finally
    {
        foreach (var contestant in contestants)
        {
            await contestant.Caller.DisposeAsync();
            contestant.Server.Dispose();
        }
    }

    double first = Median(contestants[0].Results.Select(static result => result.PerSecond));
    foreach (var contestant in contestants)
    {
        double rate = Median(contestant.Results.Select(static result => result.PerSecond));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {inFlight} | {contestant.Carrier.Name} | {rate:N0} | {rate / first:0.00} × | {Median(contestant.Results.Select(static result => result.Median)):0.0} µs | {Median(contestant.Results.Select(static result => result.P99)):0.0} µs |"));
    }
}

return 0;

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}

/// <summary>This program again, as the server.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public static ServerProcess Start(string name)
    {
        string address = $"typedmq-requests-{Environment.ProcessId}-{name}-{Guid.NewGuid():n}";
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        }

        start.ArgumentList.Add("serve");
        start.ArgumentList.Add(name);
        start.ArgumentList.Add(address);
        Process process = Process.Start(start)!;
        return process.StandardOutput.ReadLine() == "ready" ? new(process, address) : throw new InvalidOperationException($"The server '{name}' did not start.");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
