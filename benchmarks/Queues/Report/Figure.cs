using System.Text.Json.Serialization;

namespace TypedMq.Benchmarks.Report;

/// <summary>A line of the report: medians of the runs of one state.</summary>
/// <param name="System">The system under test.</param>
/// <param name="What">What was measured.</param>
/// <param name="Unit">ns, µs, M/s, %, bytes, calls.</param>
/// <param name="Value">The value.</param>
/// <param name="Beside">What was measured beside it, in the same runs.</param>
/// <param name="BesideValue">In the same unit.</param>
/// <param name="Ratio">The median of the ratios of each run.</param>
/// <param name="State">Where the cores were: near or far.</param>
/// <param name="Runs">How many runs count.</param>
/// <param name="Discarded">How many do not.</param>
internal sealed record Figure(
    string System, string What, string Unit, double Value, string? Beside, double? BesideValue, double? Ratio, string State, int Runs, int Discarded)
{
    /// <summary>What is aimed at; null when nothing is.</summary>
    public string? Target => Targets.Find(this)?.Text;

    /// <summary>Whether it is reached; null when nothing is aimed at, or not in this state of the machine.</summary>
    public bool? Reached => Targets.Find(this)?.IsReached(this);
}

[JsonSourceGenerationOptions(WriteIndented = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Figure))]
[JsonSerializable(typeof(Figure[]))]
internal sealed partial class FigureJson : JsonSerializerContext;
