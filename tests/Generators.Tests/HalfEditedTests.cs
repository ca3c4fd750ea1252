using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>An editor runs the generator at every keystroke: whatever half of a file is there, it never throws.</summary>
public class HalfEditedTests
{
    /// <summary>A prime, so that the cuts fall everywhere in a line.</summary>
    private const int Step = 149;

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.cs").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Folder { get; } = Path.Combine(Repository.Folder, "tests", "Generated.Tests", "Zoo");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_ends_anywhere_does_not_stop_the_generator(string file)
    {
        string source = Read(file);
        int start = file.Sum(static letter => letter) % Step;
        Edit(Enumerable.Range(0, (source.Length / Step) + 1).Select(index => source[..Math.Min(start + (index * Step), source.Length)]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_with_a_hole_anywhere_does_not_stop_the_generator(string file)
    {
        string source = Read(file);
        Random random = new(20261120);
        Edit(Enumerable.Range(0, 15).Select(_ =>
        {
            int at = random.Next(source.Length);
            return source.Remove(at, Math.Min(random.Next(1, 30), source.Length - at));
        }));
    }

    private static string Read(string file) => GeneratorHarness.Usings + "using System.Linq;\n" + File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>One driver sees all states of the file in turn, as that of an editor does.</summary>
    private static void Edit(IEnumerable<string> states)
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(ProjectSettings.Default, "");
        GeneratorDriver driver = GeneratorHarness.CreateDriver(compilation);
        foreach (string state in states)
        {
            SyntaxTree before = compilation.SyntaxTrees[0];
            compilation = compilation.ReplaceSyntaxTree(before, CSharpSyntaxTree.ParseText(state, (CSharpParseOptions)before.Options, before.FilePath));
            driver = driver.RunGenerators(compilation);
            GeneratorRunResult result = driver.GetRunResult().Results[0];

            Assert.True(result.Exception is null, $"{result.Exception} after\n{state}");
            Assert.True(!result.Diagnostics.Any(static diagnostic => diagnostic.Id == "TMQ0009"), $"{string.Join('\n', result.Diagnostics)} after\n{state}");
        }
    }
}
