using System.Runtime.CompilerServices;

namespace TypedMq.ConformanceReport;

/// <summary>What must hold.</summary>
/// <param name="Id">Its name: a letter and a number.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Group">The heading that it stands under.</param>
/// <param name="Scopes">What it concerns.</param>
internal sealed record Statement(string Id, string Text, string Group, Scope[] Scopes);

/// <summary>A transport that a statement concerns.</summary>
/// <param name="Transport">The transport.</param>
/// <param name="Layer">The layer that a test must be of; null when any is enough.</param>
internal sealed record Scope(string Transport, string? Layer);

/// <summary>Why no test proves a statement.</summary>
/// <param name="Id">The statement; <c>*</c> stands for all.</param>
/// <param name="Transport">The transport.</param>
/// <param name="Layer">The layer; null means both.</param>
/// <param name="Verdict">One of <see cref="Verdicts"/>.</param>
/// <param name="Error">The error by which it is refused; may be empty.</param>
/// <param name="Reason">The reason.</param>
internal sealed record Exemption(string Id, string Transport, string? Layer, string Verdict, string Error, string Reason);

/// <summary>The verdicts of the second table.</summary>
internal static class Verdicts
{
    public const string Refused = "refused";
    public const string NotApplicable = "not applicable";
    public const string Later = "later";
    public const string Open = "open";

    public static readonly string[] All = [Refused, NotApplicable, Later, Open];
}

/// <summary><c>statements.md</c>, which people read and this class, too.</summary>
internal sealed class Catalogue
{
    private Catalogue(IReadOnlyList<Statement> statements, IReadOnlyList<Exemption> exemptions) => (Statements, Exemptions) = (statements, exemptions);

    public IReadOnlyList<Statement> Statements { get; }

    public IReadOnlyList<Exemption> Exemptions { get; }

    /// <summary>All transports that a statement concerns, in the order in which they first come.</summary>
    public string[] Transports => [.. Statements.SelectMany(static statement => statement.Scopes).Select(static scope => scope.Transport).Distinct()];

    /// <summary>The folder of the project.</summary>
    public static string Repository { get; } = FindRepository();

    public static Catalogue Read() => Parse(File.ReadAllLines(Path.Combine(Repository, "tests", "Conformance.Report", "statements.md")));

    public static Catalogue Parse(IEnumerable<string> lines)
    {
        List<Statement> statements = [];
        List<Exemption> exemptions = [];
        string group = "";
        foreach (string line in lines)
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                group = line[4..];
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| id ", StringComparison.Ordinal))
            {
                string[] cells = [.. line.Trim('|').Split('|').Select(static cell => cell.Trim())];
                switch (cells)
                {
                    case [string id, string text, string scopes]:
                        statements.Add(new(id, text, group, [.. scopes.Split(' ').Select(ParseScope)]));
                        break;
                    case [string id, string transport, string layer, string verdict, string error, string reason]:
                        exemptions.Add(new(id, transport, layer.Length == 0 ? null : layer, verdict, error, reason));
                        break;
                    default:
                        throw new FormatException($"statements.md: a row has neither 3 nor 6 cells: {line}");
                }
            }
        }

        return new(statements, exemptions);
    }

    private static Scope ParseScope(string text) => text.Split('/') is [string transport, string layer] ? new(transport, layer) : new(text, null);

    private static string FindRepository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
