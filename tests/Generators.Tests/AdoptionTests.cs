using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Types of a library that knows nothing of TypedMq, sent by a program that adopts them.</summary>
public class AdoptionTests
{
    private const string Library = """
        namespace Shop
        {
            public class Customer
            {
                public int Id { get; set; }
                public string Name { get; set; } = "nobody";
                public string Shout => Name.ToUpperInvariant();
                internal int Hidden { get; set; }
                protected int Seen { get; set; }
                public static int Count { get; set; }
                public int this[int index] => index;
                public void See(int seen) => Seen = seen;
                public override string ToString() => $"{Id} {Name} {Seen}";
            }

            public sealed class Money
            {
                public Money(string currency, decimal amount) { Currency = currency; Amount = amount; }
                public string Currency { get; }
                public decimal Amount { get; }
                public override string ToString() => FormattableString.Invariant($"{Currency} {Amount}");
            }

            public class Base { public int Number { get; set; } public virtual int Twice { get; init; } }

            public sealed class Derived : Base { public override int Twice { get; init; } public readonly int Fixed = 1; public string? Text { get; set; } }

            public readonly record struct Point(int X, int Y);

            public sealed record Node(string Name, Node? Next);

            public class Box<T> { public T? Value { get; set; } }

            public enum Side { Buy, Sell }
        }
        """;

    private static readonly GeneratorRun Shop = GeneratorHarness.RunClean(Library, new() { AssemblyName = "Shop" });

    private static readonly ProjectSettings UsesShop = new() { References = [Shop.ToReference(), MessagePackStub.Reference] };

    [Fact]
    public void A_listed_type_is_an_array_in_the_order_of_the_list() => Assert.Equal(
        "93a141002a 42 A 0",
        Run(
            """[assembly: MqContractFor(typeof(Shop.Customer), nameof(Shop.Customer.Name), "Seen", nameof(Shop.Customer.Id))]""",
            "Codec.Text<TypedMq.Generated.Shop.CustomerFormatter, Shop.Customer>(new() { Id = 42, Name = \"A\" })"));

    [Fact]
    public void A_type_without_a_list_is_a_map_of_its_public_members_that_can_be_received() => Assert.Equal(
        "82a2496401a44e616d65a141 1 A 0 | 82a843757272656e6379a3455552a6416d6f756e74a4312e3530 EUR 1.50",
        Run(
            "[assembly: MqContractFor(typeof(Shop.Customer)), MqContractFor(typeof(Shop.Money))]",
            """
            Codec.Text<TypedMq.Generated.Shop.CustomerFormatter, Shop.Customer>(new() { Id = 1, Name = "A" }) + " | "
            + Codec.Text<TypedMq.Generated.Shop.MoneyFormatter, Shop.Money>(new("EUR", 1.50m))
            """));

    [Fact]
    public void Members_of_base_types_come_first_and_overrides_once() => Assert.Equal(
        "83a64e756d62657201a5547769636502a454657874a178",
        Run(
            "[assembly: MqContractFor(typeof(Shop.Derived))]",
            """Codec.Text<TypedMq.Generated.Shop.DerivedFormatter, Shop.Derived>(new() { Number = 1, Twice = 2, Text = "x" }).Split(' ')[0]"""));

    [Fact]
    public void A_positional_record_has_the_order_of_its_parameters() => Assert.Equal(
        "920102 Point { X = 1, Y = 2 } | 92a16192a162c0",
        Run(
            "[assembly: MqContractFor(typeof(Shop.Point)), MqContractFor(typeof(Shop.Node))]",
            """
            Codec.Text<TypedMq.Generated.Shop.PointFormatter, Shop.Point>(new(1, 2)) + " | "
            + Codec.Text<TypedMq.Generated.Shop.NodeFormatter, Shop.Node>(new("a", new("b", null))).Split(' ')[0]
            """));

    [Fact]
    public void Adopted_types_are_members_elements_cases_payloads_and_generic_arguments() => Assert.Equal(
        "959201029192030481a161920506c091920708 | 9291920102919105 | 920091920102",
        Run(
            """
            [assembly: MqContractFor(typeof(Shop.Point))]
            [assembly: MqContractFor(typeof(Shop.Box<>), "Value")]
            """,
            """
            Codec.Text<TypedMq.Generated.Global.AllFormatter, All>(new(new(1, 2), [new(3, 4)], new() { ["a"] = new(5, 6) }, null, new() { Value = new(7, 8) })).Split(' ')[0] + " | "
            + Codec.Text<TypedMq.Generated.Global.HolderFormatter, Holder>(new(new(new(1, 2)), new() { Value = new(5) })).Split(' ')[0] + " | "
            + Codec.Text<TypedMq.Generated.Global.UnionFormatter, Union>(new Special { Point = new(1, 2) }).Split(' ')[0]
            """,
            """
            [MqContract] public sealed record All(Shop.Point One, List<Shop.Point> Many, Dictionary<string, Shop.Point> Named, Shop.Point? None, Shop.Box<Shop.Point> Boxed);
            [MqContract] public sealed record Own<T>(T Value);
            [MqContract] public sealed record Holder(Own<Shop.Point> Own, Shop.Box<Own<int>> Other);
            [MqContract, MqUnion(0, typeof(Special))] public abstract class Union;
            [MqContract] public sealed class Special : Union { [MqKey(0)] public Shop.Point Point { get; set; } }

            [MqChannel("points", MaxMessageBytes = 11)]
            public interface IPoints : IMqQueue<Shop.Point>
            {
                void Send(Shop.Box<int> box);
            }
            """));

    [Fact]
    public void The_formatter_is_internal_and_not_listed_so_that_several_assemblies_may_adopt_a_type()
    {
        const string Adopt = "[assembly: MqContractFor(typeof(Shop.Point), Tag = \"point\")]\n";
        GeneratorRun first = GeneratorHarness.RunClean(Adopt + "namespace First { [MqContract] public sealed record Line(Shop.Point From, Shop.Point To); }", UsesShop with { AssemblyName = "First" });
        GeneratorRun second = GeneratorHarness.RunClean(
            Adopt + "[MqContract] public sealed record Drawing(First.Line Line, Shop.Point Point); [MqChannel(\"a\")] public interface IPoints : IMqQueue<Shop.Point>;",
            UsesShop with { References = [.. UsesShop.References, first.ToReference()] });

        string formatter = Assert.Single(first.Result.GeneratedSources, static file => file.HintName.StartsWith("Shop.Point", StringComparison.Ordinal)).SourceText.ToString();
        Assert.Contains("internal readonly struct PointFormatter", formatter, StringComparison.Ordinal);
        Assert.DoesNotContain("MqGeneratedFormatter", formatter, StringComparison.Ordinal);
        Assert.Contains("0x" + Fnv1a("point"), second.AllFiles, StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_view_shows_what_only_the_internal_formatter_reads_to_its_own_assembly()
    {
        GeneratorRun run = GeneratorHarness.RunClean(
            """
            [assembly: MqContractFor(typeof(Shop.Point)), MqContractFor(typeof(Shop.Box<>))]
            [MqContract] public sealed record Drawing(int Id, Shop.Point Point, List<Shop.Point> Points, Shop.Box<int> Box);
            [MqView(typeof(Drawing))] public readonly ref partial struct DrawingView;
            """,
            UsesShop);

        Assert.Contains("public int Id", run.AllFiles, StringComparison.Ordinal);
        Assert.Contains("internal global::TypedMq.MqEncoded<global::TypedMq.Generated.Shop.PointFormatter, global::Shop.Point> Point", run.AllFiles, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_with_the_annotations_of_MessagePack_has_the_bytes_that_they_say()
    {
        GeneratorRun annotated = GeneratorHarness.RunClean(
            """
            using MessagePack;
            namespace Other
            {
                [MessagePackObject] public class Order { [Key(2)] public int Id { get; set; } [Key(0)] public string? Text { get; set; } [IgnoreMember] public int Local { get; set; } }
                [MessagePackObject] public class Case : IUnion { [Key(0)] public int Id { get; set; } }
                [Union(3, typeof(Case))] public interface IUnion;
            }
            """,
            new() { AssemblyName = "Other", References = [MessagePackStub.Reference] });
        GeneratorRun program = GeneratorHarness.RunClean(
            Program(
                "[assembly: MqContractFor(typeof(Other.Order)), MqContractFor(typeof(Other.IUnion)), MqContractFor(typeof(Other.Case))]",
                """
                Codec.Text<TypedMq.Generated.Other.OrderFormatter, Other.Order>(new() { Id = 1, Text = "a", Local = 3 }).Split(' ')[0] + " | "
                + Codec.Text<TypedMq.Generated.Other.IUnionFormatter, Other.IUnion>(new Other.Case { Id = 5 }).Split(' ')[0]
                """),
            new() { References = [annotated.ToReference(), MessagePackStub.Reference] });
        using LoadedProgram loaded = new(annotated, program);

        Assert.Equal("93a161c001 | 92039105", loaded.Run());
    }

    [Fact]
    public void A_type_of_the_assembly_itself_may_be_adopted_too() => Assert.Equal(
        "9102",
        Run(
            "[assembly: MqContractFor(typeof(Mine), nameof(Mine.Id))]",
            "Codec.Text<TypedMq.Generated.Global.MineFormatter, Mine>(new() { Id = 2 }).Split(' ')[0]",
            "public sealed class Mine { public int Id { get; set; } public int Left { get; set; } }"));

    private static string Run(string attributes, string expression, string declarations = "")
    {
        using LoadedProgram loaded = new(Shop, GeneratorHarness.RunClean(Program(attributes, expression, declarations), UsesShop));
        return loaded.Run();
    }

    private static string Program(string attributes, string expression, string declarations = "") => $$"""
        {{attributes}}

        {{declarations}}
        public static class Program
        {
            public static string Run() => {{expression}};
        }

        """ + MessagePackTests.CodecText;

    private static string Fnv1a(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in System.Text.Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 16777619);
        }

        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
