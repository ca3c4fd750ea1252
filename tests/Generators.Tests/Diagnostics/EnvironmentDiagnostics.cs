using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>What is wrong with the project or with the generator itself.</summary>
public class EnvironmentDiagnostics
{
    private const string TwoContracts = """
        [MqContract]
        public sealed class First
        {
            [MqKey(0)] public int Number { get; set; }
        }

        [MqContract]
        public sealed class Second
        {
            [MqKey(0)] public int Number { get; set; }
        }
        """;

    [Fact]
    public void An_old_language_version_is_reported_once_and_nothing_is_generated()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + TwoContracts, new() { LanguageVersion = LanguageVersion.CSharp12 });

        Assert.Equal(["TMQ0005"], run.Ids);
        Assert.Contains("C# 12.0", run.Diagnostics[0].GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(run.Result.GeneratedSources);
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Preview)]
    [InlineData(LanguageVersion.Latest)]
    public void A_language_version_that_is_new_enough_is_not(LanguageVersion version) =>
        GeneratorHarness.RunClean(TwoContracts, new() { LanguageVersion = version });

    [Fact]
    public void A_project_without_contracts_may_be_as_old_as_it_likes() =>
        Assert.Empty(GeneratorHarness.Run("class Program;", new() { LanguageVersion = LanguageVersion.CSharp12, HasRuntime = false }).Diagnostics);

    [Fact]
    public void A_missing_runtime_is_reported_once_and_nothing_is_generated()
    {
        const string Attributes = """
            namespace TypedMq
            {
                public sealed class MqContractAttribute : System.Attribute;
                public sealed class MqKeyAttribute(int key) : System.Attribute { public int Key => key; }
            }
            """;

        GeneratorRun run = GeneratorHarness.Run("using TypedMq;\n" + TwoContracts + Attributes, new() { HasRuntime = false });

        Assert.Equal(["TMQ0006"], run.Ids);
        Assert.Contains("TypedMq.IMqFormatter`1", run.Diagnostics[0].GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(run.Result.GeneratedSources);
    }

    [Fact]
    public void A_failure_on_one_type_is_reported_there_and_the_others_are_generated()
    {
        TypedMqGenerator generator = new()
        {
            BeforeParse = static symbol =>
            {
                if (symbol.Name == "First")
                {
                    throw new InvalidOperationException("the reason");
                }
            },
        };

        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Compile(ProjectSettings.Default, GeneratorHarness.Usings + TwoContracts), generator);

        Assert.Equal(["TMQ0009"], run.Ids);
        Assert.Contains("'First': InvalidOperationException: the reason", run.Diagnostics[0].GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal("First", run.Diagnostics[0].Location.SourceTree!.GetText().ToString(run.Diagnostics[0].Location.SourceSpan));
        Assert.Contains("SecondFormatter", Assert.Single(run.Result.GeneratedSources).SourceText.ToString(), StringComparison.Ordinal);
    }
}
