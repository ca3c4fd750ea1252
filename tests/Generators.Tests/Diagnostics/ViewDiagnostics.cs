using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>What is reported on views.</summary>
public class ViewDiagnostics
{
    [Theory]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); [MqView(typeof(Order))] public readonly ref struct OrderView;")]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); [MqView(typeof(Order))] public readonly partial struct OrderView;")]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); [MqView(typeof(Order))] public partial record struct OrderView;")]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); [MqView(typeof(Order))] public readonly ref partial struct OrderView<T>;")]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); [MqView(typeof(Order))] file readonly ref partial struct OrderView;")]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); public class Outer { [MqView(typeof(Order))] public readonly ref partial struct OrderView; }")]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); public partial class Outer<T> { [MqView(typeof(Order))] public readonly ref partial struct OrderView; }")]
    [InlineData("typeof(Order)", "public sealed record Order(int Id); [MqView(typeof(Order))] public readonly ref partial struct OrderView;")]
    [InlineData("typeof(int[])", "[MqView(typeof(int[]))] public readonly ref partial struct OrderView;")]
    [InlineData("typeof(Box<>)", "[MqContract] public sealed record Box<T>(T Value); [MqView(typeof(Box<>))] public readonly ref partial struct BoxView;")]
    [InlineData("typeof(IShape)", "[MqContract, MqUnion(0, typeof(A))] public interface IShape; [MqContract] public class A : IShape; [MqView(typeof(IShape))] public readonly ref partial struct ShapeView;")]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); [MqView(typeof(Order))] public readonly ref partial struct OrderView(int id) { public int Other => id; }")]
    [InlineData("OrderView", "[MqContract] public sealed record Order(int Id); [MqView(typeof(Order))] public readonly ref partial struct OrderView { public int Other { get; } }")]
    public void A_view_is_reported(string squiggle, string code) => DiagnosticCase.Expect("TMQ0309", code, squiggle);

    [Fact]
    public void What_a_channel_shows_must_be_a_view()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + """
            public ref struct NoView : IMqView<NoView> { public static NoView Read(scoped ref MqReader reader) => default; }
            [MqChannel("orders")] public interface IOrders { bool TryReceiveView(int state, MqViewHandler<NoView, int> handler); }
            """);

        Assert.Equal(["TMQ0309"], run.Ids);
    }

    [Fact]
    public void A_view_that_cannot_reach_a_private_type_lies_inside_of_the_contract()
    {
        const string Source = "[MqContract] public partial class Order {{ [MqKey(0)] private Part? _part; [MqContract] private sealed partial class Part; {0} }} {1}";
        const string View = "[MqView(typeof(Order))] readonly ref partial struct OrderView;";

        Diagnostic diagnostic = DiagnosticCase.Expect("TMQ0309", string.Format(CultureInfo.InvariantCulture, Source, "", View), "typeof(Order)");
        Assert.EndsWith("Declare the view inside of 'Order'.", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        DiagnosticCase.ExpectNone(string.Format(CultureInfo.InvariantCulture, Source, View, ""));
    }

    [Theory]
    [InlineData("bool ReceiveView(int state, MqViewHandler<OrderView, int> handler);", "bool TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler).")]
    [InlineData("bool Look(int state, MqViewHandler<OrderView, int> handler);", "bool TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler).")]
    [InlineData("bool TryReceive(out OrderView order);", "send and receive 'Order', or show it with bool TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler).")]
    [InlineData("OrderView Receive();", "send and receive 'Order', or show it with bool TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler).")]
    [InlineData("void Send(OrderView order);", "send and receive 'Order', or show it with bool TryReceiveView<TState>(TState state, MqViewHandler<OrderView, TState> handler).")]
    public void A_view_that_is_asked_for_otherwise_is_told_the_form(string method, string remedy)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + $$"""
            [MqContract] public sealed record Order(int Id);
            [MqView(typeof(Order))] public readonly ref partial struct OrderView;
            [MqChannel("orders")] public interface IOrders { {{method}} }
            """);

        Assert.EndsWith(remedy, Assert.Single(run.Diagnostics).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[MqContract] public sealed record Order(int Id); [MqView(typeof(Order))] internal ref partial struct OrderView;")]
    [InlineData("public partial class Outer { private enum Side { Buy } [MqContract] public partial class Order { [MqKey(0)] private Side _side; [MqKey(1)] private Side[]? _sides; } [MqView(typeof(Order))] public readonly ref partial struct OrderView { public string Text => Side.ToString(); } [MqView(typeof(Order))] private readonly ref partial struct OwnView; private static object Read(OwnView view) => view.Side; }")]
    [InlineData("[MqContract] public sealed record Order(int Id, string? Note); [MqView(typeof(Order))] public readonly ref partial struct OrderView { public int Id => Id2 + 1; public int HasNote() => Note.Length; private const int _note = 1; }")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public record struct Tick(int Id); [MqView(typeof(Tick))] public readonly ref partial struct Value;")]
    [InlineData("[MqContract(Layout = MqLayout.Raw)] public record struct Tick(int Id); [MqView(typeof(Tick))] public readonly ref partial struct TickView { public int Value => Value2.Id; }")]
    [InlineData("[MqContract] public sealed record Order(int OrderView, int Read, string? Note, bool HasNote, int reader, int count, int @class); [MqView(typeof(Order))] public readonly ref partial struct OrderView;")]
    [InlineData("[MqContract] public sealed record Order; [MqView(typeof(Order))] public readonly ref partial struct OrderView;")]
    [InlineData("internal enum Side { Buy } [MqContract] public class Order { [MqKey(0)] private Side _side; [MqKey(1)] private int _1; } [MqView(typeof(Order))] public readonly ref partial struct OrderView;")]
    [InlineData("public class Base { [MqKey(0)] public int Id { get; set; } } [MqContract] public class Order : Base { [MqKey(1)] public new int Id { get; set; } } [MqView(typeof(Order))] public readonly ref partial struct OrderView;")]
    [InlineData("[MqContract] public sealed record Order(int Id); public partial interface IOuter { public partial record struct Inner { [MqView(typeof(Order))] private readonly ref partial struct OrderView; } }")]
    [InlineData("#nullable disable\n[MqContract] public sealed record Line(string Id); [MqContract] public sealed record Order(string Id, List<string> Texts, Line First); [MqView(typeof(Order))] public readonly ref partial struct OrderView;")]
    [InlineData("[MqContract] public sealed record Line(string Id); [MqContract] public sealed record Order((string, int)[] Pairs, Dictionary<string, List<Line?>>? Map, ReadOnlyMemory<byte>[] Blobs); [MqView(typeof(Order))] public readonly ref partial struct OrderView;")]
    public void A_view_is_not_reported(string code) => DiagnosticCase.ExpectNone(code);

    [Theory]
    [InlineData("TMQ0301", "[MqContract] public sealed record Order(int Id, object Anything);")]
    [InlineData("TMQ0102", "[MqContract] public class Order { [MqKey(0)] public int Id { get; set; } [MqKey(0)] public int Other { get; set; } }")]
    [InlineData("TMQ0306", "[MqContract(Layout = MqLayout.Raw)] public struct Order { public string Id; }")]
    public void A_contract_with_an_error_is_reported_alone(string id, string contract)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + contract + """
            [MqView(typeof(Order))] public readonly ref partial struct OrderView;
            [MqChannel("orders")] public interface IOrders : IMqViewReceiver<OrderView>;
            """);

        Assert.Equal([id], run.Ids);
        Assert.DoesNotContain(run.CompilerFindings, static finding => finding.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void A_view_may_be_of_a_contract_of_another_assembly_and_use_its_views()
    {
        GeneratorRun library = GeneratorHarness.RunClean("""
            namespace Library
            {
                /// <summary>An order.</summary>
                [MqContract] public sealed record Order(long Id, Line First, List<Line> Lines, Customer Customer);
                /// <summary>A line.</summary>
                [MqContract] public sealed record Line(int Number);
                /// <summary>A customer.</summary>
                [MqContract] public sealed record Customer(string Name);
                /// <summary>A line.</summary>
                [MqView(typeof(Line))] public readonly ref partial struct LineView;
            }
            """, new() { AssemblyName = "Library" });

        GeneratorRun run = GeneratorHarness.RunClean("""
            namespace User
            {
                /// <summary>An order.</summary>
                [MqView(typeof(Library.Order))] public readonly ref partial struct OrderView;
                /// <summary>A customer.</summary>
                [MqView(typeof(Library.Customer))] public readonly ref partial struct CustomerView;
                /// <summary>Orders.</summary>
                [MqChannel("orders")] public interface IOrders : IMqViewReceiver<OrderView>;
            }
            """, new() { References = [library.ToReference()] });

        Assert.Contains("global::TypedMq.MqViews<global::Library.LineView> Lines", run.AllFiles, StringComparison.Ordinal);
        Assert.Contains("global::Library.LineView First", run.AllFiles, StringComparison.Ordinal);
        Assert.Contains("global::User.CustomerView Customer", run.AllFiles, StringComparison.Ordinal);
    }
}
