using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TypedMq;
using TypedMq.Benchmarks;
using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Measurements;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

// Three processes: this one writes the report; for each system it starts one that measures it, and that one starts its peer. So the runtime compiles
// the loops for one system only, as it does in a service that uses one.
try
{
    if (args is [Peer.Argument, var arena, var cores])
    {
        return PeerProgram.Run(arena, cores);
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
    return options.Measured is { } system ? Measure(options, AllSystems.Make(system)) : WriteReport(options);
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
        catch (Exception error) when (error is MqException or BenchmarkException)
        {
            // One figure less: a kernel queue, for example, takes no messages of 64 KiB.
            Console.Error.WriteLine($"{system.Name}, {measurement.Name}: {error.Message}");
            if (!bench.Peer.IsAlive)
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
        using Process measuring = Self.Start(options.ArgumentsFor(system));
        using IDisposable leftover = Leftovers.Add(() => Self.End(measuring));
        while (measuring.StandardOutput.ReadLine() is { } line)
        {
            figures.Add(JsonSerializer.Deserialize(line, FigureJson.Default.Figure)!);
        }

        measuring.WaitForExit();
        failed += measuring.ExitCode == 0 ? 0 : 1;
    }

    if (options.Quick)
    {
        Console.WriteLine("Short runs: these figures show that it works, not how fast it is.");
        Console.WriteLine();
    }

    MarkdownTable.WriteMachine(Console.Out);
    MarkdownTable.Write(Console.Out, figures);
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
