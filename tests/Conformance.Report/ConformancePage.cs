namespace TypedMq.ConformanceReport;

/// <summary><c>docs/conformance.md</c>.</summary>
internal static class ConformancePage
{
    public static string Path { get; } = System.IO.Path.Combine(Catalogue.Repository, "docs", "conformance.md");

    public static string Write(Coverage coverage)
    {
        Catalogue catalogue = coverage.Catalogue;
        string[] later = [.. catalogue.Exemptions.Where(static exemption => exemption is { Id: "*", Verdict: Verdicts.Later }).Select(static exemption => exemption.Transport)];
        string[] transports = [.. catalogue.Transports.Except(later)];
        List<string> page =
        [
            """
            # Conformance

            What queues on a Linux host are expected to do, and what each transport does. Generated from the tests by
            `dotnet run --project tests/Conformance.Report -- --write`; a test fails when it is out of date.

            **pass**: a test proves it, through channels (*typed*) or through the classes that follow the manual pages (*raw*). **refused**: it
            cannot be had, and a test shows the named error. **not applicable**: it cannot even be asked for. **open**: nobody has shown it yet.
            **–**: the statement is about another kind of queue. What is refused and what does not apply is explained [below](#why-not).
            """,
        ];

        foreach (IGrouping<string, Statement> group in catalogue.Statements.Where(statement => !IsLater(statement)).GroupBy(static statement => statement.Group))
        {
            page.AddRange(["", $"## {group.Key}", "", $"| | statement | {string.Join(" | ", transports)} |", $"|---|---|{string.Concat(transports.Select(static _ => "---|"))}"]);
            foreach (Statement statement in group)
            {
                page.Add($"| {statement.Id} | {statement.Text} | {string.Join(" | ", transports.Select(transport => coverage.Find(statement, transport).ToString()))} |");
            }
        }

        page.AddRange(["", "## Why not", "", "| | transport | verdict | reason |", "|---|---|---|---|"]);
        foreach (Exemption exemption in catalogue.Exemptions.Where(static exemption => exemption.Id != "*"))
        {
            string error = exemption.Error.Length > 0 ? $": {exemption.Error}" : "";
            string layer = exemption.Layer is null ? "" : $" ({exemption.Layer})";
            page.Add($"| {exemption.Id} | {exemption.Transport}{layer} | {exemption.Verdict}{error} | {exemption.Reason} |");
        }

        foreach (Exemption exemption in catalogue.Exemptions.Where(static exemption => exemption.Id == "*"))
        {
            page.AddRange(["", $"Transport `{exemption.Transport}`: {exemption.Reason} Only it is concerned by:", ""]);
            foreach (Statement statement in catalogue.Statements.Where(IsLater))
            {
                page.Add($"- {statement.Id}: {statement.Text}");
            }
        }

        return string.Join('\n', page) + '\n';

        bool IsLater(Statement statement) => statement.Scopes.All(scope => later.Contains(scope.Transport));
    }
}
