using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>What is reported on raw contracts.</summary>
public class RawDiagnostics
{
    private const string Usings = "using System.Runtime.CompilerServices; using System.Runtime.InteropServices;\n";

    [Theory]
    [InlineData("Tick", "[MqContract(Layout = MqLayout.Raw)] public sealed record Tick(long Time);")]
    [InlineData("Tick", "[MqContract(Layout = MqLayout.Raw)] public struct Tick<T> where T : unmanaged { public T Time; }")]
    [InlineData("Tick", "[MqContract(Layout = MqLayout.Raw)] public struct Tick(int a) { public int Time; public int A => a + Time; }")]
    [InlineData("Tick", "[MqContract(Layout = MqLayout.Raw), StructLayout(LayoutKind.Auto)] public struct Tick { public long Time; }")]
    [InlineData("Name", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public string Name; }")]
    [InlineData("Name", "[MqContract(Layout = MqLayout.Raw)] public record struct Tick(long Time, string Name);")]
    [InlineData("At", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public DateTime At; }")]
    [InlineData("At", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public DateTimeOffset At; }")]
    [InlineData("Native", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public nint Native; }")]
    [InlineData("Maybe", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public int? Maybe; }")]
    [InlineData("Pair", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public (int, int) Pair; }")]
    [InlineData("Index", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public Index Index; }")]
    [InlineData("Inner", "public struct Inner { public UIntPtr Native; } [MqContract(Layout = MqLayout.Raw)] public struct Tick { public Inner Inner; }")]
    [InlineData("Text", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { private FixedUtf8<Buffer> Text; [InlineArray(8)] private struct Buffer { private byte _first; } }")]
    [InlineData("MqIgnore", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public int Time; [MqIgnore] public int Secret; }")]
    [InlineData("MqIgnore", "[MqContract(Layout = MqLayout.Raw)] public record struct Tick(int Time) { [MqIgnore] public int Secret { get; set; } }")]
    [InlineData("typeof(OfInt)", "public struct OfInt : IMqFormatter<int> { public static int MaxSize => 5; public static void Write(ref MqWriter writer, in int value) => writer.WriteInt32(value); public static int Read(ref MqReader reader) => reader.ReadInt32(); public static void ReadInto(ref MqReader reader, ref int value) => value = Read(ref reader); } [MqContract(Layout = MqLayout.Raw)] public record struct Tick([MqFormatter(typeof(OfInt))] int Time);")]
    public void A_contract_whose_memory_cannot_be_sent_is_reported(string squiggle, string code) => DiagnosticCase.Expect("TMQ0306", Usings + "#pragma warning disable CS0649, CS0169\n" + code, squiggle);

    [Theory]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick { public Tick Inner; }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick { public Other Inner; } [MqContract(Layout = MqLayout.Raw)] public struct Other { public Tick Inner; }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick { public Inner Inner; } public struct Inner { public Inner Again; }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick { public Inner Inner; } [InlineArray(2)] public struct Inner { private Inner _first; }")]
    public void A_struct_that_holds_itself_is_left_to_the_compiler(string code)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + Usings + code);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics);
        Assert.Contains(run.CompilerFindings, static finding => finding.Id is "CS0523" or "CS0169");
    }

    [Theory]
    [InlineData("padding (3 bytes after 'IsOpen')", "public struct Tick { public bool IsOpen; public int Count; }")]
    [InlineData("padding (7 bytes after 'Count')", "public struct Tick { public long Time; public byte Count; }")]
    [InlineData("padding (1 byte after 'A', 3 bytes after 'C1', 4 bytes after 'D1', 4 bytes after 'D')", "public struct Tick { public byte A; public short B; public byte C1; public int D1; public long C; public int D; }")]
    [InlineData("padding (2 bytes at the start)", "[StructLayout(LayoutKind.Explicit)] public struct Tick { [FieldOffset(2)] public short Count; }")]
    [InlineData("padding (1 byte after 'Inner.Flag')", "public struct Inner { public bool Flag; public short Count; } [MqContract(Layout = MqLayout.Raw)] public struct Tick { public Inner Inner; }")]
    [InlineData("padding (4 bytes after 'Time')", "[StructLayout(LayoutKind.Sequential, Size = 12)] public struct Tick { public long Time; }")]
    public void Padding_is_reported_with_its_places(string problem, string code)
    {
        string source = code.Contains("MqContract", StringComparison.Ordinal) ? code : "[MqContract(Layout = MqLayout.Raw)] " + code;
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(GeneratorHarness.Usings + Usings + source).Diagnostics);

        Assert.Equal("TMQ0307", diagnostic.Id);
        Assert.Contains(problem, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick { [MqKey(0)] public long Time; }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public record struct Tick([MqKey(0)] long Time);")]
    public void A_key_has_no_effect_on_a_raw_contract(string code) => DiagnosticCase.Expect("TMQ0106", code, "0");

    [Fact]
    public void A_limit_has_no_effect_on_a_raw_contract() =>
        DiagnosticCase.Expect("TMQ0308", "[MqContract(Layout = MqLayout.Raw)] public struct Tick { [MqMaxLength(4)] public FixedUtf8<FixedUtf8Buffer16> Text; }", "4");

    [Theory]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public record struct Tick(long Ticks) { [MqIgnore] public readonly DateTime At => new(Ticks); }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick { public long Time; public Guid Id; public FixedUtf8<FixedUtf8Buffer16> Text; public bool A, B, C, D; }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw), StructLayout(LayoutKind.Sequential, Pack = 1)] public readonly record struct Tick(byte A, long B, Int128 C);")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick { public const int Size = 8; public static int Count; public long Time { get; set; } }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public struct Tick;")]
    public void A_raw_contract_is_not_reported(string code) => GeneratorHarness.RunClean(Usings + "#pragma warning disable CS0649, CS0169\n" + code);

    [Fact]
    public void A_type_that_does_not_exist_is_left_to_the_compiler()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + "[MqContract(Layout = MqLayout.Raw)] public struct Tick { public Missing Id; }");

        Assert.Empty(run.Diagnostics);
        Assert.Equal(["CS0246"], run.CompilerFindings.Select(static finding => finding.Id));
    }

    [Fact]
    public void The_tag_covers_the_layout()
    {
        static string Tag(string fields)
        {
            string files = GeneratorHarness.RunClean($$"""
                /// <summary>A tick.</summary>
                [MqContract("tick", Layout = MqLayout.Raw)] public record struct Tick({{fields}});
                /// <summary>Ticks.</summary>
                [MqChannel("ticks")] public interface ITicks : IMqSender<Tick>;
                """).AllFiles;
            int at = files.IndexOf("0x", StringComparison.Ordinal);
            return files.Substring(at, 10);
        }

        Assert.Equal(Tag("int A, int B"), Tag("int C, int D"));
        Assert.NotEqual(Tag("int A, int B"), Tag("int A, float B"));
        Assert.NotEqual(Tag("int A, int B"), Tag("long A"));
    }

    [Fact]
    public void A_raw_contract_of_another_assembly_is_held_sent_and_viewed_with_the_layout_that_it_has_there()
    {
        GeneratorRun library = GeneratorHarness.RunClean(Usings + """
            namespace Library
            {
                /// <summary>A tick.</summary>
                [MqContract(Layout = MqLayout.Raw)]
                [StructLayout(LayoutKind.Sequential, Pack = 1)]
                public record struct Tick(byte A, long B, bool C);
                /// <summary>Ticks.</summary>
                [MqChannel("ticks")] public interface ITicks : IMqSender<Tick>;
            }
            """, new() { AssemblyName = "Library" });

        GeneratorRun run = GeneratorHarness.RunClean("""
            /// <summary>Two.</summary>
            [MqContract(Layout = MqLayout.Raw)] public record struct Two(Library.Tick First, Library.Tick Second);
            /// <summary>A tick.</summary>
            [MqView(typeof(Library.Tick))] public readonly ref partial struct TickView;
            /// <summary>Ticks.</summary>
            [MqChannel("ticks")] public interface ITicks : IMqQueue<Library.Tick>, IMqViewReceiver<TickView>;
            """, new() { References = [library.ToReference()] });

        Assert.Contains("Size = 20, Alignment = 1, Fields = \"{{Byte@0,Int64@1,Boolean@9:10}@0,{Byte@0,Int64@1,Boolean@9:10}@10:20}\"", run.AllFiles, StringComparison.Ordinal);
        Assert.Contains("Normalize<global::Two, global::TypedMq.Generated.Library.TickFormatter, global::Library.Tick>(ref value, 10)", run.AllFiles, StringComparison.Ordinal);
        int at = library.AllFiles.IndexOf("0x", StringComparison.Ordinal);
        Assert.Contains(library.AllFiles.Substring(at, 10), run.AllFiles, StringComparison.Ordinal);
        Assert.Contains("global::Library.Tick Value { get; }", run.AllFiles, StringComparison.Ordinal);
    }
}
