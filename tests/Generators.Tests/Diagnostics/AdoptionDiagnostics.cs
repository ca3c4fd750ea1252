using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>What is reported on types that are adopted, and where: at the type while it is in this compilation, at the attribute when it is not.</summary>
public class AdoptionDiagnostics
{
    private const string Adopt = "using MessagePack;\n[assembly: MqAdoptMessagePack]\n";

    private const string Library = """
        namespace Shop
        {
            [MqContract] public class Marked { [MqKey(0)] public int Id { get; set; } }
            public class Plain { public int Id { get; set; } public object? Anything { get; set; } protected int Seen { get; set; } public int Last => Id; }
            public class Fixed { public Fixed(string text) => Length = text.Length; public int Length { get; } }
            public abstract class Shape { public int Id { get; set; } }
            public class Box<T> { public T? Value { get; set; } }
            public record Positional(int Id) { public int More { get; set; } }
            [MessagePack.MessagePackObject] public class Keyless { [MessagePack.Key(0)] public int Id { get; set; } public int More { get; set; } }
            [MessagePack.MessagePackObject(AllowPrivate = true)] public class Hidden { [MessagePack.Key(0)] private int Id { get; set; } }
            public static class Nothing;
            internal class Own { public int Id { get; set; } }
            public enum Side { Buy }
            public class Items : List<int> { public int More { get; set; } }
        }
        """;

    private static readonly MetadataReference Shop = GeneratorHarness.RunClean(Library, MessagePackStub.Referenced with { AssemblyName = "Shop" }).ToReference();

    [Fact]
    public void The_remedy_for_a_member_without_a_key_names_a_generic_type_open()
    {
        Diagnostic diagnostic = DiagnosticCase.Expect(
            "TMQ0101",
            "[assembly: MqContractFor(typeof(Box<>))]\npublic class Box<T> { [MqKey(0)] public T? Value { get; set; } public int More { get; set; } }",
            "More");

        Assert.Contains("[assembly: MqContractFor(typeof(Box<>), ...)]", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TMQ0007", "typeof(Shop.Marked)", "typeof(Shop.Marked)")]
    [InlineData("TMQ0007", "\"Missing\"", "typeof(Shop.Plain), \"Id\", \"Missing\"")]
    [InlineData("TMQ0007", "\"Id\"", "typeof(Shop.Plain), \"Seen\", \"Last\", \"Id\", \"Id\"", "TMQ0204")]
    [InlineData("TMQ0007", "null!", "typeof(Shop.Plain), null!, \"Id\"")]
    [InlineData("TMQ0007", "typeof(Shop.Box<int>)", "typeof(Shop.Box<int>)")]
    [InlineData("TMQ0007", "typeof(Shop.Side)", "typeof(Shop.Side)")]
    [InlineData("TMQ0007", "typeof(Guid)", "typeof(Guid)")]
    [InlineData("TMQ0007", "typeof(Shop.Items)", "typeof(Shop.Items)")]
    [InlineData("TMQ0007", "typeof(List<int>)", "typeof(List<int>)")]
    [InlineData("TMQ0003", "typeof(int[])", "typeof(int[])")]
    [InlineData("TMQ0003", "typeof(Action)", "typeof(Action)")]
    [InlineData("TMQ0003", "typeof(object)", "typeof(object)")]
    [InlineData("TMQ0003", "typeof(Shop.Nothing)", "typeof(Shop.Nothing)")]
    [InlineData("TMQ0301", "typeof(Shop.Plain)", "typeof(Shop.Plain)")]
    [InlineData("TMQ0301", "typeof(Shop.Plain)", "typeof(Shop.Plain), \"Anything\"")]
    [InlineData("TMQ0204", "typeof(Shop.Plain)", "typeof(Shop.Plain), \"Last\"")]
    [InlineData("TMQ0203", "typeof(Shop.Fixed)", "typeof(Shop.Fixed)")]
    [InlineData("TMQ0401", "typeof(Shop.Shape)", "typeof(Shop.Shape)")]
    [InlineData("TMQ0101", "typeof(Shop.Positional)", "typeof(Shop.Positional)")]
    [InlineData("TMQ0101", "typeof(Shop.Keyless)", "typeof(Shop.Keyless)")]
    [InlineData("TMQ0008", "typeof(Shop.Hidden)", "typeof(Shop.Hidden)")]
    public void A_type_of_another_library_is_reported_at_the_attribute(string id, string squiggle, string arguments, string? also = null)
    {
        GeneratorRun run = GeneratorHarness.Run($"{GeneratorHarness.Usings}[assembly: MqContractFor({arguments})]", MessagePackStub.Referenced with { References = [Shop, MessagePackStub.Reference] });

        Assert.Null(run.Result.Exception);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics, diagnostic => diagnostic.Id != also);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(squiggle, diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
        Assert.Empty(run.CompilerFindings);
    }

    [Fact]
    public void A_type_that_is_adopted_twice_is_reported_once_and_has_a_formatter()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Compile(
            new() { References = [Shop, MessagePackStub.Reference] },
            GeneratorHarness.Usings + "[assembly: MqContractFor(typeof(Shop.Shape), \"Id\"), MqContractFor(typeof(Shop.Box<>))]",
            GeneratorHarness.Usings + "[assembly: MqContractFor(typeof(Shop.Box<>), \"Value\")] [MqContract] public sealed record Holder(Shop.Box<int> Box);"));

        Assert.Equal(["TMQ0007", "TMQ0401"], run.Ids.Order());
        Assert.Contains("twice", run.Diagnostics.Single(static diagnostic => diagnostic.Id == "TMQ0007").GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(run.CompilerFindings);
    }

    [Fact]
    public void A_type_that_is_not_accessible_is_left_to_the_compiler_or_reported() => Assert.All(
        GeneratorHarness.Run($"{GeneratorHarness.Usings}[assembly: MqContractFor(typeof(Shop.Own))]", new() { References = [Shop, MessagePackStub.Reference] }).Ids,
        static id => Assert.Equal("TMQ0004", id));

    [Fact]
    public void A_failure_on_one_adopted_type_is_reported_there_and_the_others_are_generated()
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

        GeneratorRun run = GeneratorHarness.Run(
            GeneratorHarness.Compile(ProjectSettings.Default, GeneratorHarness.Usings + "[assembly: MqContractFor(typeof(First)), MqContractFor(typeof(Second))] public class First; public class Second;"),
            generator);

        Assert.Equal(["TMQ0009"], run.Ids);
        Assert.Contains("SecondFormatter", Assert.Single(run.Result.GeneratedSources).SourceText.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Id", "[assembly: MqContractFor(typeof(Mine), \"Id\")] public class Mine { public int Id => 1; }", "TMQ0204")]
    [InlineData("Mine", "[assembly: MqContractFor(typeof(Mine))] public abstract class Mine;", "TMQ0401")]
    public void A_type_of_this_assembly_is_reported_where_it_is_declared(string squiggle, string code, string id) => DiagnosticCase.Expect(id, code, squiggle);

    [Theory]
    [InlineData("TMQ0008", "typeof(F)", "public class F; [MessagePackObject] public class Order { [Key(0), MessagePackFormatter(typeof(F))] public int Id { get; set; } }")]
    [InlineData("TMQ0008", "typeof(F)", "public class F; [MessagePackObject, MessagePackFormatter(typeof(F))] public class Order { [Key(0)] public int Id { get; set; } }")]
    [InlineData("TMQ0008", "List<Side?>", "public class F; [MessagePackFormatter(typeof(F))] public enum Side { Buy } [MessagePackObject] public class Order { [Key(0)] public List<Side?> Id { get; set; } = []; }")]
    [InlineData("TMQ0008", "Order", "[MessagePackObject] public class Order : IMessagePackSerializationCallbackReceiver { [Key(0)] public int Id { get; set; } public void OnBeforeSerialize() { } public void OnAfterDeserialize() { } }")]
    [InlineData("TMQ0008", "1", "[MessagePackObject] public class Order { [Key(0)] public int Id { get; set; } [Key(1)] private int Secret { get; set; } }")]
    [InlineData("TMQ0008", "\"Case\"", "[Union(0, \"Case\")] public interface IUnion; ")]
    [InlineData("TMQ0101", "Count", "[MessagePackObject] public class Order { [Key(0)] public int Id { get; set; } public int Count { get; set; } }")]
    [InlineData("TMQ0101", "Id", "[MessagePackObject] public record struct Order(int Id);")]
    [InlineData("TMQ0102", "0", "[MessagePackObject] public class Order { [Key(0)] public int Id { get; set; } [Key(0)] public int Count { get; set; } }")]
    [InlineData("TMQ0103", "\"count\"", "[MessagePackObject] public class Order { [Key(0)] public int Id { get; set; } [Key(\"count\")] public int Count { get; set; } }")]
    [InlineData("TMQ0204", "Twice", "[MessagePackObject(true)] public class Order { public int Id { get; set; } public int Twice => Id; }")]
    [InlineData("TMQ0302", "Other", "public class Other; [MessagePackObject] public class Order { [Key(0)] public Other Id { get; set; } = new(); }")]
    [InlineData("TMQ0401", "Order", "[MessagePackObject] public abstract class Order;")]
    [InlineData("TMQ0402", "0", "[Union(0, typeof(A)), Union(0, typeof(B))] public interface IShape; [MessagePackObject] public class A : IShape; [MessagePackObject] public class B : IShape;")]
    [InlineData("TMQ0403", "typeof(A)", "[Union(0, typeof(A))] public interface IShape; public class A : IShape;")]
    public void A_type_that_is_moved_over_is_reported(string id, string squiggle, string code) => DiagnosticCase.Expect(id, Adopt + code, squiggle);

    [Theory]
    [InlineData("[MqContract, MessagePackObject] public class Order { [MqKey(0), Key(1)] public int Id { get; set; } }", "0", "its key is 0 for TypedMq, and 1 for MessagePack-CSharp")]
    [InlineData("[MqContract, MessagePackObject] public class Order { [MqKey(\"id\"), Key(\"Id\")] public int Id { get; set; } }", "\"id\"", "its key is \"id\" for TypedMq, and \"Id\" for MessagePack-CSharp")]
    [InlineData("[MqContract, MessagePackObject(true)] public class Order { [MqKey(0)] public int Id { get; set; } }", "0", "its key is 0 for TypedMq, and \"Id\" for MessagePack-CSharp")]
    [InlineData("[MqContract, MessagePackObject] public class Order { [MqKey(0), IgnoreMember] public int Id { get; set; } }", "0", "TypedMq sends it with the key 0, MessagePack-CSharp leaves it out")]
    [InlineData("[MqContract, MessagePackObject] public class Order { [MqIgnore, Key(0)] public int Id { get; set; } }", "0", "TypedMq leaves it out, MessagePack-CSharp sends it with the key 0")]
    [InlineData("[MqContract, MessagePackObject] public record Order([property: Key(1)] int Id, [property: Key(0)] int Count);", "Id", "its key is 0 for TypedMq, and 1 for MessagePack-CSharp", 2)]
    public void Annotations_of_both_libraries_that_disagree_are_reported(string code, string squiggle, string difference, int count = 1)
    {
        GeneratorRun run = GeneratorHarness.Run($"{GeneratorHarness.Usings}using MessagePack;\n{code}", MessagePackStub.Referenced);

        Assert.Equal(Enumerable.Repeat("TMQ0109", count), run.Ids);
        Assert.Equal(squiggle, run.Diagnostics[0].Location.SourceTree!.GetText().ToString(run.Diagnostics[0].Location.SourceSpan));
        Assert.Contains(difference, run.Diagnostics[0].GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[MqContract, MessagePackObject] public class Order { [MqKey(0), Key(0)] public int Id { get; set; } [MqIgnore, IgnoreMember] public int Local { get; set; } }")]
    [InlineData("[MqContract, MessagePackObject] public record Order([property: Key(0)] int Id, [property: Key(1)] int Count);")]
    [InlineData("[MqContract, MessagePackObject(true)] public class Order { [MqKey(\"Id\")] public virtual int Id { get; set; } }")]
    [InlineData("[assembly: MqAdoptMessagePack] [MqContract(\"o\"), MessagePackObject] public class Order { [Key(0)] public int Id { get; set; } }")]
    [InlineData("[assembly: MqAdoptMessagePack] [MessagePackObject(SuppressSourceGeneration = true)] public class Order { [Key(0)] public int Id { get; set; } public int Twice => Id; private int Secret { get; set; } }")]
    [InlineData("[assembly: MqAdoptMessagePack] public class F; [MessagePackObject] public class Order { [IgnoreMember, MessagePackFormatter(typeof(F))] public int Id { get; set; } }")]
    public void Annotations_that_agree_are_not_reported(string code) => DiagnosticCase.ExpectNone("using MessagePack;\n" + code);

    /// <summary>Editors show another project as it is typed: its types have places, but not in this compilation.</summary>
    [Theory]
    [InlineData("TMQ0007", "typeof(Shop.Marked)")]
    [InlineData("TMQ0301", "typeof(Shop.Plain)")]
    [InlineData("TMQ0101", "typeof(Shop.Positional)")]
    [InlineData("TMQ0203", "typeof(Shop.Fixed)")]
    public void A_type_of_another_project_in_an_editor_is_reported_at_the_attribute(string id, string type)
    {
        MetadataReference project = GeneratorHarness.Compile(MessagePackStub.Referenced with { AssemblyName = "Shop" }, GeneratorHarness.Usings + Library).ToMetadataReference();

        GeneratorRun run = GeneratorHarness.Run($"{GeneratorHarness.Usings}[assembly: MqContractFor({type})]", MessagePackStub.Referenced with { References = [project, MessagePackStub.Reference] });

        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(type, diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
    }
}
