using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Every kind of contract at once, in projects of every kind: generated code has no warning anywhere.</summary>
public class HostileProjectTests
{
    /// <summary>No usings, and no type named by less than its whole name: what is missing here is missing in generated code.</summary>
    private const string Everything = """
        namespace Shop
        {
            [TypedMq.MqContract]
            public class Order
            {
                [TypedMq.MqKey(0)] public long Id { get; set; }
                [TypedMq.MqKey(1), TypedMq.MqMaxLength(5)] public string Text { get; set; } = "";
                [TypedMq.MqKey(2), TypedMq.MqCompact] public System.Guid Key { get; init; }
                [TypedMq.MqKey(4)] private decimal Hidden { get; set; } = 1.5m;
                [TypedMq.MqKey(5), TypedMq.MqFormatter(typeof(Shop.SecondsFormatter))] public System.TimeSpan Time { get; private set; }
                [TypedMq.MqKey(6)] public System.Collections.Generic.Dictionary<string, System.Collections.Generic.List<Shop.Line>> Lines { get; set; } = new();
            }

            [TypedMq.MqContract] public readonly record struct Line(int Count, (int, string) Pair = default, System.DateTime? When = null);
            [TypedMq.MqContract] public sealed record Map([property: TypedMq.MqKey("class")] int @class, [property: TypedMq.MqKey("")] Shop.IShape Shape) : Shop.IShape;
            [TypedMq.MqContract] public sealed record Box<T>(T Value, System.Collections.Generic.List<T> Items, Shop.Box<T> Next) : Shop.IShape;
            [TypedMq.MqContract, TypedMq.MqUnion(0, typeof(Shop.Map)), TypedMq.MqUnion(1, typeof(Shop.Box<int>))] public interface IShape { }
            [TypedMq.MqContract] public class Required { [TypedMq.MqKey(0)] public required Shop.Box<Shop.IShape> Box { get; init; } }
            [TypedMq.MqChannel("orders")] public interface IOrders : TypedMq.IMqQueue<Shop.Order> { bool Send(Shop.Box<int> box, System.TimeSpan timeout); }

            public readonly struct SecondsFormatter : TypedMq.IMqFormatter<System.TimeSpan>
            {
                public static int MaxSize => 9;
                public static void Write(ref TypedMq.MqWriter writer, in System.TimeSpan value) => writer.WriteDouble(value.TotalSeconds);
                public static System.TimeSpan Read(ref TypedMq.MqReader reader) => new System.TimeSpan((long)(reader.ReadDouble() * 1e7));
                public static void ReadInto(ref TypedMq.MqReader reader, ref System.TimeSpan value) => value = Read(ref reader);
            }
        }
        """;

    [Theory]
    [InlineData(NullableContextOptions.Disable, LanguageVersion.CSharp13)]
    [InlineData(NullableContextOptions.Annotations, LanguageVersion.CSharp13)]
    [InlineData(NullableContextOptions.Warnings, LanguageVersion.CSharp13)]
    [InlineData(NullableContextOptions.Enable, LanguageVersion.CSharp13)]
    [InlineData(NullableContextOptions.Disable, LanguageVersion.Preview)]
    [InlineData(NullableContextOptions.Enable, LanguageVersion.Preview)]
    public void Without_usings_under_any_nullable_context_and_language_version_nothing_is_warned_of(NullableContextOptions nullable, LanguageVersion version) =>
        RunWithoutUsings(Everything, new() { Nullable = nullable, LanguageVersion = version }).AssertClean().AssertCachedWhenRunAgain();

    /// <summary>Every diagnostic of the compiler, the hidden ones among them, as an error.</summary>
    [Fact]
    public void Every_warning_as_an_error_is_passed()
    {
        GeneratorRun run = RunWithoutUsings(Everything, ProjectSettings.Default).AssertClean();

        Assert.DoesNotContain(
            run.Output.WithOptions(run.Output.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Error)).GetDiagnostics(),
            static finding => finding.Severity == DiagnosticSeverity.Error && finding.Id != "CS1591");
    }

    [Fact]
    public void Types_named_like_those_of_the_framework_and_of_the_runtime_do_not_get_in_the_way() => GeneratorHarness.RunClean("""
        namespace Shop
        {
            public class Guid { } public class List { } public class List<T> { } public class String { } public class Int32 { } public class Span<T> { } public class Nullable<T> { }
            public class Int32Formatter { } public class ListFormatter<T, U> { } public class IMqFormatter<T> { } public class MqDecodeException { } public class MqSize { }
            public class Formatters { } public class Generated { } public class UnsafeAccessor { } public class Attribute { } public class Exception { } public class Encoding { }
            public class MqChannelProxy { } public class MqSender<T> { } public class MqNode { } public class ModuleInitializerAttribute : global::System.Attribute { }

            [MqContract]
            public sealed record Order(int Id, global::System.Guid Key, global::System.Collections.Generic.List<int> Items, string Text, int? Maybe, global::System.DateTime Time);

            [MqContract] public class Secret { [MqKey(0)] private int Hidden { get; set; } }

            [MqContract] public sealed record Map([property: MqKey("id")] int Id, [property: MqKey("order")] Order? Order) : IShape;
            [MqContract, MqUnion(0, typeof(Map))] public interface IShape;
            [MqChannel("orders")] public interface IOrders : IMqQueue<Order> { Task SendAsync(Map map, CancellationToken cancellationToken); }
        }
        """.Replace("IOrders : IMqQueue", "IOrders : global::TypedMq.IMqQueue", StringComparison.Ordinal));

    [Theory]
    [InlineData("TypedMq.Generated")]
    [InlineData("Shop.TypedMq")]
    [InlineData("Shop.System.TypedMq.Formatters")]
    [InlineData("TypedMq.System")]
    public void Namespaces_named_like_those_of_the_framework_and_of_the_runtime_do_not_get_in_the_way(string name) => GeneratorHarness.RunClean($$"""
        namespace {{name}}
        {
            [global::TypedMq.MqContract] public sealed record Order(int Id, global::System.Guid Key, global::System.Collections.Generic.List<string> Items);
            [global::TypedMq.MqContract] public sealed record Box<T>(T Value, Order Order);
            [global::TypedMq.MqChannel("orders")] public interface IOrders : global::TypedMq.IMqQueue<Order>;
        }
        """);

    [Fact]
    public void Keywords_and_names_of_locals_may_be_type_parameters_text_keys_and_cases()
    {
        using LoadedProgram program = new(GeneratorHarness.RunClean("""
            #pragma warning disable CS8981
            namespace @event.@in
            {
                [MqContract] public sealed record @class<writer, reader, value>([property: MqKey("value")] writer value_, [property: MqKey("\u0022\\\n{0}")] reader reader_, [property: MqKey("count")] value? count);
                [MqContract] public sealed record @void<@int>(@int @int_) : @interface;
                [MqContract] public sealed record Box : @interface;
                [MqContract] public sealed record Box<T>(T result, T Result) : @interface;
                [MqContract] public sealed record Box<T, TFormatter>(T key, TFormatter start) : @interface;
                [MqContract, MqUnion(0, typeof(@void<int>)), MqUnion(1, typeof(Box)), MqUnion(2, typeof(Box<int>)), MqUnion(3, typeof(Box<int, string>))] public interface @interface;
                [MqContract] public sealed record @record(@class<int, string, List<int>> @class, @interface[] @interface);
                [MqChannel("a")] public interface @lock : IMqQueue<@record> { [MqPriority(1)] void Send(Box<int> @ref); }
            }

            public static class Program
            {
                public static string Run()
                {
                    @event.@in.@record sent = new(new(1, "two", null), [new @event.@in.@void<int>(3), new @event.@in.Box(), new @event.@in.Box<int>(4, 5), new @event.@in.Box<int, string>(6, "seven")]);
                    var read = Codec.RoundTrip<TypedMq.Generated.@event.@in.recordFormatter, @event.@in.@record>(sent);
                    return read.@class + string.Concat<object>(read.@interface);
                }
            }
            """ + LoadedProgram.Codec));

        Assert.Equal("class { value_ = 1, reader_ = two, count =  }void { int_ = 3 }Box { }Box { result = 4, Result = 5 }Box { key = 6, start = seven }", program.Run());
    }

    [Fact]
    public void Members_that_differ_only_in_case_reach_their_own_parameters()
    {
        using LoadedProgram program = new(GeneratorHarness.RunClean("""
            [MqContract]
            public sealed class Order
            {
                public Order(int id, int ID, int Id) { this.id = id; this.ID = ID; this.Id = Id; }
                [MqKey(0)] public int Id { get; }
                [MqKey(1)] public int ID { get; }
                [MqKey(2)] public int id { get; }
                [MqKey(3)] public int iD { get; set; }
            }

            [MqContract] public sealed record Map([property: MqKey("Id")] int Id, [property: MqKey("ID")] int ID, [property: MqKey("id")] int id);

            public static class Program
            {
                public static string Run()
                {
                    var read = Codec.RoundTrip<TypedMq.Generated.Global.OrderFormatter, Order>(new Order(1, 2, 3) { iD = 4 });
                    return $"{read.id} {read.ID} {read.Id} {read.iD} {Codec.RoundTrip<TypedMq.Generated.Global.MapFormatter, Map>(new(5, 6, 7))}";
                }
            }
            """ + LoadedProgram.Codec));

        Assert.Equal("1 2 3 4 Map { Id = 5, ID = 6, id = 7 }", program.Run());
    }

    [Fact]
    public void Obsolete_cases_keys_formatters_type_arguments_and_enums_are_sent_without_a_warning() => GeneratorHarness.RunClean("""
        #pragma warning disable CS0612, CS0618
        [Obsolete] public enum Level { [Obsolete("low")] Low, High }
        [Obsolete("old"), MqContract] public sealed record Case(Level Level = Level.Low) : IShape;
        [Obsolete, MqContract, MqUnion(0, typeof(Case)), MqUnion(1, typeof(Box<Case>))] public interface IShape;
        [Obsolete("older"), MqContract] public sealed record Box<T>([property: Obsolete] T Value, [property: Obsolete("x")] List<Level> Levels) : IShape;
        [MqContract] public sealed class Map { [MqKey("a"), Obsolete("gone")] public Box<Case>? A { get; set; } [MqKey("b")] public required IShape B { get; init; } [MqKey("c"), MqFormatter(typeof(OldFormatter))] public int C { get; set; } }
        [Obsolete("old")] public readonly struct OldFormatter : IMqFormatter<int>
        {
            [Obsolete] public static int MaxSize => 5;
            [Obsolete] public static void Write(ref MqWriter writer, in int value) => writer.WriteInt32(value);
            [Obsolete] public static int Read(ref MqReader reader) => reader.ReadInt32();
            [Obsolete] public static void ReadInto(ref MqReader reader, ref int value) => value = Read(ref reader);
        }
        #pragma warning restore
        [MqChannel("maps")] public interface IMaps : IMqQueue<Map>;
        """);

    [Fact]
    public void Internal_unions_maps_and_generic_contracts_are_shared_with_friends()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean(
            """
            [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Friend")]
            namespace Contracts
            {
                [MqContract, MqUnion(0, typeof(Map)), MqUnion(1, typeof(Box<int>))] internal interface IShape;
                [MqContract] internal sealed class Map : IShape { [MqKey("id")] internal int Id { get; init; } [MqKey("next")] internal IShape? Next { get; set; } }
                [MqContract] internal sealed record Box<T>(T Value) : IShape;
            }
            """,
            new() { AssemblyName = "Contracts" });
        GeneratorRun friend = GeneratorHarness.RunClean(
            """
            [MqContract] internal sealed record Holder(Contracts.IShape Shape, Contracts.Box<Contracts.Map> Box, List<Contracts.Box<string>> Boxes);
            [MqChannel("shapes")] internal interface IShapes : IMqQueue<Contracts.IShape>;

            public static class Program
            {
                public static string Run()
                {
                    Holder read = Codec.RoundTrip<TypedMq.Generated.Global.HolderFormatter, Holder>(new(new Contracts.Map { Id = 1, Next = new Contracts.Box<int>(2) }, new(new() { Id = 3 }), [new("four")]));
                    return $"{((Contracts.Map)read.Shape).Id} {((Contracts.Map)read.Shape).Next} {read.Box.Value.Id} {read.Boxes[0]}";
                }
            }
            """ + LoadedProgram.Codec,
            new() { AssemblyName = "Friend", References = [contracts.ToReference()] });

        using LoadedProgram program = new(contracts, friend);

        Assert.Equal("1 Box { Value = 2 } 3 Box { Value = four }", program.Run());
    }

    private static GeneratorRun RunWithoutUsings(string source, ProjectSettings settings) => GeneratorHarness.Run(source, settings);
}
