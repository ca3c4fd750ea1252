using System.CommandLine.Parsing;
using System.Globalization;

namespace Samples;

/// <summary>Durations as people type them: <c>500ms</c>, <c>10s</c>, <c>2m</c>, <c>1h</c>.</summary>
public static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), // before "s" and "m"
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    /// <summary>Reads a duration that was typed as an option.</summary>
    /// <param name="result">The option; gets the error when it is no duration.</param>
    /// <param name="shortest">The shortest that is taken.</param>
    /// <param name="longest">The longest that is taken.</param>
    /// <returns>The duration; null when it is none.</returns>
    public static TimeSpan? Parse(ArgumentResult result, TimeSpan shortest, TimeSpan longest)
    {
        if (TryParse(result.Tokens[0].Value, shortest, longest, out TimeSpan duration, out string? problem))
        {
            return duration;
        }

        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: {problem}");
        return null;
    }

    /// <summary>Reads a duration.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="shortest">The shortest that is taken.</param>
    /// <param name="longest">The longest that is taken.</param>
    /// <param name="duration">The duration.</param>
    /// <param name="problem">What is wrong, and what would be right; null when nothing is.</param>
    /// <returns>Whether nothing is wrong.</returns>
    public static bool TryParse(string text, TimeSpan shortest, TimeSpan longest, out TimeSpan duration, out string? problem)
    {
        duration = default;
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) ||
                !double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ||
                !double.IsFinite(number))
            {
                continue;
            }

            if (number * length.TotalSeconds < shortest.TotalSeconds || number * length.TotalSeconds > longest.TotalSeconds)
            {
                problem = $"'{text}' is out of range: from {Text(shortest)} to {Text(longest)}.";
                return false;
            }

            duration = number * length;
            problem = null;
            return true;
        }

        problem = $"'{text}' is no duration: write a number and a unit (ms, s, m, h), from {Text(shortest)} to {Text(longest)}, for example 10s or 2m.";
        return false;
    }

    private static string Text(TimeSpan duration)
    {
        (string unit, TimeSpan length) = Array.FindLast(Units, unit => duration >= unit.Length && duration.Ticks % unit.Length.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration / length:0}{unit}");
    }
}
