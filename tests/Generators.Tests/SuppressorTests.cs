using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedMq.Generators.Suppressions;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

public class SuppressorTests
{
    [Fact]
    public async Task Private_fields_with_a_key_are_used_by_generated_code_and_others_are_not() => Assert.Equal(
        ["CS0169 NoContract._keyed", "CS0169 Order._forgotten"],
        await FindAsync("""
            [MqContract]
            public class Order
            {
                [MqKey(0)] private int _keyed;
                [MqKey(1)] private int _assigned = 1;
                private int _forgotten;
            }

            [MqContract(Layout = MqLayout.Raw)]
            public struct Tick
            {
                public long Time;
                private int _reserved;
                private readonly int _other;
            }

            public class NoContract
            {
                [MqKey(0)] private int _keyed;
            }
            """));

    [Fact]
    public async Task Private_fields_that_MessagePack_sends_are_used_by_generated_code_where_they_are_adopted()
    {
        const string Types = """
            [MessagePackObject(AllowPrivate = true)]
            public partial class Keyed
            {
                [Key(0)] private int _keyed;
                private int _forgotten;
            }

            [MessagePackObject(true, AllowPrivate = true)]
            public partial class Named
            {
                private int _named;
                [IgnoreMember] private int _ignored;
            }
            """;

        Assert.Equal(["CS0169 Keyed._forgotten", "CS0169 Named._ignored"], await FindAsync("using MessagePack;\n[assembly: MqAdoptMessagePack]\n" + Types));
        Assert.Equal(4, (await FindAsync("using MessagePack;\n" + Types)).Count());
    }

    private static async Task<IEnumerable<string>> FindAsync(string source)
    {
        CSharpCompilation output = GeneratorHarness.Run(GeneratorHarness.Usings + source, MessagePackStub.Referenced).Output;
        CompilationWithAnalyzersOptions options = new(new([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: false);
        IEnumerable<Diagnostic> findings = await output.WithAnalyzers([new KeyedFieldSuppressor()], options).GetAllDiagnosticsAsync();
        return findings.Where(static finding => finding.Id != "CS1591" && finding.Severity >= DiagnosticSeverity.Warning)
            .Select(static finding => $"{finding.Id} {finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Split('\'')[1]}")
            .Order();
    }
}
