using System.Globalization;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>The promise of <c>ZeroAllocation</c> is checked by the compiler (TMQ0601).</summary>
public class ZeroAllocationDiagnostics
{
    private const string Types = """
        [MqContract] public readonly record struct Leg(int Id, string Symbol);
        [MqContract] public readonly record struct Strategy(Leg? First, int Count);
        [MqContract] public readonly record struct Box<T>(T Value);
        [MqContract] public sealed record Account(int Id);
        [MqContract, MqUnion(0, typeof(Circle))] public interface IShape;
        [MqContract] public readonly record struct Circle(double Radius) : IShape;
        public readonly struct DayFormatter : IMqFormatter<DateTime>
        {
            public static int MaxSize => 5;
            public static void Write(ref MqWriter writer, in DateTime value) => writer.WriteInt32((int)(value.Ticks / TimeSpan.TicksPerDay));
            public static DateTime Read(ref MqReader reader) => new(reader.ReadInt32() * TimeSpan.TicksPerDay);
            public static void ReadInto(ref MqReader reader, ref DateTime value) => value = Read(ref reader);
        }
        public readonly struct UriFormatter : IMqFormatter<Uri>
        {
            public static int MaxSize => MqSize.Unbounded;
            public static void Write(ref MqWriter writer, in Uri value) => writer.WriteString(value.OriginalString);
            public static Uri Read(ref MqReader reader) => new(reader.ReadString());
            public static void ReadInto(ref MqReader reader, ref Uri value) => value = Read(ref reader);
        }
        [System.Runtime.CompilerServices.InlineArray(8)] public struct Levels { private double _first; }

        """;

    [Theory]
    [InlineData("string", "a string is an object. Use FixedUtf8<FixedUtf8Buffer32>")]
    [InlineData("string?", "a string is an object.")]
    [InlineData("int[]", "an array is an object. Use an inline array")]
    [InlineData("byte[]", "an array is an object.")]
    [InlineData("ReadOnlyMemory<byte>", "it is received into a new array.")]
    [InlineData("List<int>", "a collection keeps its items in an object.")]
    [InlineData("System.Collections.Immutable.ImmutableArray<int>", "a collection keeps its items in an object.")]
    [InlineData("IReadOnlyDictionary<int, int>", "a collection keeps its items in an object.")]
    [InlineData("(int, string)", "a string is an object.")]
    [InlineData("KeyValuePair<int, int[]>?", "an array is an object.")]
    [InlineData("Account", "'Account' is a class. Use a struct.")]
    [InlineData("IShape?", "'IShape' is received as an object. Use a struct.")]
    [InlineData("Leg", "of 'Leg.Symbol', a string is an object.")]
    [InlineData("Strategy", "of 'Strategy.First', of 'Leg.Symbol', a string is an object.")]
    [InlineData("Box<int[]>", "of 'Box<int[]>.Value', an array is an object.")]
    public void A_member_that_allocates_is_reported_at_its_type(string type, string reason)
    {
        string message = DiagnosticCase.Expect("TMQ0601", $"{Types}[MqContract(ZeroAllocation = true)] public readonly record struct Tick({type} Member);", type)
            .GetMessage(CultureInfo.InvariantCulture);

        Assert.StartsWith("'Tick.Member' allocates when it is received, although ZeroAllocation is promised: " + reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tick", "[MqContract(ZeroAllocation = true)] public sealed record Tick(int Id);")]
    [InlineData("ITick", "[MqContract(ZeroAllocation = true), MqUnion(0, typeof(Tick))] public interface ITick; [MqContract] public readonly record struct Tick(int Id) : ITick;")]
    [InlineData("T", "[MqContract(ZeroAllocation = true)] public readonly record struct Tick<T>(T Id);")]
    [InlineData("T", "[MqContract(ZeroAllocation = true)] public readonly record struct Tick<T>(T Id) where T : struct;")]
    [InlineData("Uri", "[MqContract(ZeroAllocation = true)] public readonly record struct Tick([MqFormatter(typeof(UriFormatter))] Uri Id);")]
    public void A_contract_that_allocates_is_reported(string squiggle, string code) => DiagnosticCase.Expect("TMQ0601", Types + code, squiggle);

    [Theory]
    [InlineData("[MqContract(ZeroAllocation = true)] public readonly record struct Tick(int? Id, Guid Key, decimal Price, DateTimeOffset At, DayOfWeek Day, FixedUtf8<FixedUtf8Buffer16> Symbol, Levels Levels, (int, Circle)? Pair, KeyValuePair<int, Half> Other, Box<int> Box);")]
    [InlineData("[MqContract(ZeroAllocation = true)] public readonly record struct Tick([MqFormatter(typeof(DayFormatter))] DateTime Day, [MqFormatter(typeof(DayFormatter))] DateTime? Maybe);")]
    [InlineData("[MqContract(ZeroAllocation = true)] public readonly record struct Tick<T>(T Id, T? Maybe) where T : unmanaged;")]
    [InlineData("[MqContract(ZeroAllocation = false)] public sealed record Tick(string Symbol);")]
    public void A_struct_of_values_is_not_reported(string code) => GeneratorHarness.RunClean(Types + code);

    [Fact]
    public void Structs_of_other_assemblies_are_looked_into()
    {
        GeneratorRun library = GeneratorHarness.RunClean("[MqContract] public readonly record struct Leg(int Id, string Symbol);", new() { AssemblyName = "Library" });

        GeneratorRun run = GeneratorHarness.Run(
            GeneratorHarness.Usings + "[MqContract(ZeroAllocation = true)] public readonly record struct Tick(Leg Leg);",
            new() { References = [library.ToReference()] });

        Assert.Contains("of 'Leg.Symbol', a string is an object.", Assert.Single(run.Diagnostics).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Structs_that_hold_each_other_without_end_are_left_to_the_compiler()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + """
            [MqContract(ZeroAllocation = true)] public record struct Tick(Endless<int> Id);
            [MqContract] public record struct Endless<T>(Endless<(T, T)> Next);
            """);

        Assert.Null(run.Result.Exception);
        Assert.DoesNotContain("TMQ0601", run.Ids);
    }
}
