using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Generated code compiles without a warning, and works, whatever the project around it is like.</summary>
public class ProjectSettingsTests
{
    private const string Program = """
        public static class Program
        {
            public static string Run()
            {
                var read = Codec.RoundTrip<TypedMq.Generated.Shop.OrderFormatter, Shop.Order>(Shop.Order.Sample());
                return read.Describe();
            }
        }
        """;

    [Fact]
    public void Nullable_disabled_sends_and_receives_nulls()
    {
        string result = Run(
            """
            namespace Shop
            {
                [MqContract]
                public class Order
                {
                    [MqKey(0)] public string Text { get; set; }
                    [MqKey(1)] public List<string> Texts { get; set; }
                    [MqKey(2)] public Order Parent { get; private set; }
                    [MqKey(3)] public Dictionary<string, string> Map;
                    public static Order Sample() => new Order { Texts = new List<string> { "a", null }, Parent = new Order { Text = "parent" }, Map = new Dictionary<string, string> { ["k"] = null } };
                    public string Describe() => $"{Text ?? "null"} {Texts.Count} {Texts[1] ?? "null"} {Parent.Text} {Map["k"] ?? "null"}";
                }
            }
            """,
            new() { Nullable = NullableContextOptions.Disable });

        Assert.Equal("null 2 null parent null", result);
    }

    [Theory]
    [InlineData(NullableContextOptions.Annotations)]
    [InlineData(NullableContextOptions.Warnings)]
    [InlineData(NullableContextOptions.Enable)]
    public void Nullable_contexts_of_every_kind_are_free_of_warnings(NullableContextOptions context) => GeneratorHarness.RunClean(
        """
        using System.Diagnostics.CodeAnalysis;

        [MqContract]
        public class Order
        {
            public Order(string text, [AllowNull] string allowed) { Text = text; Allowed = allowed ?? ""; }
            [MqKey(0)] public string Text { get; }
            [MqKey(1)] public string Allowed { get; }
            [MqKey(2), DisallowNull] public List<string>? Disallowed { get; set; }
            [MqKey(3)] public List<Dictionary<string, List<Order>>> Deep { get; set; } = new();
        }
        """.Replace("string>? Disallowed", context is NullableContextOptions.Warnings ? "string> Disallowed" : "string>? Disallowed", StringComparison.Ordinal),
        new() { Nullable = context });

    [Fact]
    public void Names_of_users_do_not_get_in_the_way()
    {
        string result = Run(
            """
            namespace Shop
            {
                public class System { }
                public class TypedMq { }
                public class MqReader { }
                public class MqWriter { }
                public class Shop { }
                public enum Console { Buy }

                [MqContract]
                public sealed record @class(int @event, string @string, Console Console, @class? Nested, int value, int writer, int reader, int result, int _, int __, int Id, int id, int @await);

                [MqContract]
                public sealed class Order
                {
                    [MqKey(0)] public required @class System { get; init; }
                    [MqKey(1)] private int TypedMq { get; set; }
                    [MqKey(2)] public int @int;
                    public static Order Sample() => new() { System = new(1, "text", Console.Buy, null, 2, 3, 4, 5, 6, 7, 8, 9, 10), TypedMq = 11, @int = 12 };
                    public string Describe() => $"{System} {TypedMq} {@int}";
                }

                [MqChannel("orders")]
                public interface @interface : IMqQueue<@class>
                {
                    [MqPriority(3)] bool Send(Order @order, TimeSpan @timeout);
                }
            }

            namespace Other.System.@event.@class
            {
                [MqContract] public sealed record Global(int Id);
                [MqContract] public sealed record Holder(Global Global);
            }
            """);

        Assert.Equal(
            "class { event = 1, string = text, Console = Buy, Nested = , value = 2, writer = 3, reader = 4, result = 5, _ = 6, __ = 7, Id = 8, id = 9, await = 10 } 11 12",
            result);
    }

    [Fact]
    public void Obsolete_contracts_members_and_interfaces_are_sent_without_a_warning() => GeneratorHarness.RunClean("""
        [Obsolete("old"), MqContract]
        public class Order
        {
            [Obsolete] public Order() { }
            [MqKey(0), Obsolete("older")] public int Id { get; set; }
            [MqKey(1)] public int Count { get; [Obsolete] init; }
        }

        #pragma warning disable CS0618
        [Obsolete("old"), MqChannel("orders")]
        public interface IOrders : IMqQueue<Order>
        {
            [Obsolete("older")] void SendOld(Order order);
        }
        """);

    [Fact]
    public void A_CLS_compliant_assembly_is_free_of_warnings() => GeneratorHarness.RunClean("""
        [assembly: CLSCompliant(true)]
        [MqContract] public sealed record Order(int Id);
        [CLSCompliant(false), MqChannel("orders")] public interface IOrders : IMqQueue<Order>;
        """);

    [Fact]
    public void Types_that_differ_only_in_case_have_files_of_their_own()
    {
        GeneratorRun run = GeneratorHarness.RunClean("""
            [MqContract] public sealed record Order(int Id);
            [MqContract] public sealed record ORDER(int Id);
            """);

        Assert.Equal(2, run.Result.GeneratedSources.Select(static file => file.HintName.ToUpperInvariant()).Distinct().Count());
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("fi-FI")]
    [InlineData("ar-SA")]
    public void The_culture_of_the_compiler_changes_nothing(string culture)
    {
        const string Source = """
            public enum Level { Low = -1, High = 1 }

            [MqContract]
            public sealed record Item(int Id = -1, double Price = -1.5, decimal Total = -2.25m, float Rate = 1e-7f, Level Level = Level.Low, long Large = long.MinValue, char Initial = '\'', string Text = "I\"\n\u0130", double Nan = double.NaN, byte? Maybe = 3, DateTime When = default);

            [MqChannel("items", Capacity = 10)]
            public interface IItems : IMqQueue<Item>;
            """;
        string expected = InCulture(CultureInfo.InvariantCulture);

        Assert.Equal(expected, InCulture(CultureInfo.GetCultureInfo(culture)));
        Assert.Contains("double price = -1.5D;", expected, StringComparison.Ordinal);

        static string InCulture(CultureInfo culture)
        {
            CultureInfo before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = culture;
                return GeneratorHarness.RunClean(Source).AllFiles;
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    [Fact]
    public void Defaults_of_every_kind_reach_the_members_that_are_absent()
    {
        string result = Run("""
            namespace Shop
            {
                public enum Level { Low = -1, High = 1 }

                [MqContract]
                public sealed record Empty;

                [MqContract]
                public sealed record Order(int Id = -1, double Price = -1.5, decimal Total = -2.25m, Level Level = Level.Low, char Initial = '\'', string Text = "a\"b", byte? Maybe = 3, Level? Other = Level.High, DateTime When = default)
                {
                    public static Order Sample() => new();
                    public string Describe()
                    {
                        var reader = new MqReader(new byte[] { 0x90 });
                        return (TypedMq.Generated.Shop.OrderFormatter.Read(ref reader) == this).ToString();
                    }
                }
            }
            """);

        Assert.Equal("True", result);
    }

    [Fact]
    public void Source_with_every_warning_as_an_error_compiles()
    {
        GeneratorRun run = GeneratorHarness.RunClean("""
            namespace Shop
            {
                [MqContract] public class Order { [MqKey(0)] internal int Id { get; init; } [MqKey(1)] public string? Text; }
                [MqChannel("orders")] internal interface IOrders : IMqQueue<Order>;
            }
            """);

        Assert.Empty(run.Output.WithOptions(run.Output.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Error)).GetDiagnostics()
            .Where(static finding => finding.Severity == DiagnosticSeverity.Error && finding.Id != "CS1591"));
    }

    private static string Run(string source, ProjectSettings? settings = null)
    {
        using LoadedProgram program = new(GeneratorHarness.RunClean(source + Program + LoadedProgram.Codec, settings));
        return program.Run();
    }
}
