using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>What crosses the pipeline is plain values: anything of the compiler's would keep compilations alive, and never be equal.</summary>
public class ModelTests
{
    private const string Source = """
        [assembly: MqContractFor(typeof(Shop.Adopted))]

        namespace Shop
        {
            [MqContract]
            public class Order
            {
                public Order(long id, Side side = Side.Sell) { Id = id; Way = side; }
                [MqKey(0)] public long Id { get; }
                [MqKey(1)] public Side Way { get; init; }
                [MqKey(2)] public required List<Line?> Lines { get; init; }
                [MqKey(13)] private string? Note { get; set; }
            }

            public enum Side { Buy, Sell }

            [MqContract] public sealed record Line(Dictionary<string, int[]> Counts, Order? Parent);

            [MqContract] public sealed record Broken(object Anything);

            public class Adopted { public int Id { get; set; } }

            [MqContract, MqUnion(0, typeof(Map))] public interface IPart;

            [MqContract] public sealed record Map([MqKey("id")] int Id, [MqKey("box")] Box<Guid>? Box) : IPart;

            [MqContract] public sealed class Box<T> where T : struct { [MqKey(0)] public T? Value { get; init; } }

            [MqView(typeof(Order))] public readonly ref partial struct OrderView;

            [MqContract(Layout = MqLayout.Raw)] public struct Tick { public long Time; public bool IsOpen; private bool _other; public short More; public int Count; }

            [MqView(typeof(Tick))] public readonly ref partial struct TickView;

            [MqChannel("orders", Capacity = 4)]
            public interface IOrders : IMqQueue<Order>
            {
                [MqPriority(3)] void Send(Line line);
            }
        }
        """;

    [Fact]
    public void Models_hold_nothing_of_the_compiler()
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        foreach (object output in Outputs())
        {
            Walk(output, output.GetType().Name, seen);
        }

        Assert.True(seen.Count > 30, "the walk must reach the models' members");
    }

    [Fact]
    public void Equal_source_makes_equal_models_with_equal_hashes()
    {
        List<object> first = Outputs();
        List<object> second = Outputs();

        Assert.Equal(16, first.Count);
        Assert.Equal(first, second);
        Assert.Equal(first.Select(static model => model.GetHashCode()), second.Select(static model => model.GetHashCode()));
        Assert.Equal(first.Count, first.Distinct().Count());
    }

    /// <summary>The outputs of the steps that hold models: seven good contracts, one of them adopted, and a broken one, the channel, two views, and four diagnostics.</summary>
    private static List<object> Outputs()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + Source);
        return [.. new[] { Steps.Contracts, Steps.Channels, Steps.Views, Steps.ContractDiagnostics, Steps.Environment }
            .SelectMany(step => run.Result.TrackedSteps[step])
            .SelectMany(static step => step.Outputs)
            .Select(static output => output.Value)];
    }

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string or DiagnosticDescriptor || value.GetType().IsPrimitive || value.GetType().IsEnum || (!value.GetType().IsValueType && !seen.Add(value)))
        {
            return;
        }

        Assert.False(value is ISymbol or Compilation or SyntaxNode or SyntaxTree or Location or SemanticModel or AttributeData, $"{path} is a {value.GetType()}");
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Walk(item, path + "[]", seen);
            }

            return;
        }

        for (Type? type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
            }
        }
    }
}
