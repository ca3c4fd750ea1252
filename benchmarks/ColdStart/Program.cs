using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using TypedMq.Benchmarks.ColdStart;

// How long a service takes from the start of its process to its first message. This process publishes the services, starts them, and waits for what they send.
int starts = 25;
string? json = null, csv = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--starts" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out starts) && starts is > 0 and <= 1000:
            i++;
            break;
        case "--json" when i + 1 < args.Length:
            json = args[++i];
            break;
        case "--csv" when i + 1 < args.Length:
            csv = args[++i];
            break;
        default:
            Console.Error.WriteLine($"""
                '{args[i]}' is not known, or its value is missing or out of range.

                  --starts N    how often each program is started, in turn: 1 to 1000; 25 unless set
                  --json FILE   writes the figures to a file, too
                  --csv FILE    the same, for spreadsheets
                """);
            return 2;
    }
}

// Told to end, it still deletes its queues.
using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
List<Contestant[]> groups = [];
try
{
    foreach (Publication publication in Publication.All)
    {
        Console.Error.WriteLine($"Publishing: {publication.Name}");
        if (publication.TryPublish(out string? problem) is { } programs)
        {
            groups.Add([new EmptyProgram(programs), new SendingService(programs, "fastmq"), new SendingService(programs, "posix")]);
        }
        else
        {
            Console.Error.WriteLine($"{publication.Name} is left out, as it cannot be published here: {problem}");
        }

        stop.Token.ThrowIfCancellationRequested();
    }

    // In turn, so that what changes on the host changes for all. The first round reads the files.
    for (int round = -1; round < starts; round++)
    {
        foreach (Contestant contestant in groups.SelectMany(static group => group))
        {
            stop.Token.ThrowIfCancellationRequested();
            Start start = contestant.Run(stop.Token);
            if (round >= 0)
            {
                contestant.Starts.Add(start);
            }
        }
    }
}
catch (OperationCanceledException)
{
    return 130;
}
finally
{
    foreach (Contestant contestant in groups.SelectMany(static group => group))
    {
        contestant.Dispose();
    }
}

Figure[] figures = [.. groups.SelectMany(static group => group.SelectMany(contestant => Figure.Of(contestant, floor: group[0])))];
Console.WriteLine($"Medians of {starts} starts; the files were read before.");
Console.WriteLine();
Console.WriteLine("| published | over | what | median | least | most |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (Figure figure in figures)
{
    Console.WriteLine(figure.ToMarkdown());
}

if (json is not null)
{
    File.WriteAllText(json, JsonSerializer.Serialize(figures, FigureJson.Default.FigureArray));
}

if (csv is not null)
{
    File.WriteAllLines(csv, figures.Select(static figure => figure.ToCsv()).Prepend(Figure.CsvHeading));
}

return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
