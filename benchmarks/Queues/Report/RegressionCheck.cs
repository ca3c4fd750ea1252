using TypedMq.Benchmarks.Measurements;

namespace TypedMq.Benchmarks.Report;

/// <summary>
/// Holds ratios of short runs, and what is counted, to bounds that only what is broken is beyond. A measurement beyond one is repeated before that counts, but one that
/// fails, because messages are lost for example, is not; what cannot be measured here, or now, is said and does not count.
/// </summary>
internal static class RegressionCheck
{
    private const int Attempts = 3;

    private enum Verdict
    {
        Within,
        Beyond,
        NotMeasured,
    }

    /// <summary>Runs it, and says what it found.</summary>
    /// <returns>The exit code of the program.</returns>
    public static int Run(BenchmarkOptions options)
    {
        Console.WriteLine("| system | what | value | bound | cores | verdict |");
        Console.WriteLine("|---|---|---|---|---|---|");
        List<Verdict> verdicts = [];
        foreach (string system in options.Systems)
        {
            foreach (Measurement measurement in options.Measurements)
            {
                if (CheckBounds.Of(system, measurement.Name) is { Length: > 0 } bounds)
                {
                    verdicts.AddRange(Check(options.ArgumentsFor(system, measurement.Name), system, bounds));
                }
            }
        }

        Console.WriteLine($"{verdicts.Count(static one => one == Verdict.Within)} within their bounds, {verdicts.Count(static one => one == Verdict.Beyond)} beyond or failed, {verdicts.Count(static one => one == Verdict.NotMeasured)} not measured.");
        return verdicts.Contains(Verdict.Beyond) ? 1 : 0;
    }

    /// <summary>Measures, again while something is beyond its bound, and shows a line for each bound.</summary>
    private static Verdict[] Check(IEnumerable<string> arguments, string system, Bound[] bounds)
    {
        for (int attempt = 1; ; attempt++)
        {
            Collected collected = Collected.From(arguments);
            Verdict[] verdicts = [.. bounds.Select(bound => Judge(collected, bound))];
            bool isLast = attempt == Attempts || collected.HasFailed || !verdicts.Contains(Verdict.Beyond);
            foreach ((Bound bound, Verdict verdict) in bounds.Zip(verdicts).Where(pair => isLast || pair.Second == Verdict.Beyond))
            {
                WriteLine(collected, system, bound, verdict, isLast);
            }

            if (isLast)
            {
                return verdicts;
            }
        }
    }

    private static Verdict Judge(Collected collected, Bound bound) => (collected.Find(bound.What), collected.HasFailed) switch
    {
        (_, true) => Verdict.Beyond,
        (null, false) => Verdict.NotMeasured,
        ({ } figure, _) => bound.IsKept(figure) switch
        {
            true => Verdict.Within,
            false when !figure.IsLoaded => Verdict.Beyond,
            _ => Verdict.NotMeasured,
        },
    };

    private static void WriteLine(Collected collected, string system, Bound bound, Verdict verdict, bool isLast)
    {
        Figure? figure = collected.Find(bound.What);
        string value = (figure, bound.IsRatio) switch
        {
            (null, _) => "–",
            (_, true) => $"{MarkdownTable.Text(figure.Ratio!.Value, "×")} {figure.Beside}",
            (_, false) => MarkdownTable.Text(figure.Value, figure.Unit),
        };
        string text = verdict switch
        {
            Verdict.Within => "within",
            Verdict.NotMeasured => figure is null ? "not measured" : "not measured: others took the processors",
            _ when collected.HasFailed => "FAILED",
            _ => isLast ? "BEYOND" : "beyond, is measured again",
        };
        Console.WriteLine($"| {system} | {bound.What} | {value} | {bound.Text} | {figure?.Cores ?? "–"} | {text} |");
    }
}
