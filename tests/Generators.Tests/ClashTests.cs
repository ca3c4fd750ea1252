using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Names of users that would give two generated types, or two generated files, one name.</summary>
public class ClashTests
{
    [Fact]
    public void Channels_that_differ_only_in_their_prefix_have_proxies_of_their_own() => GeneratorHarness.RunClean("""
        [MqContract] public sealed record Order(int Id);
        [MqChannel("a")] public interface IOrders : IMqQueue<Order>;
        [MqChannel("b")] public interface Orders : IMqQueue<Order>;
        [MqChannel("f")] public interface IOuter_A : IMqQueue<Order>;
        public class Outer
        {
            [MqChannel("c")] public interface IOrders : IMqQueue<Order>;
            [MqChannel("d")] public interface Orders : IMqQueue<Order>;
            [MqChannel("e")] public interface A : IMqQueue<Order>;
        }
        """);

    [Fact]
    public void Nested_contracts_and_those_with_underscores_have_formatters_of_their_own() => GeneratorHarness.RunClean("""
        [MqContract] public sealed record A_B_C(A.B_C First, A_B.C Second, A.B.C Third);
        public class A
        {
            [MqContract] public sealed record B_C(int Id);
            public class B { [MqContract] public sealed record C(int Id); }
        }
        public class A_B { [MqContract] public sealed record C(int Id); }
        """);

    [Fact]
    public void A_namespace_called_Global_is_not_that_of_types_without_a_namespace() => GeneratorHarness.RunClean("""
        [MqContract] public sealed record Order(Global.Order First, Global.Global.Order Second);
        namespace Global { [MqContract] public sealed record Order(int Id); }
        namespace Global.Global { [MqContract] public sealed record Order(int Id); }
        """);

    [Fact]
    public void A_private_member_and_one_that_looks_like_the_member_it_hides_are_both_reached() => GeneratorHarness.RunClean("""
        public class Base { [MqKey(1)] private int X { get; set; } [MqKey(3)] private int X1 { get; set; } }
        [MqContract] public class Order : Base { [MqKey(0)] private int X { get; set; } [MqKey(2)] public int Y { get; set; } }
        """);

    [Fact]
    public void A_formatter_inside_of_a_case_hides_the_one_inside_of_its_union() => GeneratorHarness.RunClean("""
        public partial class Outer
        {
            [MqContract, MqUnion(0, typeof(Circle))] private abstract partial class Shape;
            [MqContract] private sealed partial class Circle : Shape { [MqKey(0)] public int Radius { get; set; } }
        }
        """);

    [Fact]
    public void A_view_shows_members_that_are_called_as_those_of_every_object() => GeneratorHarness.RunClean("""
        [MqContract] public class Order { [MqKey(0)] public new int ToString { get; set; } [MqKey(1)] public new string? GetType { get; set; } }
        [MqView(typeof(Order))] public readonly ref partial struct OrderView;
        """);

    [Theory]
    [InlineData("[MqContract] public class A { [MqKey(0)] public int X; } [MqContract] public struct A { [MqKey(0)] public int X; }")]
    [InlineData("[MqContract] public class A { [MqKey(0)] public int X; } [MqContract] public record A(int X);")]
    [InlineData("namespace A.B { [MqContract] public record C(int X); } namespace A { public class B { [MqContract] public record C(int X); } }")]
    [InlineData("[MqContract] public record")]
    [InlineData("[MqChannel(\"a\")] public interface")]
    public void A_type_that_is_still_being_named_does_not_stop_the_generator(string code)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + "[MqContract] public sealed record Order(int Id);\n" + code);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics);
        Assert.Contains(run.Result.GeneratedSources, static file => file.HintName.StartsWith("Order.", StringComparison.Ordinal));
        Assert.All(run.CompilerFindings.Where(static finding => finding.Severity == DiagnosticSeverity.Error), static error => Assert.StartsWith("/source/", error.Location.SourceTree!.FilePath, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[MqChannel]")]
    [InlineData("[MqChannel(]")]
    [InlineData("[MqChannel(5)]")]
    [InlineData("[MqChannel(\"a\", \"b\")]")]
    public void A_channel_attribute_that_is_still_being_typed_is_left_to_the_compiler(string attribute)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + $"[MqContract] public sealed record Order(int Id); {attribute} public interface IOrders : IMqQueue<Order>;");

        Assert.Empty(run.Diagnostics);
        Assert.Contains(run.CompilerFindings, static finding => finding.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void A_class_that_is_marked_as_a_channel_is_left_to_the_compiler()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + "[MqContract] public sealed record Order(int Id); [MqChannel(\"a\")] public abstract class Orders { public abstract void Send(Order order); }");

        Assert.Empty(run.Diagnostics);
        Assert.Equal(["CS0592"], run.CompilerFindings.Select(static finding => finding.Id));
    }

    [Fact]
    public void An_interface_that_is_marked_as_both_is_reported_and_does_not_stop_the_generator()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + "[MqContract] public sealed record Order(int Id); [MqContract, MqChannel(\"a\")] public interface IOrders : IMqQueue<Order>;");

        Assert.Null(run.Result.Exception);
        Assert.Contains("TMQ0501", run.Ids);
    }
}
