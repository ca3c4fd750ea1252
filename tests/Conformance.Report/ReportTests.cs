namespace TypedMq.ConformanceReport;

/// <summary>Holds the tests, the catalogue of statements and the page about them together.</summary>
public class ReportTests
{
    private static readonly ShapesTable Shapes = new(File.ReadAllText(ShapesTable.Path), Proof.ReadShapes());
    private static readonly Coverage Actual = new(Catalogue.Read(), Proof.ReadAll());

    [Fact]
    public void The_page_is_what_the_command_would_write() => Assert.True(
        File.Exists(ConformancePage.Path) && File.ReadAllText(ConformancePage.Path) == ConformancePage.Write(Actual),
        "docs/conformance.md is out of date: dotnet run --project tests/Conformance.Report -- --write");

    [Fact]
    public void The_table_of_shapes_is_what_the_command_would_write() => Assert.True(
        File.ReadAllText(ShapesTable.Path) == Shapes.Write(),
        "docs/channels.md is out of date: dotnet run --project tests/Conformance.Report -- --write");

    [Fact]
    public void Every_shape_is_proven_or_refused_on_every_transport() => Assert.Empty(Shapes.Problems());

    [Fact]
    public void A_shape_is_open_until_a_test_of_the_transport_names_it()
    {
        const string Table = "| shape | signature |\n|---|---|\n| send | `void Send(T m)` |";
        Assert.Contains("`void Send(T m)` | open | open | open | open |", new ShapesTable(Table, []).Write(), StringComparison.Ordinal);
        Proof posix = new("send", false, ["posix"], [], "Test");
        Assert.Contains("| open | yes | refused | open |", new ShapesTable(Table, [posix, posix with { Transports = ["sysv"], Refuses = true }]).Write(), StringComparison.Ordinal);
        Assert.Equal(4, new ShapesTable(Table, []).Problems().Count());
        Assert.Contains("no shape 'shout'", Assert.Single(new ShapesTable(Table, [.. new[] { "fastmq", "posix", "sysv", "inprocess" }.Select(transport => posix with { Transports = [transport] }), posix with { Id = "shout" }]).Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Traits_and_exemptions_name_what_there_is() => Assert.Empty(Actual.Problems().Distinct());

    [Fact]
    public void Every_statement_is_proven_refused_by_name_or_not_applicable() =>
        Assert.Empty(Actual.Open.Select(static item => $"{item.Statement.Id} on {item.Transport}"));

    [Fact]
    public void Every_statement_has_one_line_of_its_own() =>
        Assert.Equal(Actual.Catalogue.Statements.Select(static statement => statement.Id).Distinct(), Actual.Catalogue.Statements.Select(static statement => statement.Id));

    [Fact]
    public void A_statement_is_open_until_a_test_of_the_transport_and_the_layer_proves_it()
    {
        Assert.Equal("open", Find("| G1 | It works. | posix |"));
        Assert.Equal("open", Find("| G1 | It works. | posix |", Accepts("sysv", "typed")));
        Assert.Equal("pass (typed)", Find("| G1 | It works. | posix |", Accepts("posix", "typed")));
        Assert.Equal("pass (typed); open", Find("| G1 | It works. | posix/raw posix/typed |", Accepts("posix", "typed")));
        Assert.Equal("pass (raw, typed)", Find("| G1 | It works. | posix/raw posix/typed |", Accepts("posix", "typed"), Accepts("posix", "raw")));
        Assert.Equal("pass", Find("| G1 | It works. | posix |", new Proof("G1", false, [Proof.EveryTransport], [], "Test")));
        Assert.Equal("–", Find("| G1 | It works. | sysv |"));
    }

    [Fact]
    public void A_refusal_needs_a_reason_and_a_test()
    {
        const string Statement = "| G1 | It works. | posix |\n| G1 | posix | | refused | `EINVAL` | It cannot. |";
        Assert.Equal("refused: `EINVAL`; open", Find(Statement));
        Assert.Equal("refused: `EINVAL`", Find(Statement, Accepts("posix", "typed") with { Refuses = true }));

        Assert.Contains("why G1 is refused", Problem("| G1 | It works. | posix |", Accepts("posix", "typed") with { Refuses = true }), StringComparison.Ordinal);
        Assert.Contains("a test proves it", Problem(Statement, Accepts("posix", "typed")), StringComparison.Ordinal);
    }

    [Fact]
    public void Traits_that_say_too_little_or_what_is_not_there_are_wrong()
    {
        const string Statement = "| G1 | It works. | posix |";
        Assert.Contains("no statement G2", Problem(Statement, Accepts("posix", "typed") with { Id = "G2" }), StringComparison.Ordinal);
        Assert.Contains("\"Transport\"", Problem(Statement, Accepts("posix", "typed") with { Transports = [] }), StringComparison.Ordinal);
        Assert.Contains("\"Transport\"", Problem(Statement, Accepts("pipes", "typed")), StringComparison.Ordinal);
        Assert.Contains("\"Layer\"", Problem(Statement, Accepts("posix", "cooked")), StringComparison.Ordinal);
    }

    private static Proof Accepts(string transport, string layer) => new("G1", false, [transport], [layer], "Test");

    private static string Find(string table, params Proof[] proofs)
    {
        Coverage coverage = new(Catalogue.Parse(table.Split('\n')), proofs);
        return coverage.Find(coverage.Catalogue.Statements[0], "posix").ToString();
    }

    private static string Problem(string table, params Proof[] proofs) => Assert.Single(new Coverage(Catalogue.Parse(table.Split('\n')), proofs).Problems());
}
