using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Documents.Tests;

/// <summary>What the documents show compiles, with the generator and everything that we publish.</summary>
public class DocumentTests
{
    /// <summary>What a project has by its SDK, as that of a worker; and our own namespace, which documents need not repeat.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using TypedMq;
        """;

    private static readonly ProjectSettings Settings = new() { References = [MessagePackStub.Reference, .. FindOthers()] };

    public static TheoryData<string, int> Blocks
    {
        get
        {
            TheoryData<string, int> blocks = [];
            foreach (string page in Page.All)
            {
                foreach (Block block in Page.Blocks(page))
                {
                    blocks.Add(page, block.Line);
                }
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Code_on_a_page_compiles(string page, int line)
    {
        List<Block> blocks = Page.Blocks(page);
        int index = blocks.FindIndex(block => block.Line == line);
        Snippet snippet = new(blocks[index].Around, blocks[index].Code);
        HashSet<string> names = [.. snippet.Names];
        List<string> sources = [Usings, snippet.ToString()];

        // What was shown before is known; a page may begin anew with a type of the same name.
        for (int earlier = index - 1; earlier >= 0; earlier--)
        {
            Snippet before = new(blocks[earlier].Around, blocks[earlier].Code);
            sources.Add(before.Library(names));
            names.UnionWith(before.Names);
        }

        CSharpCompilation compilation = GeneratorHarness.Compile(Settings, [.. sources]);
        GeneratorRun run = GeneratorHarness.Run(snippet.HasStatements ? compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication)) : compilation);

        IEnumerable<Diagnostic> findings = run.Diagnostics.Where(static finding => finding.Severity >= DiagnosticSeverity.Warning)
            .Concat(run.CompilerFindings.Where(static finding => finding.Severity == DiagnosticSeverity.Error));
        Assert.True(!findings.Any(), $"{page}, line {line}:\n{string.Join('\n', findings)}\n\n{snippet}");
    }

    [Fact]
    public void Every_page_with_code_is_looked_at()
    {
        int blocks = Page.All.Sum(static page => Page.Blocks(page).Count);

        Assert.Equal(blocks, Page.All.Sum(static page => Repository.Read(page).Split("```csharp").Length - 1));
        Assert.NotEqual(0, blocks);
    }

    /// <summary>What is built here and what it needs, without what the harness brings.</summary>
    private static IEnumerable<MetadataReference> FindOthers()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) != framework
                && Path.GetFileName(path) is var name
                && !name.StartsWith("Microsoft.", StringComparison.Ordinal)
                && name is not ("TypedMq.Runtime.dll" or "TypedMq.Generators.dll" or "TypedMq.Documents.Tests.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path));
    }
}
