using System.Globalization;
using System.Text;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>What is computed of the layout of raw contracts is what the runtime does.</summary>
public class RawLayoutTests
{
    private const string Shared = """
        using System.Reflection;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using TypedMq.Formatters;
        [InlineArray(3)] public struct Flags { private bool _first; }
        public struct Nothing;
        public struct Small { public byte A; public short B; }

        """;

    private static readonly string[] Types =
    [
        "bool", "byte", "short", "char", "int", "float", "long", "double", "decimal", "Half", "Guid", "Int128", "UInt128", "DateOnly", "TimeOnly", "TimeSpan",
        "DayOfWeek", "Flags", "Nothing", "Small", "FixedUtf8<FixedUtf8Buffer16>",
    ];

    /// <summary>Structs of structs, packed, sized, explicit. A later one holds earlier ones.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_structs_lie_in_memory_as_computed(int seed)
    {
        Random random = new(seed);
        StringBuilder source = new(Shared);
        StringBuilder calls = new();
        for (int i = 0; i < 60; i++)
        {
            List<string> offsets = [];
            source.Append("#pragma warning disable TMQ0307\n").Append(Declare(random, i, offsets)).Append('\n');
            string each = string.Join(',', offsets.Select(static name => $"@{{At(ref s, ref s.{name})}}"));
            calls.Append(CultureInfo.InvariantCulture, $"        Check<TypedMq.Generated.Global.S{i}Formatter, S{i}>(static (ref S{i} s) => $\"{each}\");\n");
        }

        source.Append(CultureInfo.InvariantCulture, $$"""
            public static class Program
            {
                private static string _wrong = "";

                private delegate string Offsets<T>(ref T value);

                public static string Run()
                {
            {{calls}}        return _wrong;
                }

                private static int At<T, TField>(ref T value, ref TField field) =>
                    (int)Unsafe.ByteOffset(ref Unsafe.As<T, byte>(ref value), ref Unsafe.As<TField, byte>(ref field));

                private static void Check<TFormatter, T>(Offsets<T> offsets)
                    where T : struct
                {
                    T value = default;
                    var layout = typeof(TFormatter).GetCustomAttribute<MqRawLayoutAttribute>()!;
                    string expected = offsets(ref value) + ":" + Unsafe.SizeOf<T>();
                    string computed = "";
                    int depth = 0;
                    for (int i = 0; i < layout.Fields.Length; i++)
                    {
                        char c = layout.Fields[i];
                        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                        if (depth == 1 && c is '@' or ':')
                        {
                            int end = layout.Fields.AsSpan(i + 1).IndexOfAnyExceptInRange('0', '9') + i + 1;
                            computed += (c == '@' && computed.Length > 0 ? "," : "") + layout.Fields.Substring(i, end - i);
                        }
                    }

                    if (expected != computed || layout.Size != Unsafe.SizeOf<T>())
                    {
                        _wrong += $"{typeof(T)}: {expected} is computed as {computed} ({layout.Fields})\n";
                    }
                }
            }
            """);
        using LoadedProgram loaded = new(GeneratorHarness.RunClean(source.ToString()));

        Assert.Equal("", loaded.Run());
    }

    [Fact]
    public void Arrays_of_structs_that_hold_arrays_are_checked_everywhere_in_few_lines()
    {
        GeneratorRun run = GeneratorHarness.RunClean(Shared + """
            public struct Row { public Flags Flags; public byte Number; }
            [InlineArray(1000)] public struct Rows { private Row _first; }
            [MqContract(Layout = MqLayout.Raw)] public struct Table { public byte Number; public Rows Rows; }
            public static class Program
            {
                public static string Run()
                {
                    Table table = default;
                    var bytes = MemoryMarshal.AsBytes(new Span<Table>(ref table));
                    bytes.Fill(7);
                    TypedMq.Generated.Global.TableFormatter.Normalize(ref table);
                    return $"{bytes.Length} {bytes.Count((byte)1)} {bytes[0]} {bytes[1]} {bytes[4]} {bytes[^4]} {bytes[^1]}";
                }
            }
            """);
        using LoadedProgram loaded = new(run);

        Assert.Equal("4001 3000 7 1 7 1 7", loaded.Run());
        Assert.Equal(3, run.AllFiles.Split("isValid &=").Length - 1);
    }

    private static string Declare(Random random, int index, List<string> names)
    {
        bool isExplicit = random.Next(4) == 0;
        int pack = random.Next(3) == 0 ? 1 << random.Next(5) : 0;
        int size = random.Next(3) == 0 ? random.Next(1, 90) : 0;
        StringBuilder text = new("[MqContract(Layout = MqLayout.Raw)]");
        text.Append(CultureInfo.InvariantCulture, $"[StructLayout(LayoutKind.{(isExplicit ? "Explicit" : "Sequential")}, Pack = {pack}, Size = {size})] public struct S{index} {{");
        int count = random.Next(isExplicit ? 1 : 0, 6);
        for (int i = 0; i < count; i++)
        {
            string type = index > 0 && random.Next(4) == 0 ? $"S{random.Next(index)}" : Types[random.Next(Types.Length)];
            string offset = isExplicit ? $"[FieldOffset({random.Next(64)})] " : "";
            text.Append(CultureInfo.InvariantCulture, $" {offset}public {type} F{i};");
            names.Add($"F{i}");
        }

        return text.Append(" }").ToString();
    }
}
