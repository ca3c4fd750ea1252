using System.Globalization;
using System.Text.Json;
using TypedMq;
using TypedMq.Benchmarks;
using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Measurements;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

// Three processes: this one writes the report; for each system it starts one that measures it, and that one starts its peer, or has it in a thread where a
// system does not leave its process. So the runtime compiles the loops for one system only, as it does in a service that uses one.
try
{
    if (args is [Peer.Argument, var arena, var cores])
    {
        PeerProgram.Run(arena, BenchmarkOptions.ParseCores(cores), Console.ReadLine, Console.WriteLine);
        return 0;
    }

    BenchmarkOptions options = BenchmarkOptions.Parse(args);
    if (options.IsHelp)
    {
        Console.WriteLine(BenchmarkOptions.Usage);
        return 0;
    }

    if (options.IsList)
    {
        Console.WriteLine($"""
            systems:      {string.Join(", ", AllSystems.Names)}
            measurements: {string.Join(", ", Measurement.Usual.Select(static one => one.Name).Distinct())}
            curves:       {string.Join(", ", Measurement.Curves.Select(static one => one.Name).Distinct())}
            """);
        return 0;
    }

    Leftovers.WatchSignals();
    return options switch
    {
        { Measured: { } system } => Measure(options, AllSystems.Make(system)),
        { From: { } kept } => WriteKept(options, kept),
        { IsCheck: true } => RegressionCheck.Run(options),
        _ => WriteReport(options),
    };
}
catch (UnmeasurableException error) when (args.Contains(BenchmarkOptions.CheckWord))
{
    Console.WriteLine($"Not measured: {error.Message}");
    return 0;
}
catch (BenchmarkException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
finally
{
    Leftovers.Clear();
}

// Measures one system, and writes a line for each figure.
static int Measure(BenchmarkOptions options, QueueSystem system)
{
    if (system.WhyNot is { } reason)
    {
        Console.Error.WriteLine($"{system.Name} is left out: {reason}.");
        return 0;
    }

    using Bench bench = new(options, system);
    foreach (Measurement measurement in options.Measurements.Where(one => one.AppliesTo(system)))
    {
        try
        {
            foreach (Figure figure in measurement.Run(bench))
            {
                Console.WriteLine(JsonSerializer.Serialize(figure, FigureJson.Default.Figure));
            }
        }
        catch (Exception error) when (error is MqException or BenchmarkException or IOException)
        {
            // One figure less: a kernel queue, for example, takes no messages of 64 KiB. What is checked can do all that is measured.
            Console.Error.WriteLine($"{system.Name}, {measurement.Name}: {error.Message}");
            if (!bench.Peer.IsAlive || (options.IsCheck && error is not UnmeasurableException))
            {
                return 1;
            }
        }
    }

    return 0;
}

static int WriteReport(BenchmarkOptions options)
{
    List<Figure> figures = [];
    int failed = 0;
    foreach (string system in options.Systems)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:HH:mm:ss} {system}"));
        Collected collected = Collected.From(options.ArgumentsFor(system, options.Only));
        figures.AddRange(collected.Figures);
        failed += collected.HasFailed ? 1 : 0;
    }

    if (options.Quick)
    {
        Console.WriteLine("Short runs: these figures show that it works, not how fast it is.");
        Console.WriteLine();
    }

    MarkdownTable.WriteMachine(Console.Out);
    WriteTables(options, figures);
    if (options.Json is { } path)
    {
        File.WriteAllText(path, JsonSerializer.Serialize([.. figures], FigureJson.Default.FigureArray));
    }

    if (options.Csv is { } table)
    {
        File.WriteAllLines(table, CsvTable.Lines(figures));
    }

    return failed == 0 ? 0 : 1;
}

static int WriteKept(BenchmarkOptions options, string path)
{
    try
    {
        WriteTables(options, JsonSerializer.Deserialize(File.ReadAllText(path), FigureJson.Default.FigureArray)!);
        return 0;
    }
    catch (Exception error) when (error is IOException or JsonException)
    {
        throw new BenchmarkException($"{path} has no figures: {error.Message}");
    }
}

static void WriteTables(BenchmarkOptions options, IReadOnlyList<Figure> figures)
{
    if (!options.IsCurves)
    {
        Overview.WriteSystems(Console.Out, figures);
        Overview.WriteTargets(Console.Out, figures);
    }

    MarkdownTable.Write(Console.Out, figures);
}
