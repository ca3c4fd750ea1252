using System.Globalization;

namespace TypedMq.Benchmarks.Report;

/// <summary>The short tables: what each system reaches, and what is aimed at.</summary>
internal static class Overview
{
    /// <summary>A line for each system.</summary>
    public static void WriteSystems(TextWriter writer, IReadOnlyList<Figure> figures)
    {
        writer.WriteLine("| system | one way p50 / p99 / p99.9 | of the cache line | stream, million a second: 64 bytes | 1 KiB | 64 bytes, two to two | cores |");
        writer.WriteLine("|---|---|---|---|---|---|---|");
        foreach (IGrouping<string, Figure> system in figures.GroupBy(static figure => figure.System))
        {
            string name = system.Key;
            bool isTyped = Find("one-way p50, record") is not null;
            Figure? oneWay = Find("one-way p50, 64 B") ?? Find("one-way p50, record");
            Figure? stream = Find("stream 64 B") ?? Find("stream of records");
            if (oneWay is null && stream is null)
            {
                continue;
            }

            string times = string.Join(" / ", new[] { oneWay, Find("one-way p99, 64 B") ?? Find("one-way p99, record"), Find("one-way p99.9, 64 B") }.OfType<Figure>().Select(static figure => Time(figure.Value.Median)));
            string ratio = isTyped || oneWay?.Ratio is not { } bounces ? "–" : MarkdownTable.Text(bounces.Median) + " ×";
            string cores = string.Join("; ", new[] { oneWay, stream }.OfType<Figure>().Select(static figure => figure.Cores).Distinct());
            writer.WriteLine($"| {name}{(isTyped ? " (records)" : "")} | {times} | {ratio} | {Rate(stream)} | {Rate(Find("stream 1 KiB"))} | {Rate(Find("stream 64 B, 2 to 2"))} | {cores} |");

            Figure? Find(string what) => system.FirstOrDefault(figure => figure.What == what);
        }

        writer.WriteLine();
    }

    /// <summary>A line for each figure that something is aimed at.</summary>
    public static void WriteTargets(TextWriter writer, IReadOnlyList<Figure> figures)
    {
        writer.WriteLine("| system | what | aim | measured | beside | reached | cores |");
        writer.WriteLine("|---|---|---|---|---|---|---|");
        foreach (Figure figure in figures.Where(static figure => figure.Target is not null))
        {
            string measured = Targets.Find(figure)!.IsRatio && figure.Ratio is { } ratio
                ? $"{MarkdownTable.Text(ratio, "×")}: {MarkdownTable.Text(figure.Value.Median)} {figure.Unit}"
                : MarkdownTable.Text(figure.Value, figure.Unit);
            string beside = figure.Beside is null ? "–" : $"{figure.Beside}: {MarkdownTable.Text(figure.BesideValue!.Value.Median)} {figure.Unit}";
            string reached = figure.Reached switch { true => "yes", false => "**no**", null => "–" };
            writer.WriteLine($"| {figure.System} | {figure.What} | {figure.Target} | {measured} | {beside} | {reached} | {figure.Cores} |");
        }

        writer.WriteLine();
    }

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.0} ms"),
        >= 1e4 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0} µs"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.0} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0} ns"),
    };

    private static string Rate(Figure? figure) => figure is null ? "–" : MarkdownTable.Text(figure.Value.Median);
}
