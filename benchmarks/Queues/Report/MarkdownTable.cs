using System.Globalization;
using System.Runtime.InteropServices;

namespace TypedMq.Benchmarks.Report;

/// <summary>The report as people read it.</summary>
internal static class MarkdownTable
{
    public static void Write(TextWriter writer, IEnumerable<Figure> figures)
    {
        writer.WriteLine("| system | what | value | beside | ratio | target | reached | cores | runs (discarded) |");
        writer.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (Figure figure in figures)
        {
            string beside = figure.Beside is null ? "–" : $"{figure.Beside}: {Text(figure.BesideValue!.Value.Median)} {figure.Unit}";
            string ratio = figure.Ratio is { } times ? Text(times, "×") : "–";
            string reached = figure.Reached switch { true => "yes", false => "no", null => "–" };
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {figure.System} | {figure.What} | {Text(figure.Value, figure.Unit)} | {beside} | {ratio} | {figure.Target ?? "–"} | {reached} | {figure.Cores} | {figure.Runs} ({figure.Discarded}) |"));
        }
    }

    /// <summary>Says what it was measured on.</summary>
    public static void WriteMachine(TextWriter writer)
    {
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors ({processor}), {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC"));
        writer.WriteLine();
    }

    /// <summary>The median, and in brackets from where to where the runs went.</summary>
    public static string Text(Spread spread, string unit)
    {
        (string least, string most) = (Text(spread.Minimum), Text(spread.Maximum));
        return $"{Text(spread.Median)} {unit}" + (least == most ? "" : $" ({least}–{most})");
    }

    public static string Text(double value)
    {
        string format = Math.Abs(value) switch
        {
            0 => "0",
            < 0.1 => "G2",
            < 10 => "0.00",
            < 100 => "0.0",
            _ => "0",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
