namespace TypedMq.ConformanceReport;

/// <summary>
/// The table of method shapes in <c>docs/channels.md</c>. Its first two columns are written by hand, the others by the tests that carry the name of the row:
/// <c>[Trait("Shape", "send")]</c>.
/// </summary>
internal sealed class ShapesTable
{
    private const string Header = "| shape | signature |";
    private const string Open = "open";

    private static readonly string[] Transports = ["fastmq", "posix", "sysv", "inprocess"];

    private readonly string[] _lines;
    private readonly ILookup<string, Proof> _proofs;

    public ShapesTable(string page, IEnumerable<Proof> proofs)
    {
        _lines = page.Split('\n');
        _proofs = proofs.ToLookup(static proof => proof.Id);
    }

    public static string Path { get; } = System.IO.Path.Combine(Catalogue.Repository, "docs", "channels.md");

    /// <summary>The names in the first column.</summary>
    public IEnumerable<string> Shapes => Rows().Select(row => Cells(_lines[row])[0]);

    /// <summary>The page with what the tests say.</summary>
    public string Write()
    {
        string[] lines = [.. _lines];
        int header = FirstLine();
        lines[header] = $"{Header} {string.Join(" | ", Transports)} |";
        lines[header + 1] = $"|---|---|{string.Concat(Transports.Select(static _ => "---|"))}";
        foreach (int row in Rows())
        {
            string[] cells = Cells(lines[row]);
            lines[row] = $"| {cells[0]} | {cells[1]} | {string.Join(" | ", Transports.Select(transport => Cell(cells[0], transport)))} |";
        }

        return string.Join('\n', lines);
    }

    /// <summary>What no test shows, and what tests name that is in no row.</summary>
    public IEnumerable<string> Problems()
    {
        string[] shapes = [.. Shapes];
        foreach (string shape in shapes)
        {
            foreach (string transport in Transports.Where(transport => Cell(shape, transport) == Open))
            {
                yield return $"docs/channels.md: no test of {transport} has [Trait(\"Shape\", \"{shape}\")].";
            }
        }

        foreach (IGrouping<string, Proof> group in _proofs.Where(group => !shapes.Contains(group.Key)))
        {
            yield return $"{group.First().Test}: docs/channels.md has no shape '{group.Key}'.";
        }
    }

    private string Cell(string shape, string transport)
    {
        Proof[] proofs = [.. _proofs[shape].Where(proof => proof.Transports.Contains(transport))];
        return proofs.Length == 0 ? Open : proofs.All(static proof => proof.Refuses) ? "refused" : "yes";
    }

    private int FirstLine()
    {
        int header = Array.FindIndex(_lines, static line => line.StartsWith(Header, StringComparison.Ordinal));
        return header >= 0 ? header : throw new InvalidOperationException($"{Path} has no table that begins with {Header}");
    }

    private IEnumerable<int> Rows()
    {
        for (int row = FirstLine() + 2; row < _lines.Length && _lines[row].StartsWith('|'); row++)
        {
            yield return row;
        }
    }

    private static string[] Cells(string line) => [.. line.Split('|').Skip(1).Select(static cell => cell.Trim())];
}
