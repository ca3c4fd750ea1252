using System.Text;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

public class DeepContractTests
{
    /// <summary>Each level holds the next one twice, so the last one 2^30 times: who asked each of them would not come to an end.</summary>
    [Fact]
    public void The_worst_case_of_contracts_that_hold_each_other_many_levels_deep_is_known_at_once()
    {
        const int Levels = 30;
        StringBuilder source = new("[MqContract] public readonly record struct L0(byte Value);\n");
        for (int level = 1; level <= Levels; level++)
        {
            source.AppendLine(null, $"[MqContract] public sealed record L{level}(L{level - 1}? Left, L{level - 1}? Right);");
        }

        source.AppendLine("[MqChannel(\"high\", MaxMessageBytes = 64)] public interface IHigh : IMqSender<L5>;");
        source.AppendLine(null, $"[MqChannel(\"deep\", MaxMessageBytes = 64)] public interface IDeep : IMqSender<L{Levels}>;");
        source.AppendLine(
            null,
            $"public static class Program {{ public static string Run() => (TypedMq.Generated.Global.L4Formatter.MaxSize, TypedMq.Generated.Global.L{Levels}Formatter.MaxSize == MqSize.Unbounded).ToString(); }}");

        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + source);

        // What is beyond every bound is only information; what is not is a warning.
        Assert.All(run.Diagnostics, static diagnostic => Assert.Equal("TMQ0510", diagnostic.Id));
        Assert.Equal([DiagnosticSeverity.Warning, DiagnosticSeverity.Info], run.Diagnostics.Select(static diagnostic => diagnostic.Severity));
        using LoadedProgram program = new(run);

        // 16 leaves of 3 bytes at most, and a byte for each of the 15 arrays around them; all of it saturates at the end.
        Assert.Equal("(63, True)", program.Run());
    }
}
