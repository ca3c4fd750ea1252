using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Types with the annotations of MessagePack-CSharp: the bytes are those that version 3.1.8 of that library writes, and the objects come back.</summary>
public class MessagePackTests
{
    private const string Types = """
        using MessagePack;

        [assembly: MqAdoptMessagePack]

        namespace Moved
        {
            [MessagePackObject] public class PointClass { [Key(0)] public int X { get; set; } [Key(1)] public int Y { get; set; } }
            [MessagePackObject] public struct PointStruct { [Key(0)] public int X; [Key(1)] public int Y; }
            [MessagePackObject] public readonly record struct PointRrs([property: Key(0)] int X, [property: Key(1)] int Y);
            [MessagePackObject] public record struct MutableRecordStruct([property: Key(0)] long Id, [property: Key(1)] string? Name);
            [MessagePackObject] public record DerivedRecord(string Name, int Age, [property: Key(2)] string City) : PersonRecord(Name, Age);
            [MessagePackObject] public record PersonRecord([property: Key(0)] string Name, [property: Key(1)] int Age);
            [MessagePackObject] public class SparseKeys { [Key(0)] public int A { get; set; } [Key(3)] public string? B { get; set; } [Key(7)] public long C { get; set; } }
            [MessagePackObject(keyAsPropertyName: true)] public class MapAuto { public int Id { get; set; } public string? Name { get; set; } public bool Active { get; set; } }
            [MessagePackObject] public class MapExplicit { [Key("id")] public int Id { get; set; } [Key("naïve-名")] public string? Name { get; set; } [Key("")] public int EmptyKey { get; set; } }
            [MessagePackObject] public class InitProps { [Key(0)] public int A { get; init; } [Key(1)] public required string B { get; init; } }
            [MessagePackObject] public class FieldsClass { [Key(0)] public int A; [Key(1)] public string? B; }
            [MessagePackObject] public class Tree { [Key(0)] public string? Name { get; set; } [Key(1)] public Tree[]? Children { get; set; } }
            [MessagePackObject] public class Box<T> { [Key(0)] public T? Value { get; set; } }
            [MessagePackObject] public class Boxes { [Key(0)] public Box<Box<double>>? Value { get; set; } }
            [MessagePackObject] public class EmptyClass;

            [Union(0, typeof(Circle))]
            [Union(1, typeof(Rect))]
            [Union(200, typeof(Blank))]
            [Union(70000, typeof(Labeled))]
            public interface IShape;
            [MessagePackObject] public class Circle : IShape { [Key(0)] public double R { get; set; } }
            [MessagePackObject] public class Rect : IShape { [Key(0)] public int W { get; set; } [Key(1)] public int H { get; set; } }
            [MessagePackObject] public class Blank : IShape;
            [MessagePackObject(true)] public class Labeled : IShape { public string? Label { get; set; } public IShape? Inner { get; set; } }
        }

        """;

    /// <summary>Writes a value, reads it, and compares the bytes of what was read with the first.</summary>
    internal const string CodecText = """
        internal static class Codec
        {
            public static string Text<TFormatter, T>(T value) where TFormatter : struct, global::TypedMq.IMqFormatter<T>
            {
                byte[] bytes = Write<TFormatter, T>(value);
                var reader = new global::TypedMq.MqReader(bytes);
                T read = TFormatter.Read(ref reader);
                reader.End();
                string hex = global::System.Convert.ToHexStringLower(bytes);
                string again = global::System.Convert.ToHexStringLower(Write<TFormatter, T>(read));
                return hex == again ? $"{hex} {read}" : $"{hex} became {again}";
            }

            private static byte[] Write<TFormatter, T>(T value) where TFormatter : struct, global::TypedMq.IMqFormatter<T>
            {
                byte[] buffer = new byte[4096];
                var writer = new global::TypedMq.MqWriter(buffer);
                TFormatter.Write(ref writer, in value);
                return buffer[..(int)writer.Length];
            }
        }
        """;

    /// <summary>Types, values, and their bytes.</summary>
    private static readonly (string Type, string Value, string Bytes)[] Vectors =
    [
        ("PointClass", "new PointClass { X = 1, Y = -2 }", "9201fe"),
        ("PointStruct", "new PointStruct { X = int.MaxValue, Y = 128 }", "92ce7fffffffcc80"),
        ("PointRrs", "new PointRrs(1, 2)", "920102"),
        ("MutableRecordStruct", "new MutableRecordStruct(9, \"n\")", "9209a16e"),
        ("DerivedRecord", "new DerivedRecord(\"Ann\", 42, \"Oslo\")", "93a3416e6e2aa44f736c6f"),
        ("SparseKeys", "new SparseKeys { A = 1, B = \"b\", C = 5000000000 }", "9801c0c0a162c0c0c0cf000000012a05f200"),
        ("MapAuto", "new MapAuto { Id = 1, Name = \"n\", Active = true }", "83a2496401a44e616d65a16ea6416374697665c3"),
        ("MapExplicit", "new MapExplicit { Id = 1, Name = \"x\", EmptyKey = 3 }", "83a2696401aa6e61c3af76652de5908da178a003"),
        ("InitProps", "new InitProps { A = 1, B = \"b\" }", "9201a162"),
        ("FieldsClass", "new FieldsClass { A = 1, B = \"b\" }", "9201a162"),
        ("Tree", "new Tree { Name = \"r\", Children = new[] { new Tree { Name = \"a\" }, new Tree { Name = \"b\", Children = new Tree[0] } } }", "92a1729292a161c092a16290"),
        ("EmptyClass", "new EmptyClass()", "90"),
        ("IShape", "new Rect { W = 3, H = 4 }", "9201920304"),
        ("IShape", "new Blank()", "92ccc890"),
        ("Boxes", "new Boxes { Value = new() { Value = new() { Value = 0.5 } } }", "919191cb3fe0000000000000"),
    ];

    /// <summary>All vectors are one program: compiling it is what takes the time.</summary>
    private static readonly Lazy<string[]> Results = new(static () => Run(
        $$"""
        public static class Program
        {
            public static string Run() => string.Join("\n", new string[]
            {
                {{string.Join(",\n", Vectors.Select(static vector => $"Codec.Text<TypedMq.Generated.Moved.{vector.Type}Formatter, {vector.Type}>({vector.Value}).Split(' ')[0]"))}}
            });
        }
        """,
        "#pragma warning disable TMQ0105\n" + Types.Replace("using MessagePack;", "using MessagePack;\nusing Moved;", StringComparison.Ordinal)).Split('\n'));

    public static TheoryData<string> Values => [.. Vectors.Select(static vector => vector.Value)];

    [Theory]
    [MemberData(nameof(Values))]
    public void Types_of_the_other_library_have_its_bytes_and_come_back(string value)
    {
        int index = Array.FindIndex(Vectors, vector => vector.Value == value);

        Assert.Equal(Vectors[index].Bytes, Results.Value[index]);
    }

    [Fact]
    public void Members_that_are_not_public_are_sent_where_the_annotation_allows_it() => Assert.Equal(
        "9207a6736563726574 7 secret | 82a54f776e496409a6536563726574a17a 9 z",
        Run("""
            [MessagePackObject(AllowPrivate = true)]
            public partial class Mixed
            {
                [Key(0)] public int Id { get; private set; }
                [Key(1)] private string _secret = "none";
                public static Mixed Create(int id, string secret) => new() { Id = id, _secret = secret };
                public override string ToString() => $"{Id} {_secret}";
            }

            [MessagePackObject(true, AllowPrivate = true)]
            public partial class ByName
            {
                internal int OwnId { get; set; }
                private string Secret { get; set; } = "";
                [IgnoreMember] private int _ignored = 1;
                public static ByName Create(int id, string secret) => new() { OwnId = id, Secret = secret, _ignored = 3 };
                public override string ToString() => $"{OwnId} {Secret}{(_ignored == 1 ? "" : _ignored)}";
            }

            public static class Program
            {
                public static string Run() =>
                    Codec.Text<TypedMq.Generated.Global.MixedFormatter, Mixed>(Mixed.Create(7, "secret")) + " | "
                    + Codec.Text<TypedMq.Generated.Global.ByNameFormatter, ByName>(ByName.Create(9, "z"));
            }
            """));

    [Fact]
    public void What_is_ignored_there_is_ignored_here() => Assert.Equal(
        "9101 1 0 0",
        Run("""
            [MessagePackObject]
            public class Order
            {
                [Key(0)] public int Id { get; set; }
                [IgnoreMember] public int Local { get; set; }
                [System.Runtime.Serialization.IgnoreDataMember] public int Other { get; set; }
                public override string ToString() => $"{Id} {Local} {Other}";
            }

            public static class Program
            {
                public static string Run() => Codec.Text<TypedMq.Generated.Global.OrderFormatter, Order>(new() { Id = 1, Local = 2, Other = 3 });
            }
            """));

    [Fact]
    public void A_map_has_members_of_the_type_itself_first_and_of_what_is_overridden_the_first_declaration() => Assert.Equal(
        "83a44d6f726503a16e02a2496401 1 2 3",
        Run("""
            [MessagePackObject(true)]
            public class Base
            {
                [Key("n")] public virtual int Number { get; set; }
                public int Id { get; set; }
            }

            [MessagePackObject(true)]
            public class Derived : Base
            {
                public int More { get; set; }
                public override int Number { get; set; }
                public override string ToString() => $"{Id} {Number} {More}";
            }

            public static class Program
            {
                public static string Run() => Codec.Text<TypedMq.Generated.Global.DerivedFormatter, Derived>(new() { Id = 1, Number = 2, More = 3 });
            }
            """));

    [Fact]
    public void Constructors_are_found_by_annotation_by_name_and_by_the_place_of_their_parameters() => Assert.Equal(
        "920102 marked 1 2 | 920102 1 2 | 96c0c001c0c002 1 2",
        Run("""
            [MessagePackObject]
            public class Marked
            {
                private readonly string _how;
                public Marked() => _how = "default";
                [SerializationConstructor] public Marked(int a, int b) { A = a; B = b; _how = "marked"; }
                [Key(0)] public int A { get; set; }
                [Key(1)] public int B { get; set; }
                public override string ToString() => $"{_how} {A} {B}";
            }

            [MessagePackObject]
            public class ByName(int b, int a)
            {
                [Key(0)] public int A { get; } = a;
                [Key(1)] public int B { get; } = b;
                public override string ToString() => $"{A} {B}";
            }

            [MessagePackObject]
            public class ByPlace(int first, int second)
            {
                [Key(5)] public int B { get; } = second;
                [Key(2)] public int A { get; } = first;
                public override string ToString() => $"{A} {B}";
            }

            public static class Program
            {
                public static string Run() =>
                    Codec.Text<TypedMq.Generated.Global.MarkedFormatter, Marked>(new() { A = 1, B = 2 }) + " | "
                    + Codec.Text<TypedMq.Generated.Global.ByNameFormatter, ByName>(new(2, 1)) + " | "
                    + Codec.Text<TypedMq.Generated.Global.ByPlaceFormatter, ByPlace>(new(1, 2));
            }
            """));

    [Fact]
    public void Both_annotations_may_agree_and_those_of_the_other_library_complete_our_own() => Assert.Equal(
        "9301a16103 1 a 3",
        Run("""
            [MqContract("orders"), MessagePackObject]
            public class Order : Base
            {
                [MqKey(1), Key(1)] public string Text { get; set; } = "";
                [Key(2)] public int Count { get; set; }
                public override string ToString() => $"{Id} {Text} {Count}";
            }

            [MessagePackObject]
            public class Base { [Key(0)] public int Id { get; set; } [IgnoreMember] public int Local { get; set; } }

            public static class Program
            {
                public static string Run() => Codec.Text<TypedMq.Generated.Global.OrderFormatter, Order>(new() { Id = 1, Text = "a", Count = 3 });
            }
            """));

    [Fact]
    public void Another_assembly_uses_what_one_moved_over()
    {
        GeneratorRun library = GeneratorHarness.RunClean(Types, new() { AssemblyName = "Library", References = [MessagePackStub.Reference] });
        GeneratorRun program = GeneratorHarness.RunClean(
            """
            [MqContract] public sealed record Drawing(Moved.IShape Shape, List<Moved.PointStruct> Points, Moved.Box<int> Box);
            [MqContract] public sealed class Derived : Moved.PointClass { [MqKey(2)] public int Z { get; set; } }

            [MqChannel("moved", MaxMessageBytes = 64)]
            public interface IMoved : IMqQueue<Moved.PointClass>;

            public static class Program
            {
                public static string Run() =>
                    Codec.Text<TypedMq.Generated.Global.DrawingFormatter, Drawing>(new(new Moved.Blank(), [new() { X = 1, Y = 2 }], new() { Value = 5 })).Split(' ')[0] + " "
                    + Codec.Text<TypedMq.Generated.Global.DerivedFormatter, Derived>(new() { X = 1, Y = 2, Z = 3 }).Split(' ')[0];
            }

            """ + CodecText,
            new() { References = [library.ToReference(), MessagePackStub.Reference] });
        using LoadedProgram loaded = new(library, program);

        Assert.Equal("9392ccc89091920102" + "9105 93010203", loaded.Run());
    }

    [Fact]
    public void Without_the_attribute_of_the_assembly_nothing_is_adopted()
    {
        GeneratorRun run = GeneratorHarness.RunClean("using MessagePack;\n[MessagePackObject] public class Order { [Key(0)] public object? Id { get; set; } }", MessagePackStub.Referenced);

        Assert.Empty(run.Result.GeneratedSources);
    }

    private static string Run(string source, string before = "using MessagePack;\n\n[assembly: MqAdoptMessagePack]\n\n")
    {
        using LoadedProgram program = new(GeneratorHarness.RunClean(before + source + CodecText, MessagePackStub.Referenced));
        return program.Run();
    }
}
