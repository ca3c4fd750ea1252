using System.Globalization;

namespace TypedMq.Benchmarks.Report;

/// <summary>The figures as comma-separated values (RFC 4180), a heading first.</summary>
internal static class CsvTable
{
    public static IEnumerable<string> Lines(IEnumerable<Figure> figures) => figures
        .Select(static figure => Line(
            figure.System, figure.What, figure.Unit,
            figure.Value.Median, figure.Value.Minimum, figure.Value.Maximum,
            figure.Beside, figure.BesideValue?.Median, figure.BesideValue?.Minimum, figure.BesideValue?.Maximum,
            figure.Ratio?.Median, figure.Ratio?.Minimum, figure.Ratio?.Maximum,
            figure.Target, figure.Reached, figure.Cores, figure.Runs, figure.Discarded))
        .Prepend("system,what,unit,value,minimum,maximum,beside,beside value,beside minimum,beside maximum,ratio,ratio minimum,ratio maximum,target,reached,cores,runs,discarded");

    private static string Line(params ReadOnlySpan<object?> cells) => string.Join(',', cells.ToArray().Select(static cell => Quoted(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")));

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
