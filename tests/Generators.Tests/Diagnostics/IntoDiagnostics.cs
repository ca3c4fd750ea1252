using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>What can be received into, and what cannot (TMQ0206).</summary>
public class IntoDiagnostics
{
    private const string Channel = "[MqChannel(\"orders\")] public interface IOrders { bool TryReceiveInto(ref Order order); bool TryReceiveIntoWithin(ref Order order, TimeSpan timeout); }";

    [Theory]
    [InlineData("'Id' is set by the constructor. Give it a setter, which may be private, and the type a constructor without parameters.", "[MqContract] public sealed record Order(long Id, List<int> Lines);")]
    [InlineData("'Id' is set by the constructor. Give it a setter, which may be private, and the type a constructor without parameters.", "[MqContract] public class Order(long id) { [MqKey(0)] public long Id { get; set; } = id; }")]
    [InlineData("'Lines' is init-only. Give it a setter, which may be private.", "[MqContract] public class Order { [MqKey(0)] public long Id; [MqKey(1)] public List<int> Lines { get; init; } = []; }")]
    [InlineData("'Id' is init-only. Give it a setter, which may be private.", "public class Base { [MqKey(0)] public long Id { get; init; } } [MqContract] public class Order : Base;")]
    [InlineData("'Id' is init-only. Give it a setter, which may be private.", "[MqContract] public class Order { [MqKey(\"id\")] public required long Id { get; init; } }")]
    public void An_object_that_cannot_be_overwritten_is_reported_at_each_method(string reason, string contract)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + contract + Channel);

        Assert.Equal(2, run.Diagnostics.Count(static diagnostic => diagnostic.Id == "TMQ0206"));
        Assert.Equal(2, run.Diagnostics.Length);
        Assert.Contains($"'IOrders.TryReceiveInto' cannot receive into an object of 'Order': {reason}", run.Diagnostics.Select(static diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.DoesNotContain(run.CompilerFindings, static finding => finding.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("[MqContract] public readonly record struct Order(long Id, string Text);")]
    [InlineData("[MqContract] public struct Order { [MqKey(0)] public string? Text { get; init; } }")]
    [InlineData("[MqContract] public class Order { [MqKey(0)] public required long Id { get; set; } [MqKey(1)] public List<int> Lines { get; private set; } = []; [MqKey(2)] public volatile string? Note; }")]
    [InlineData("[MqContract] public class Order { [MqKey(0)] public Inner? Nested { get; set; } } [MqContract] public sealed record Inner(long Id);")]
    [InlineData("[MqContract] public class Order { public Order(int capacity = 4) => Lines = new(capacity); [MqKey(0)] public List<int> Lines { get; set; } }")]
    [InlineData("[MqContract, MqUnion(0, typeof(Case))] public abstract class Order; [MqContract] public sealed class Case(int id) : Order { [MqKey(0)] public int Id => id; }")]
    public void What_can_be_overwritten_is_not_reported(string contract) => GeneratorHarness.RunClean(contract + Channel);

    [Fact]
    public void Closed_generic_contracts_are_judged_by_their_definition()
    {
        const string Boxes = "[MqChannel(\"boxes\")] public interface IBoxes { bool TryReceiveInto(ref Box<int> box); }";

        DiagnosticCase.Expect("TMQ0206", "[MqContract] public sealed record Box<T>(T Value);" + Boxes, "TryReceiveInto");
        GeneratorHarness.RunClean("[MqContract] public sealed class Box<T> { [MqKey(0)] public T? Value { get; private set; } }" + Boxes);
    }

    [Theory]
    [InlineData(true, "[MqContract] public sealed record Order(long Id);")]
    [InlineData(true, "[MqContract] public class Order { [MqKey(0)] public long Id { get; init; } }")]
    [InlineData(false, "[MqContract] public class Order { [MqKey(0)] public long Id { get; private set; } [MqKey(1)] internal List<int> Lines { get; set; } = []; }")]
    [InlineData(false, "[MqContract] public class Order { [MqKey(0)] public List<int> Lines { get; set; } = []; }")]
    public void Contracts_of_other_assemblies_are_judged_by_what_is_seen_of_them(bool isReported, string contract)
    {
        GeneratorRun library = GeneratorHarness.RunClean(contract, new() { AssemblyName = "Library" });

        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + Channel, new() { References = [library.ToReference()] });

        Assert.Equal(isReported ? ["TMQ0206", "TMQ0206"] : [], run.Ids);
    }
}
