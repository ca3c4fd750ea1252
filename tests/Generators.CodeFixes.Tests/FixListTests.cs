using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CodeFixes;
using TypedMq.Generators.CodeFixes;

namespace TypedMq.Generators.Tests;

public class FixListTests
{
    [Fact]
    public void The_list_of_diagnostics_says_which_have_a_fix()
    {
        string[] listed = [.. File.ReadAllLines(Path.Combine(Repository(), "docs", "diagnostics", "README.md"))
            .Where(static line => line.StartsWith("| [TMQ", StringComparison.Ordinal) && line.Split('|')[4].Trim().Length > 0)
            .Select(static line => line[3..10])];

        Assert.Equal(Fixes().SelectMany(static fix => fix.FixableDiagnosticIds).Order(), listed.Order());
    }

    /// <summary>Without the attribute no editor finds a fix.</summary>
    [Fact]
    public void Every_fix_is_exported() => Assert.All(
        Fixes(),
        static fix => Assert.Equal(fix.GetType().Name, fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>()?.Name));

    private static IEnumerable<SourceFix> Fixes() => typeof(SourceFix).Assembly.GetTypes()
        .Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(SourceFix)))
        .Select(static type => (SourceFix)Activator.CreateInstance(type)!);

    private static string Repository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
