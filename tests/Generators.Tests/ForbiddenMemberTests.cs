using TypedMq.Generators.Tests.Diagnostics;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Members that code may not name are still sent: the message of yesterday's sender has them.</summary>
public class ForbiddenMemberTests
{
    [Theory]
    [InlineData("Obsolete(\"old\", true)")]
    [InlineData("Obsolete(\"old\", error: true)")]
    [InlineData("System.Diagnostics.CodeAnalysis.Experimental(\"NEW1\")")]
    public void Members_that_may_not_be_named_are_sent(string mark)
    {
        using LoadedProgram program = new(GeneratorHarness.RunClean($$"""
            [MqContract]
            public class Order
            {
                [{{mark}}] public Order() { }
                [MqKey(0), {{mark}}] public int Property { get; set; }
                [MqKey(1), {{mark}}] public int Field;
                [MqKey(2)] public int Setter { get; [{{mark}}] set; }
                [MqKey(3)] public int Plain { get; set; }

                [{{mark}}] public static Order Sample() => new() { Property = 1, Field = 2, Setter = 3, Plain = 4 };
                [{{mark}}] public string Describe() => $"{Property} {Field} {Setter} {Plain}";
            }

            public static class Program
            {
                public static string Run()
                {
                    var order = (Order)typeof(Order).GetMethod("Sample")!.Invoke(null, null)!;
                    return (string)typeof(Order).GetMethod("Describe")!.Invoke(Codec.RoundTrip<TypedMq.Generated.Global.OrderFormatter, Order>(order), null)!;
                }
            }
            """ + LoadedProgram.Codec));

        Assert.Equal("1 2 3 4", program.Run());
    }

    [Fact]
    public void Types_that_are_obsolete_as_an_error_are_reported()
    {
        DiagnosticCase.Expect("TMQ0003", "[Obsolete(\"old\", true), MqContract] public class Order { [MqKey(0)] public int Id { get; set; } }", "Order");
        DiagnosticCase.Expect("TMQ0501", "[MqContract] public sealed record Order(int Id); [Obsolete(\"old\", true), MqChannel(\"a\")] public interface IOrders : IMqQueue<Order>;", "IOrders");
    }
}
