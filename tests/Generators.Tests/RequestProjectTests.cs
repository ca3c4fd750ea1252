using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Requests of whatever form C# allows, in projects of every kind: what is generated compiles without a warning.</summary>
public class RequestProjectTests
{
    private const string Shop = """
        namespace Shop
        {
            [MqContract] public sealed record Order(long Id);
            [MqContract] public readonly record struct Point(int X, int Y);
            [MqContract] public sealed record Box<T>(T Value);
            public enum Kind { One, Two }
        """;

    [Theory]
    [InlineData(NullableContextOptions.Disable, LanguageVersion.CSharp13)]
    [InlineData(NullableContextOptions.Warnings, LanguageVersion.CSharp13)]
    [InlineData(NullableContextOptions.Annotations, LanguageVersion.CSharp13)]
    [InlineData(NullableContextOptions.Enable, LanguageVersion.CSharp13)]
    [InlineData(NullableContextOptions.Enable, LanguageVersion.Preview)]
    public void Under_any_nullable_context_and_language_version(NullableContextOptions nullable, LanguageVersion version) => GeneratorHarness.RunClean(
        Shop + """
            [MqChannel("desk")]
            public interface IDesk
            {
                ValueTask<string> NameAsync(string name, CancellationToken token = default);
                Task<List<string>> NamesAsync(Dictionary<string, Order> orders);
                ValueTask<Order> FindAsync(Order order);
                IAsyncEnumerable<Order[]> ListAsync(string[] names, CancellationToken token = default);
                void Execute(TimeSpan timeout);
                string Ask(string name, TimeSpan timeout);
            }
        }
        """,
        new() { Nullable = nullable, LanguageVersion = version });

    [Theory]
    [InlineData("ValueTask<int> DoAsync(int @class, string @event, CancellationToken @default = default);")]
    [InlineData("ValueTask<int> DoAsync(int request, string server, long call, int message, int channel);")]
    [InlineData("ValueTask<int> DoAsync(Order request, CancellationToken call = default);")]
    [InlineData("int Do(int @in, TimeSpan timeout);")]
    [InlineData("int Do(in Point point, TimeSpan timeout);")]
    [InlineData("int Do(in int first, in Point second, TimeSpan timeout);")]
    [InlineData("void Do(in int only, TimeSpan timeout);")]
    [InlineData("ValueTask<int?> DoAsync(int? maybe, Point? point, string? text);")]
    [InlineData("ValueTask<Order?> DoAsync(Order? order);")]
    [InlineData("ValueTask<Order?> DoAsync(Order? order, Order other);")]
    [InlineData("ValueTask<Point?> DoAsync(Point? point);")]
    [InlineData("IAsyncEnumerable<Order?> DoAsync(Order? order);")]
    [InlineData("ValueTask<(int Count, string? Text)> DoAsync((int X, int Y) point);")]
    [InlineData("ValueTask<(int, (string, Order))> DoAsync((int, int, int, int, int, int, int, int, int) many);")]
    [InlineData("ValueTask<Box<Order>> DoAsync(Box<Box<int>> box, Box<string?> other);")]
    [InlineData("ValueTask<int[][]> DoAsync(int[][] numbers, byte[] bytes, Kind[] kinds);")]
    [InlineData("ValueTask<IReadOnlyList<Order>> DoAsync(IEnumerable<Order> orders);")]
    [InlineData("ValueTask<int> DoAsync(int count = 5, string? text = null, Kind kind = Kind.Two, CancellationToken cancellationToken = default);")]
    [InlineData("ValueTask<int> DoAsync(params int[] numbers);")]
    [InlineData("ValueTask<int> DoAsync(int x); ValueTask<int> DoAsync(long x); ValueTask<string> DoAsync(Order x); ValueTask DoAsync(); ValueTask<int> DoAsync(int x, int y);")]
    [InlineData("ValueTask<int> DoAsync(int x); int Do(int x, TimeSpan timeout); Task<int> DoAsync(int x, TimeSpan timeout, CancellationToken token = default);")]
    [InlineData("ValueTask<int> DoAsync(Box<int> x); ValueTask<int> DoAsync(Box<long> x);")]
    [InlineData("ValueTask<int> DoAsync(int x); IAsyncEnumerable<int> DoAsync(long x); Task DoAsync(string x);")]
    [InlineData("ValueTask<int> @class(int x); ValueTask<int> Async(int x); ValueTask<int> ToString(int x); ValueTask<int> Register(); ValueTask<int> Descriptor(); ValueTask<int> Open(int x); ValueTask<int> GetType(int x);")]
    [InlineData("ValueTask<bool> EqualsAsync(object? nothing, [MqPriority] int priority);", "TMQ")]
    [InlineData("ValueTask<int> DoAsync([MqPriority] int priority, Order order, CancellationToken token);")]
    [InlineData("ValueTask<int> DoAsync(CancellationToken token, Order order);", "TMQ0505")]
    [InlineData("[MqOneWay] void Note(in Point point); [MqOneWay] ValueTask NoteAsync(string text, int level, CancellationToken token); [MqOneWay] bool Noted(string text, TimeSpan timeout);")]
    [InlineData("ValueTask<TimeSpan> DoAsync(TimeSpan delay, DateTime when, Guid id, decimal price, ReadOnlyMemory<byte> bytes);")]
    [InlineData("[Obsolete(\"old\")] ValueTask<int> DoAsync(int x);")]
    [InlineData("ValueTask<System.ValueTuple<int>> DoAsync(System.ValueTuple<int> x);")]
    [InlineData("ValueTask<int> DoAsync(nint x);", "TMQ")]
    [InlineData("ValueTask<int> DoAsync(ref int x);", "TMQ")]
    [InlineData("ValueTask<int> DoAsync<T>(T x);", "TMQ")]
    [InlineData("ValueTask<int> DoAsync(int[,] x);", "TMQ")]
    [InlineData("ValueTask<dynamic> DoAsync(int x);", "TMQ")]
    [InlineData("ValueTask<ValueTask<int>> DoAsync(int x);", "TMQ")]
    [InlineData("Task<Task> DoAsync(int x);", "TMQ")]
    [InlineData("ValueTask<int> DoAsync(CancellationToken first, CancellationToken second);", "TMQ")]
    [InlineData("int Count { get; }", "TMQ")]
    [InlineData("event Action Happened;", "TMQ")]
    [InlineData("static virtual ValueTask<int> DoAsync(int x) => default;", "")]
    [InlineData("ValueTask<int> DoAsync(int x) => default;", "")]
    [InlineData("ValueTask<int> DoAsync(Span<int> x);", "TMQ")]
    [InlineData("ValueTask<int> DoAsync(Action x);", "TMQ")]
    [InlineData("async ValueTask<int> DoAsync(int x) { await Task.Yield(); return x; }", "")]
    [InlineData("unsafe ValueTask<int> DoAsync(int* x);", "TMQ")]
    public void Methods_of_every_form_are_generated_or_refused_and_never_break_the_build(string methods, string? refused = null)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + Shop + "[MqChannel(\"desk\")] public interface IDesk { " + methods + " } }");
        Assert.Null(run.Result.Exception);
        if (refused is null)
        {
            run.AssertClean();
        }
        else if (refused.Length > 0)
        {
            Assert.Contains(run.Ids, id => id.StartsWith(refused, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(run.CompilerFindings, finding => finding.Location.SourceTree is { FilePath: var path } && !path.StartsWith("/source/", StringComparison.Ordinal));
    }

    [Fact]
    public void Interfaces_with_requests_of_another_assembly_are_inherited_and_their_contracts_served()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean(
            """
            namespace Contracts
            {
                [MqContract] public sealed record Order(long Id);
                public interface IFind<T> { ValueTask<T?> FindAsync(long id, CancellationToken token = default); IAsyncEnumerable<T> ListAsync(); }
                [MqChannel("base")] public interface IBase : IFind<Order> { ValueTask<int> CountAsync(); [MqRequest("renamed")] ValueTask ResetAsync(); [MqOneWay] void Note(string text); }
            }
            """,
            new() { AssemblyName = "Contracts" });
        GeneratorHarness.RunClean(
            """
            [MqChannel("desk")]
            public interface IDesk : Contracts.IBase
            {
                ValueTask<int> CountAsync(int more);
                new ValueTask<int> CountAsync();
                ValueTask<Contracts.Order> PlaceAsync(Contracts.Order order);
            }
            """,
            new() { References = [contracts.ToReference()] });
    }

    [Theory]
    [InlineData("[MqRequest(\"same\")] ValueTask<int> FirstAsync(int x); [MqRequest(\"same\")] ValueTask<int> SecondAsync(string x);")]
    [InlineData("[MqRequest(\"same\")] ValueTask<int> FirstAsync(int x); [MqRequest(\"same\")] ValueTask<string> SecondAsync(int x);")]
    [InlineData("[MqRequest(\"same\")] ValueTask<int> FirstAsync(int x); [MqRequest(\"same\")] IAsyncEnumerable<int> SecondAsync(int x);")]
    [InlineData("[MqRequest(\"Note(Int32)\")] ValueTask<int> FirstAsync(int x); [MqOneWay] void Note(int x);")]
    [InlineData("[MqRequest(\"Order\")] ValueTask<int> FirstAsync(int x); void Send(Order order);")]
    [InlineData("[MqRequest(\"typedmq.done\")] ValueTask<int> FirstAsync(int x); [MqRequest(\"typedmq.done\")] ValueTask<int> SecondAsync(long x);")]
    [InlineData("ValueTask<int> DoAsync(int x); ValueTask<int> Do(long x); [MqOneWay] ValueTask Do(int x);")]
    public void Tags_that_collide_are_refused(string methods)
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + Shop + "[MqChannel(\"desk\")] public interface IDesk { " + methods + " } }");
        Assert.Contains("TMQ0508", run.Ids);
    }
}
