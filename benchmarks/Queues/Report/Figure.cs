using System.Text.Json.Serialization;

namespace TypedMq.Benchmarks.Report;

/// <summary>A line of the report: what the runs of one state gave.</summary>
/// <param name="System">The system under test.</param>
/// <param name="What">What was measured.</param>
/// <param name="Unit">ns, µs, M/s, %, bytes, calls, per 1,000.</param>
/// <param name="Value">The value.</param>
/// <param name="Beside">What was measured beside it, in the same runs.</param>
/// <param name="BesideValue">In the same unit.</param>
/// <param name="Ratio">The ratios, each taken within a run.</param>
/// <param name="State">Where the cores were: near or far.</param>
/// <param name="IsLoaded">Whether there were not enough runs in which others left the processors alone.</param>
/// <param name="Runs">How many runs count.</param>
/// <param name="Discarded">How many do not.</param>
internal sealed record Figure(
    string System, string What, string Unit, Spread Value, string? Beside, Spread? BesideValue, Spread? Ratio, string State, bool IsLoaded, int Runs, int Discarded)
{
    /// <summary>What is aimed at; null when nothing is.</summary>
    public string? Target => Targets.Find(this)?.Text;

    /// <summary>Whether it is reached; null when nothing is aimed at, or not in this state of the machine.</summary>
    public bool? Reached => Targets.Find(this)?.IsKept(this);

    /// <summary>What is to be known of the cores.</summary>
    public string Cores => IsLoaded ? State + ", loaded" : State;
}

[JsonSourceGenerationOptions(WriteIndented = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Figure))]
[JsonSerializable(typeof(Figure[]))]
internal sealed partial class FigureJson : JsonSerializerContext;
