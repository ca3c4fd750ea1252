namespace TypedMq.ConformanceReport;

/// <summary>Lists which statements tests cover, by transport; <c>--write</c> writes <c>docs/conformance.md</c> and the table of shapes in <c>docs/channels.md</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not ([] or ["--write"]))
        {
            Console.Error.WriteLine("usage: dotnet run --project tests/Conformance.Report [-- --write]");
            return 2;
        }

        Coverage coverage = new(Catalogue.Read(), Proof.ReadAll());
        foreach (Statement statement in coverage.Catalogue.Statements)
        {
            var cells = coverage.Catalogue.Transports.Select(transport => (Transport: transport, Cell: coverage.Find(statement, transport))).Where(static item => item.Cell.IsConcerned);
            Console.WriteLine($"{statement.Id,-4} {string.Join(" | ", cells.Select(static item => $"{item.Transport}: {item.Cell}"))}");
        }

        Console.WriteLine();
        ShapesTable shapes = new(File.ReadAllText(ShapesTable.Path), Proof.ReadShapes());
        string[] problems = [.. coverage.Problems().Concat(shapes.Problems()).Distinct()];
        foreach (string problem in problems)
        {
            Console.WriteLine($"wrong: {problem}");
        }

        (Statement Statement, string Transport)[] open = [.. coverage.Open];
        foreach (var group in open.GroupBy(static item => item.Transport))
        {
            Console.WriteLine($"open on {group.Key}: {string.Join(", ", group.Select(static item => item.Statement.Id))}");
        }

        Console.WriteLine($"{coverage.Catalogue.Statements.Count} statements, {open.Length} open, {problems.Length} wrong");
        if (args is ["--write"])
        {
            File.WriteAllText(ConformancePage.Path, ConformancePage.Write(coverage));
            File.WriteAllText(ShapesTable.Path, shapes.Write());
            Console.WriteLine($"wrote {ConformancePage.Path} and the shapes in {ShapesTable.Path}");
        }

        return open.Length + problems.Length == 0 ? 0 : 1;
    }
}
