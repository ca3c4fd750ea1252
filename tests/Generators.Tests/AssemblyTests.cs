using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Contracts in one assembly, channels in another, both used from a third.</summary>
public class AssemblyTests
{
    private const string Contracts = """
        namespace Contracts
        {
            [MqContract]
            public class Base
            {
                [MqKey(0)] public int Id { get; init; }
                [MqKey(1)] protected string Secret { get; set; } = "none";
                public string Reveal() => Secret;
                public void Hide(string secret) => Secret = secret;
            }

            [MqContract]
            public readonly record struct Point(int X, int Y);

            [MqContract]
            public record PositionalBase(int First);

            public abstract class Plain { [MqKey(0)] public long Number { get; set; } }
        }
        """;

    [Fact]
    public void Contracts_and_channels_of_other_assemblies_are_used()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean(Contracts, new() { AssemblyName = "Contracts" });
        GeneratorRun channels = GeneratorHarness.RunClean(
            """
            namespace Channels
            {
                public interface ISendPoints { void Send(in Contracts.Point point); }

                [MqChannel("points")]
                public interface IPoints : IMqQueue<Contracts.Point>;
            }
            """,
            new() { AssemblyName = "Channels", References = [contracts.ToReference()] });
        GeneratorRun program = GeneratorHarness.RunClean(
            """
            [MqContract]
            public sealed class Derived : Contracts.Base
            {
                [MqKey(2)] public List<Contracts.Point> Points { get; init; } = new();
                [MqKey(3)] public Contracts.Base? Other { get; set; }
            }

            [MqContract]
            public sealed record PositionalDerived(int First, Contracts.Point? Second) : Contracts.PositionalBase(First);

            [MqContract]
            public sealed record Continued : Contracts.PositionalBase
            {
                public Continued() : base(0) { }
                [MqKey(1)] public int More { get; init; }
            }

            [MqContract]
            public sealed class FromPlain : Contracts.Plain;

            [MqChannel("own")]
            public interface IOwn : Channels.ISendPoints
            {
                bool TryReceive(out Contracts.Point point);
            }

            public static class Program
            {
                public static string Run()
                {
                    Derived sent = new() { Id = 1, Points = { new(1, 2), new(3, 4) }, Other = new() { Id = 5 } };
                    sent.Hide("secret");
                    Derived read = Codec.RoundTrip<TypedMq.Generated.Global.DerivedFormatter, Derived>(sent);
                    var positional = Codec.RoundTrip<TypedMq.Generated.Global.PositionalDerivedFormatter, PositionalDerived>(new(6, new(7, 8)));
                    var continued = Codec.RoundTrip<TypedMq.Generated.Global.ContinuedFormatter, Continued>(new() { First = 9, More = 10 });
                    var plain = Codec.RoundTrip<TypedMq.Generated.Global.FromPlainFormatter, FromPlain>(new() { Number = 11 });

                    using MqNode node = MqNode.Create(options => options.UseInProcess());
                    var points = node.Open<Channels.IPoints>();
                    points.Send(new Contracts.Point(12, 13));
                    var own = node.Open<IOwn>();
                    own.Send(new Contracts.Point(14, 15));
                    own.TryReceive(out Contracts.Point point);
                    return $"{read.Id} {read.Reveal()} {read.Points[1]} {read.Other!.Id} {positional} {continued} {plain.Number} {points.Receive()} {point}";
                }
            }
            """ + LoadedProgram.Codec,
            new() { AssemblyName = "Program", References = [contracts.ToReference(), channels.ToReference()] });

        using LoadedProgram loaded = new(contracts, channels, program);

        Assert.Equal(
            "1 secret Point { X = 3, Y = 4 } 5 PositionalDerived { First = 6, Second = Point { X = 7, Y = 8 } } Continued { First = 9, More = 10 } 11 "
            + "Point { X = 12, Y = 13 } Point { X = 14, Y = 15 }",
            loaded.Run());
    }

    [Fact]
    public void Generic_contracts_and_unions_of_other_assemblies_are_used()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean(
            """
            namespace Contracts
            {
                [MqContract] public sealed record Box<T>(T Value) : IThing;
                [MqContract] public class Pair<TKey, TValue> where TKey : notnull { [MqKey("k")] public TKey? Key { get; init; } [MqKey("v")] public TValue? Value { get; init; } }
                [MqContract, MqUnion(0, typeof(Box<int>)), MqUnion(1, typeof(Box<string>))] public interface IThing;
            }
            """,
            new() { AssemblyName = "Contracts" });
        GeneratorRun program = GeneratorHarness.RunClean(
            """
            [MqContract] public sealed record Own(int Id);
            [MqContract] public sealed record Holder(Contracts.Box<Contracts.Box<Own>> Box, Contracts.Pair<int, Own> Pair, Contracts.IThing Thing);
            [MqChannel("boxes")] public interface IBoxes : IMqQueue<Contracts.Box<Own>>;

            public static class Program
            {
                public static string Run()
                {
                    Holder read = Codec.RoundTrip<TypedMq.Generated.Global.HolderFormatter, Holder>(new(new(new(new(1))), new() { Key = 2, Value = new(3) }, new Contracts.Box<string>("4")));
                    using MqNode node = MqNode.Create(options => options.UseInProcess());
                    var boxes = node.Open<IBoxes>();
                    boxes.Send(new Contracts.Box<Own>(new(5)));
                    return $"{read.Box.Value.Value.Id} {read.Pair.Key} {read.Pair.Value!.Id} {read.Thing} {boxes.Receive().Value.Id}";
                }
            }
            """ + LoadedProgram.Codec,
            new() { AssemblyName = "Program", References = [contracts.ToReference()] });

        using LoadedProgram loaded = new(contracts, program);

        Assert.Equal("1 2 3 Box { Value = 4 } 5", loaded.Run());
    }

    [Fact]
    public void Sizes_of_contracts_of_another_assembly_are_checked()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean(Contracts, new() { AssemblyName = "Contracts" });

        GeneratorRun run = GeneratorHarness.Run(
            GeneratorHarness.Usings + "[MqChannel(\"points\", MaxMessageBytes = 10)] public interface IPoints : IMqQueue<Contracts.Point>;",
            new() { References = [contracts.ToReference()] });

        Assert.Equal(["TMQ0510"], run.Ids);
    }

    [Fact]
    public void A_contract_whose_assembly_was_built_without_the_generator_is_reported()
    {
        using MemoryStream image = new();
        Assert.True(GeneratorHarness.Compile(new() { AssemblyName = "Bare" }, GeneratorHarness.Usings + "[MqContract] public sealed record Point(int X);").Emit(image).Success);

        GeneratorRun run = GeneratorHarness.Run(
            GeneratorHarness.Usings + "[MqContract] public sealed record Order(Point Point);",
            new() { References = [Microsoft.CodeAnalysis.MetadataReference.CreateFromImage(image.ToArray())] });

        Assert.Equal(["TMQ0302"], run.Ids);
        Assert.Contains("Bare holds no formatter", run.Diagnostics[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_setter_of_another_assembly_is_reported_because_the_compiler_does_not_show_it()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean(
            "[MqContract] public class Base { [MqKey(0)] public int Id { get; private set; } }",
            new() { AssemblyName = "Contracts" });

        GeneratorRun run = GeneratorHarness.Run(
            GeneratorHarness.Usings + "[MqContract] public class Derived : Base;",
            new() { References = [contracts.ToReference()] });

        Assert.Equal(["TMQ0204"], run.Ids);
        Assert.Contains("no setter that is visible outside of Contracts", run.Diagnostics[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Internal_contracts_are_shared_with_friends()
    {
        GeneratorRun library = GeneratorHarness.RunClean(
            "[MqContract] internal readonly record struct Hidden(int Id);",
            new() { AssemblyName = "Library" },
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Friend\")]");

        GeneratorRun friend = GeneratorHarness.RunClean(
            "[MqContract] internal sealed record Holder(Hidden Hidden);\n"
            + "public static class Program { public static string Run() => Codec.RoundTrip<TypedMq.Generated.Global.HolderFormatter, Holder>(new(new(1))).ToString(); }"
            + LoadedProgram.Codec,
            new() { AssemblyName = "Friend", References = [library.ToReference()] });

        using LoadedProgram loaded = new(library, friend);
        Assert.Equal("Holder { Hidden = Hidden { Id = 1 } }", loaded.Run());
    }

    [Fact]
    public void A_method_that_is_internal_to_another_assembly_is_reported()
    {
        GeneratorRun contracts = GeneratorHarness.RunClean(
            "[MqContract] public sealed record Order(int Id); public interface ISend { void Send(Order order); internal void SendHidden(Order order); }",
            new() { AssemblyName = "Contracts" });
        GeneratorRun run = GeneratorHarness.Run(
            GeneratorHarness.Usings + "[MqChannel(\"orders\")] public interface IOrders : ISend;",
            new() { References = [contracts.ToReference()] });

        Assert.Equal(["TMQ0502"], run.Ids);
        Assert.Empty(run.CompilerFindings);
    }
}
