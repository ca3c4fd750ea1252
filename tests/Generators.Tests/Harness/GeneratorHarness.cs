using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedMq.Generators.Tests.Harness;

/// <summary>How the project around the source is set up.</summary>
internal sealed record ProjectSettings
{
    public static ProjectSettings Default { get; } = new();

    public string AssemblyName { get; init; } = "Consumer";

    public LanguageVersion LanguageVersion { get; init; } = LanguageVersion.CSharp13;

    public NullableContextOptions Nullable { get; init; } = NullableContextOptions.Enable;

    public ImmutableArray<MetadataReference> References { get; init; } = [];

    /// <summary>Severities as an .editorconfig gives them.</summary>
    public ImmutableDictionary<string, ReportDiagnostic> EditorConfig { get; init; } = ImmutableDictionary<string, ReportDiagnostic>.Empty;

    /// <summary>Whether the runtime is referenced.</summary>
    public bool HasRuntime { get; init; } = true;
}

/// <summary>Runs the generator on source in memory.</summary>
internal static class GeneratorHarness
{
    private static readonly ImmutableArray<MetadataReference> Framework = FindFramework();

    private static readonly MetadataReference Runtime = MetadataReference.CreateFromFile(typeof(MqContractAttribute).Assembly.Location);

    /// <summary>What most sources start with; there are no implicit usings here.</summary>
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using TypedMq;

        """;

    public static CSharpCompilation Compile(ProjectSettings settings, params string[] sources)
    {
        CSharpParseOptions parseOptions = new(settings.LanguageVersion, DocumentationMode.Diagnose);
        CSharpCompilationOptions options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999)
            .WithNullableContextOptions(settings.Nullable)
            .WithConcurrentBuild(false)
            .WithSyntaxTreeOptionsProvider(new EditorConfigSeverities(settings.EditorConfig));
        return CSharpCompilation.Create(
            settings.AssemblyName,
            sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, parseOptions, path: $"/source/File{index}.cs")),
            [.. Framework, .. settings.HasRuntime ? [Runtime] : ImmutableArray<MetadataReference>.Empty, .. settings.References],
            options);
    }

    public static GeneratorDriver CreateDriver(CSharpCompilation compilation, TypedMqGenerator? generator = null) => CSharpGeneratorDriver.Create(
        [(generator ?? new()).AsSourceGenerator()],
        parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
        driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorRun Run(string source, ProjectSettings? settings = null, TypedMqGenerator? generator = null) =>
        Run(Compile(settings ?? ProjectSettings.Default, source), generator);

    public static GeneratorRun Run(CSharpCompilation compilation, TypedMqGenerator? generator = null)
    {
        GeneratorDriver driver = CreateDriver(compilation, generator).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        return new(compilation, (CSharpCompilation)output, diagnostics, driver);
    }

    /// <summary>Runs on source that is in order: nothing is reported, and all of it compiles without a warning.</summary>
    public static GeneratorRun RunClean(string source, ProjectSettings? settings = null, params string[] otherFiles) =>
        Run(Compile(settings ?? ProjectSettings.Default, [Usings + source, .. otherFiles])).AssertClean().AssertCachedWhenRunAgain();

    /// <summary>The framework, and what the runtime itself depends on.</summary>
    private static ImmutableArray<MetadataReference> FindFramework()
    {
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return [.. assemblies.Where(path => Path.GetDirectoryName(path) == folder || Path.GetFileName(path).StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).Select(static path => MetadataReference.CreateFromFile(path))];
    }

    private sealed class EditorConfigSeverities(ImmutableDictionary<string, ReportDiagnostic> severities) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            severities.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }
}
