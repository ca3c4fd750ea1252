using System.Text;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;
using TypedMq.Transports;

namespace TypedMq.Generators.Tests;

/// <summary>What is said of the contracts of a channel, to be compared when its queue is opened.</summary>
public class ManifestSnapshots
{
    [Fact]
    public void Members_of_every_kind() => Match(
        GeneratorHarness.RunClean("""
            [MqContract("zoo 1: all")]
            public sealed class Zoo
            {
                [MqKey(0)] public required long Id { get; set; }
                [MqKey(1)] public decimal? Price { get; set; }
                [MqKey(2), MqCompact] public Guid Compact { get; set; }
                [MqKey(3)] public byte[] Bytes { get; set; } = [];
                [MqKey(4)] public Memory<byte> Memory { get; set; }
                [MqKey(5)] public Dictionary<string, List<Part?>>? Parts { get; set; }
                [MqKey(6)] public (int Number, string? Text) Pair { get; set; }
                [MqKey(8)] public Side Side { get; set; }
                [MqKey(9)] public int[]?[] Jagged { get; set; } = [];
                [MqKey(10)] public FixedUtf8<FixedUtf8Buffer16> Fixed { get; set; }
                [MqKey(11), MqFormatter(typeof(UriFormatter))] public Uri? Own { get; set; }
                [MqKey(12)] public Box<Box<int>>? Boxed { get; set; }
                [MqKey(13)] public IShape? Shape { get; set; }
                [MqKey(14)] public Tick Tick { get; set; }
            }

            public enum Side : byte { Buy, Sell }
            [MqContract] public sealed record Part([property: MqKey("id")] int Id, [property: MqKey("the name!")] string Name, [property: MqKey("zoo")] Zoo? Owner);
            [MqContract] public sealed record Box<T>(T Value);
            [MqContract(UnknownCaseIsNull = true), MqUnion(0, typeof(Circle)), MqUnion(7, typeof(Square))] public interface IShape;
            [MqContract] public sealed record Circle(double Radius) : IShape;
            [MqContract] public sealed record Square(double Side) : IShape;
            [MqContract(Layout = MqLayout.Raw)] public readonly record struct Tick(long Time, double Price);

            public readonly struct UriFormatter : IMqFormatter<Uri>
            {
                public static int MaxSize => MqSize.Unbounded;
                public static void Write(ref MqWriter writer, in Uri value) => writer.WriteString(value.OriginalString);
                public static Uri Read(ref MqReader reader) => new(reader.ReadString());
                public static void ReadInto(ref MqReader reader, ref Uri value) => value = Read(ref reader);
            }

            [MqChannel("zoo")]
            public interface IZoo
            {
                void Send(Zoo zoo);
                Circle Receive();
                void Send(Box<int> box);
                void Send(Circle circle);
            }
            """));

    [Fact]
    public void A_generic_contract_that_holds_ever_larger_ones_ends()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Usings + """
            [MqContract] public sealed class Chain { [MqKey(0)] public Box<int>? First { get; set; } }
            [MqContract] public sealed class Box<T> { [MqKey(0)] public T? Value { get; set; } [MqKey(1)] public List<Box<Pair<T, T>>>? Next { get; set; } }
            [MqContract] public sealed record Pair<TOne, TTwo>(TOne One, TTwo Two);
            [MqChannel("chains")] public interface IChains : IMqQueue<Chain>;
            """);
        Assert.Contains("TMQ0303", run.Ids);
        Assert.Contains("1:List<custom<Box>>?", ManifestOf(run), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_another_assembly_hides_is_no_gap()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean(
            """
            namespace Contracts
            {
                [MqContract]
                public sealed class Sealed
                {
                    [MqKey(0)] public int Id { get; init; }
                    [MqKey(1)] private string _secret = "";
                    [MqKey(2)] public long Number { get; init; }
                    public string Reveal() => _secret;
                    public void Hide(string secret) => _secret = secret;
                }
            }
            """,
            new() { AssemblyName = "Contracts" });
        GeneratorRun channels = GeneratorHarness.RunClean(
            "[MqChannel(\"sealed\")] public interface ISealed : IMqQueue<Contracts.Sealed>;",
            new() { AssemblyName = "Channels", References = [contracts.ToReference()] });
        Assert.Contains("array Sealed 0:int 1:custom<hidden> 2:long", ManifestOf(channels), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nullability_is_not_declared_null_may_be_there() => Assert.Contains(
        "array Order 0:string? 1:List<string?>? 2:int",
        ManifestOf(GeneratorHarness.RunClean(
            """
            [MqContract] public sealed record Order(string Name, List<string> Lines, int Count);
            [MqChannel("orders")] public interface IOrders : IMqQueue<Order>;
            """,
            new() { Nullable = NullableContextOptions.Disable })),
        StringComparison.Ordinal);

    private static void Match(GeneratorRun run, [System.Runtime.CompilerServices.CallerMemberName] string method = "") => Snapshot.Match(ManifestOf(run), method: method);

    /// <summary>The lines of the descriptor that are the manifest.</summary>
    private static string ManifestOf(GeneratorRun run)
    {
        IEnumerable<string> lines = run.AllFiles.Split('\n').SkipWhile(static line => !line.EndsWith("Manifest =", StringComparison.Ordinal));
        string[] literals = [.. lines.TakeWhile(static line => !line.EndsWith("};", StringComparison.Ordinal)).Select(static line => line.Trim())];

        // The runtime reads what the generator writes.
        string text = string.Concat(literals.Skip(1).Select(static literal => JsonSerializer.Deserialize<string>(literal.TrimEnd(' ', '+', ','))));
        Assert.Equal(text, Encoding.UTF8.GetString(MqManifest.Merge("queue", [], text)!));
        return string.Join('\n', literals) + "\n";
    }
}
