using System.Globalization;

namespace TypedMq.Benchmarks.Report;

/// <summary>The most, or the least, that one figure should be.</summary>
/// <param name="Systems">The systems that it is for.</param>
/// <param name="What">Which figure.</param>
/// <param name="Limit">The most, or the least.</param>
/// <param name="IsUpper">Whether it is the most.</param>
/// <param name="IsRatio">Whether the ratio counts, which is comparable between machines; otherwise the value.</param>
/// <param name="NearOnly">Whether it says nothing while the cores are far from each other.</param>
internal sealed record Bound(string[] Systems, string What, double Limit, bool IsUpper, bool IsRatio, bool NearOnly = false)
{
    /// <summary>As it is shown.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{(IsUpper ? "≤" : "≥")} {Limit}{(IsRatio ? " ×" : "")}{(NearOnly ? ", near" : "")}");

    /// <summary>Whether a figure keeps it; null when it does not count.</summary>
    public bool? IsKept(Figure figure) => (NearOnly && figure.State != "near", IsRatio ? figure.Ratio?.Median : figure.Value.Median) switch
    {
        (true, _) or (_, null) => null,
        (_, { } value) => IsUpper ? value <= Limit : value >= Limit,
    };
}
