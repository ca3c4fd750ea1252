using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedMq.Benchmarks;

/// <summary>Projects in memory, as large as one likes: a file for each contract, every fourth of which holds others, and a channel for every tenth.</summary>
internal static class Projects
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13);

    private static readonly MetadataReference[] References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => Path.GetFileName(path) is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name is "netstandard.dll" or "TypedMq.Runtime.dll"))
        .Select(static path => MetadataReference.CreateFromFile(path))];

    public static CSharpCompilation Create(int contracts) => CSharpCompilation.Create(
        "Consumer",
        Enumerable.Range(0, contracts).Select(static index => Parse(Source(index), index)),
        References,
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The same project, before anybody has asked for a symbol.</summary>
    public static CSharpCompilation Rebuild(CSharpCompilation project) => CSharpCompilation.Create(project.AssemblyName, project.SyntaxTrees, project.References, project.Options);

    /// <summary>What a key stroke in one file makes of a project.</summary>
    public static CSharpCompilation Edit(CSharpCompilation project, int file, string replaced, string by)
    {
        SyntaxTree tree = project.SyntaxTrees[file];
        return Rebuild(project).ReplaceSyntaxTree(tree, Parse(tree.ToString().Replace(replaced, by, StringComparison.Ordinal), file));
    }

    public static GeneratorDriver CreateDriver() => CSharpGeneratorDriver.Create([new Generators.TypedMqGenerator().AsSourceGenerator()], parseOptions: ParseOptions);

    private static SyntaxTree Parse(string source, int index) => CSharpSyntaxTree.ParseText(source, ParseOptions, path: $"File{index}.cs");

    private static string Source(int index)
    {
        StringBuilder source = new($$"""
            using System;
            using System.Collections.Generic;
            using TypedMq;
            namespace Consumer;

            public enum Kind{{index}} { First, Second }

            [MqContract]
            public sealed class Message{{index}}
            {
                [MqKey(0)] public long Id { get; set; }
                [MqKey(1)] public required string Name { get; init; }
                [MqKey(2)] public double Price { get; set; }
                [MqKey(3)] public Kind{{index}} Kind { get; private set; }
                [MqKey(4)] public DateTime? Sent { get; set; }
                [MqKey(5)] public List<string> Notes { get; set; } = [];
                public int Unsent() => 1;

            """);
        if (index % 4 == 3)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"    [MqKey(6)] public Message{index - 1}? One {{ get; set; }}");
            source.AppendLine(CultureInfo.InvariantCulture, $"    [MqKey(7)] public Dictionary<string, Message{index - 2}> Many {{ get; set; }} = [];");
        }

        source.AppendLine("}");
        if (index % 10 == 0)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"[MqChannel(\"messages-{index}\")] public interface IMessages{index} : IMqQueue<Message{index}>;");
        }

        return source.ToString();
    }
}
