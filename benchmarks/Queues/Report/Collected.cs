using System.Diagnostics;
using System.Text.Json;
using TypedMq.Benchmarks.Host;

namespace TypedMq.Benchmarks.Report;

/// <summary>What a process gave that measures one system.</summary>
/// <param name="Figures">Its figures.</param>
/// <param name="HasFailed">Whether it gave up; it has said why.</param>
internal sealed record Collected(IReadOnlyList<Figure> Figures, bool HasFailed)
{
    public Figure? Find(string what) => Figures.FirstOrDefault(figure => figure.What == what);

    /// <summary>Starts the process, and reads its figures until it ends.</summary>
    public static Collected From(IEnumerable<string> arguments)
    {
        using Process measuring = Self.Start(arguments);
        using IDisposable leftover = Leftovers.Add(() => Self.End(measuring));
        List<Figure> figures = [];
        bool isWhole = true;
        while (measuring.StandardOutput.ReadLine() is { } line)
        {
            try
            {
                figures.Add(JsonSerializer.Deserialize(line, FigureJson.Default.Figure)!);
            }
            catch (JsonException)
            {
                // It was killed in the middle of a line.
                isWhole = false;
            }
        }

        measuring.WaitForExit();
        return new(figures, measuring.ExitCode != 0 || !isWhole);
    }
}
