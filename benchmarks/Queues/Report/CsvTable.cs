using System.Globalization;

namespace TypedMq.Benchmarks.Report;

/// <summary>The figures as comma-separated values (RFC 4180), a heading first.</summary>
internal static class CsvTable
{
    public static IEnumerable<string> Lines(IEnumerable<Figure> figures) => figures
        .Select(static figure => Line(figure.System, figure.What, figure.Unit, figure.Value, figure.Beside, figure.BesideValue, figure.Ratio, figure.Target, figure.Reached, figure.State, figure.Runs, figure.Discarded))
        .Prepend("system,what,unit,value,beside,beside value,ratio,target,reached,cores,runs,discarded");

    private static string Line(params ReadOnlySpan<object?> cells) => string.Join(',', cells.ToArray().Select(static cell => Quoted(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")));

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
