using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>How values are read into those that are there.</summary>
public class IntoSnapshots
{
    [Fact]
    public void A_class_and_a_struct_with_setters() => Match("""
        namespace Shop;

        [MqContract]
        public sealed class Order
        {
            [MqKey(0)] public required long Id { get; set; }
            [MqKey(1)] public string Symbol { get; private set; } = "";
            [MqKey(3)] public List<Line> Lines = [];
            [MqKey(4)] private byte[] _raw = [];
            [MqKey(5)] public string? Value { get; set; }
        }

        [MqContract]
        public struct Line
        {
            [MqKey(0)] public int Number { get; set; }
            [MqKey(1)] private string? _text;
        }
        """);

    [Fact]
    public void A_recursive_map() => Match("""
        namespace Shop;

        [MqContract]
        public class Folder
        {
            [MqKey("name")] public string Name { get; set; } = "";
            [MqKey("folders")] public Folder[] Folders { get; set; } = [];
        }
        """);

    [Fact]
    public void A_generic_class_with_private_members() => Match("""
        namespace Shop;

        [MqContract]
        public class Box<T>
        {
            [MqKey(0)] public T? Value { get; private set; }
        }
        """);

    [Fact]
    public void A_channel_that_receives_into() => Match("""
        namespace Shop;

        [MqContract]
        public class Order
        {
            [MqKey(0)] public string Symbol { get; set; } = "";
        }

        [MqChannel("orders", CachedStrings = 256)]
        public interface IOrders
        {
            bool TryReceiveInto(ref Order? order);
            bool TryReceiveIntoWithin(ref Order order, TimeSpan timeout);
        }
        """);

    private static void Match(string source, [System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        Snapshot.Match(GeneratorHarness.RunClean(source).AllFiles, method: method);
}
