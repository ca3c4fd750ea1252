namespace TypedMq.Generators.Tests.Diagnostics;

/// <summary>What is reported on contracts, and on which text.</summary>
public class ContractDiagnostics
{
    private const string FormatterOfUri = """
        public readonly struct F : IMqFormatter<Uri>
        {
            public static int MaxSize => 0;
            public static void Write(ref MqWriter writer, in Uri value) { }
            public static Uri Read(ref MqReader reader) => null!;
            public static void ReadInto(ref MqReader reader, ref Uri value) => value = null!;
        }

        """;

    [Theory]
    [InlineData("TMQ0003", "Order", "[MqContract] public static class Order;")]
    [InlineData("TMQ0003", "Order", "[MqContract] public ref struct Order;")]
    [InlineData("TMQ0003", "Order", "[MqContract] file sealed class Order;")]
    [InlineData("TMQ0003", "IOrder", "[MqContract, MqUnion(0, typeof(Order))] public interface IOrder<T>; [MqContract] public class Order : IOrder<int>;")]
    [InlineData("TMQ0003", "Order", "public class Outer<T> { [MqContract] public sealed record Order(int Id); }")]
    [InlineData("TMQ0001", "Order", "public partial class Outer { [MqContract] private sealed record Order(int Id); }")]
    [InlineData("TMQ0001", "Order", "[MqContract] public class Order { private enum Side { Buy } [MqKey(0)] private Side? Way { get; set; } }")]
    [InlineData("TMQ0001", "Order", "public class Base { protected enum Side { Buy } } [MqContract] public class Order : Base { [MqKey(0)] private List<Side[]>? Ways { get; set; } }")]
    [InlineData("TMQ0002", "Outer", "public class Outer { [MqContract] protected sealed partial record Order(int Id); }")]
    [InlineData("TMQ0002", "Middle", "public partial class Outer { private class Middle { [MqContract] public sealed partial record Order(int Id); } }")]
    [InlineData("TMQ0004", "Order", "public class Outer<T> { [MqContract] private sealed partial record Order(int Id); }")]
    [InlineData("TMQ0004", "Side?", "[MqContract] public class Order<T> { private enum Side { Buy } [MqKey(0)] private Side? Way { get; set; } }")]
    [InlineData("TMQ0101", "Count", "[MqContract] public class Order { public int Count { get; set; } }")]
    [InlineData("TMQ0101", "Count", "[MqContract] public class Order { public int Count { get; init; } }")]
    [InlineData("TMQ0101", "Count", "[MqContract] public struct Order { public int Count; }")]
    [InlineData("TMQ0101", "Count", "[MqContract] public sealed record Order(int Id) { public int Count { get; set; } }")]
    [InlineData("TMQ0101", "Count", "[MqContract] public record struct Order([MqKey(0)] int Id, int Count);")]
    [InlineData("TMQ0101", "Count", "public class Base { public int Count { get; set; } } [MqContract] public class Order : Base;")]
    [InlineData("TMQ0102", "1", "[MqContract] public class Order { [MqKey(1)] public int Id { get; set; } [MqKey(0)] public int Count { get; set; } [MqKey(1)] public int Price { get; set; } }")]
    [InlineData("TMQ0102", "0", "public class Base { [MqKey(0)] public int Id { get; set; } } [MqContract] public class Order : Base { [MqKey(0)] public int Count { get; set; } }")]
    [InlineData("TMQ0102", "\"id\"", "[MqContract] public class Order { [MqKey(\"a\")] public int A { get; set; } [MqKey(\"id\")] public int Id { get; set; } } [MqContract] public class Derived : Order { [MqKey(\"id\")] public int Other { get; set; } }")]
    [InlineData("TMQ0103", "\"count\"", "[MqContract] public class Order { [MqKey(0)] public int Id { get; set; } [MqKey(\"count\")] public int Count { get; set; } }")]
    [InlineData("TMQ0103", "1", "[MqContract] public class Order { [MqKey(\"id\")] public int Id { get; set; } [MqKey(1)] public int Count { get; set; } }")]
    [InlineData("TMQ0103", "\"count\"", "public class Base { [MqKey(0)] public int Id { get; set; } } [MqContract] public class Order : Base { [MqKey(\"count\")] public int Count { get; set; } }")]
    [InlineData("TMQ0104", "null!", "[MqContract] public class Order { [MqKey(null!)] public int Id { get; set; } }")]
    [InlineData("TMQ0104", "\"\\ud800\"", "[MqContract] public class Order { [MqKey(\"\\ud800\")] public int Id { get; set; } }")]
    [InlineData("TMQ0104", "-1", "[MqContract] public class Order { [MqKey(-1)] public int Id { get; set; } }")]
    [InlineData("TMQ0104", "1024", "[MqContract] public class Order { [MqKey(0)] public int Id { get; set; } [MqKey(1024)] public int Count { get; set; } }")]
    [InlineData("TMQ0105", "9", "[MqContract] public class Order { [MqKey(9)] public int Id { get; set; } }")]
    [InlineData("TMQ0105", "11", "[MqContract] public class Order { [MqKey(1)] public int Id { get; set; } [MqKey(11)] public int Count { get; set; } }")]
    [InlineData("TMQ0106", "0", "[MqContract] public class Order { [MqKey(0)] public const int Id = 1; }")]
    [InlineData("TMQ0106", "0", "[MqContract] public class Order { [MqKey(0)] public int this[int index] => index; }")]
    [InlineData("TMQ0106", "0", "[MqContract] public class Order { [MqKey(0)] public int Id { set { } } }")]
    [InlineData("TMQ0106", "0", "[MqContract] public class Order { [MqKey(0), MqIgnore] public int Id { get; set; } }")]
    [InlineData("TMQ0106", "0", "[MqContract] public class Order { [field: MqKey(0)] public int Id { get; } }")]
    [InlineData("TMQ0106", "0", "[MqContract] public class Order { public Order([MqKey(0)] int id = 1) { } }")]
    [InlineData("TMQ0106", "0", "public interface IHasId { int Id { get; } } [MqContract] public class Order : IHasId { [MqKey(0)] int IHasId.Id => 1; }")]
    [InlineData("TMQ0107", "1", "[MqContract, MqReservedKeys(3, 1)] public class Order { [MqKey(1)] public int Id { get; set; } }")]
    [InlineData("TMQ0107", "\"id\"", "[MqContract, MqReservedKeys(\"id\")] public class Order { [MqKey(\"id\")] public int Id { get; set; } }")]
    [InlineData("TMQ0107", "2", "[MqReservedKeys(2)] public class Base; [MqContract] public class Order : Base { [MqKey(2)] public int Id { get; set; } }")]
    [InlineData("TMQ0107", "Count", "[MqContract, MqReservedKeys(1)] public sealed record Order(int Id, int Count);")]
    [InlineData("TMQ0201", "Order", "[MqContract] public class Order { private Order() { } }")]
    [InlineData("TMQ0201", "Order", "[MqContract] public class Order { public Order(int a) { } public Order(long b) { } }")]
    [InlineData("TMQ0202", "Order", "[MqContract] public class Order { [MqConstructor] public Order() { } [MqConstructor] public Order(int id) { } }")]
    [InlineData("TMQ0203", "text", "[MqContract] public class Order(int id, string text) { [MqKey(0)] public int Id => id; public int Length => text.Length; }")]
    [InlineData("TMQ0203", "id", "[MqContract] public class Order(long id) { [MqKey(0)] public int Id { get; } = (int)id; }")]
    [InlineData("TMQ0203", "id", "[MqContract] public class Order { public Order(ref int id) => Id = id; [MqKey(0)] public int Id { get; } }")]
    [InlineData("TMQ0203", "number", "[MqContract] public class Order { public Order() { } [MqConstructor] public Order(int number) { } [MqKey(0)] public int Id { get; set; } }")]
    [InlineData("TMQ0204", "Id", "[MqContract] public struct Order { [MqKey(0)] public int Id { get; } }")]
    [InlineData("TMQ0204", "Id", "[MqContract] public class Order { [MqKey(0)] public readonly int Id; }")]
    [InlineData("TMQ0204", "Id", "[MqContract] public class Order { [MqKey(0)] public int Id => 1; }")]
    [InlineData("TMQ0204", "Id", "public class Base<T> { [MqKey(0)] public T? Id { get; init; } } [MqContract] public class Order : Base<int>;")]
    [InlineData("TMQ0301", "object", "[MqContract] public sealed record Order(object Id);")]
    [InlineData("TMQ0301", "dynamic", "[MqContract] public sealed record Order(dynamic Id);")]
    [InlineData("TMQ0301", "nint", "[MqContract] public sealed record Order(nint Id);")]
    [InlineData("TMQ0301", "Action", "[MqContract] public sealed record Order(Action Id);")]
    [InlineData("TMQ0301", "Task<int>", "[MqContract] public sealed record Order(Task<int> Id);")]
    [InlineData("TMQ0301", "Type?", "[MqContract] public class Order { [MqKey(0)] public Type? Id { get; set; } }")]
    [InlineData("TMQ0301", "int[,]", "[MqContract] public sealed record Order(int[,] Id);")]
    [InlineData("TMQ0301", "List<object>", "[MqContract] public class Order { [MqKey(0)] public List<object> Id = []; }")]
    [InlineData("TMQ0301", "LinkedList<int>", "[MqContract] public sealed record Order(LinkedList<int> Id);")]
    [InlineData("TMQ0301", "Memory<int>", "[MqContract] public sealed record Order(Memory<int> Id);")]
    [InlineData("TMQ0301", "ArraySegment<byte>", "[MqContract] public sealed record Order(ArraySegment<byte> Id);")]
    [InlineData("TMQ0301", "(int, object)", "[MqContract] public sealed record Order((int, object) Id);")]
    [InlineData("TMQ0302", "IReadOnlyList<Uri>", "[MqContract] public sealed record Order(IReadOnlyList<Uri> Id);")]
    [InlineData("TMQ0302", "Uri", "[MqContract] public sealed record Order(Uri Id);")]
    [InlineData("TMQ0302", "Dictionary<string, Customer>", "public class Customer; [MqContract] public sealed record Order(Dictionary<string, Customer> Id);")]
    [InlineData("TMQ0302", "ICustomer", "public interface ICustomer; [MqContract] public sealed record Order(ICustomer Id);")]
    [InlineData("TMQ0301", "Texts", "[System.Runtime.CompilerServices.InlineArray(2)] public struct Texts { private string _first; } [MqContract] public sealed record Order(Texts Id);")]
    [InlineData("TMQ0301", "Points", "public record struct Point(int X); [System.Runtime.CompilerServices.InlineArray(2)] public struct Points { private Point _first; } [MqContract] public sealed record Order(Points Id);")]
    [InlineData("TMQ0308", "8", "[MqContract] public sealed record Order([MqMaxLength(8)] FixedUtf8<FixedUtf8Buffer16>? Id);")]
    [InlineData("TMQ0308", "8", "[MqContract] public class Order { [MqKey(0), MqMaxLength(8)] public int Id { get; set; } }")]
    [InlineData("TMQ0308", "8", "[MqContract] public sealed record Order([MqMaxLength(8)] (int, int)? Id);")]
    [InlineData("TMQ0308", "8", "[MqContract] public sealed record Order([MqMaxLength(8)] IEnumerable<int> Id);")]
    [InlineData("TMQ0308", "-1", "[MqContract] public sealed record Order([property: MqMaxLength(-1)] string Id);")]
    [InlineData("TMQ0401", "Order", "[MqContract] public abstract record Order(int Id);")]
    [InlineData("TMQ0302", "Box<Uri>", "[MqContract] public sealed record Box<T>(T Value); [MqContract] public sealed record Order(Box<Uri> Id);")]
    [InlineData("TMQ0302", "Box<Uri>", "[MqContract] public sealed record Box<T>(T Value); [MqChannel(\"boxes\")] public interface IBoxes { void Send(Box<Uri> box); }")]
    [InlineData("TMQ0303", "Node<T[]>?", "[MqContract] public sealed record Node<T>(T Value, Node<T[]>? Next);")]
    [InlineData("TMQ0305", "Node", "[MqContract] public class Node<T> { [MqKey(0)] public Node<int>? Next { get; set; } }")]
    [InlineData("TMQ0305", "Folder", "[MqContract] public sealed record Folder(Dictionary<string, List<Folder?>> Folders);")]
    [InlineData("TMQ0305", "IShape", "[MqContract, MqUnion(0, typeof(Group))] public interface IShape; [MqContract] public sealed record Circle(double Radius); \n#pragma warning disable TMQ0305\n[MqContract] public sealed record Group(List<IShape> Shapes) : IShape;")]
    [InlineData("TMQ0204", "Id", "public class Base<T> { [MqKey(0)] public T? Id { get; init; } } [MqContract] public class Order<T> : Base<T>;")]
    [InlineData("TMQ0401", "IOrder", "[MqContract] public interface IOrder;")]
    [InlineData("TMQ0402", "1", "[MqContract, MqUnion(1, typeof(A)), MqUnion(1, typeof(B))] public interface IShape; [MqContract] public class A : IShape; [MqContract] public class B : IShape;")]
    [InlineData("TMQ0402", "typeof(A)", "[MqContract, MqUnion(0, typeof(A)), MqUnion(1, typeof(A))] public interface IShape; [MqContract] public class A : IShape;")]
    [InlineData("TMQ0403", "typeof(A)", "[MqContract, MqUnion(0, typeof(A))] public interface IShape; [MqContract] public class A;")]
    [InlineData("TMQ0403", "typeof(A)", "[MqContract, MqUnion(0, typeof(A))] public interface IShape; public class A : IShape;")]
    [InlineData("TMQ0403", "typeof(int[])", "[MqContract, MqUnion(0, typeof(int[]))] public interface IShape;")]
    [InlineData("TMQ0403", "typeof(List<>)", "[MqContract, MqUnion(0, typeof(List<>))] public interface IShape;")]
    [InlineData("TMQ0403", "typeof(A)", "[MqContract, MqUnion(0, typeof(A))] public abstract class Shape; [MqContract, MqUnion(0, typeof(B))] public abstract class A : Shape; [MqContract] public class B : A;")]
    [InlineData("TMQ0403", "typeof(B)", "[MqContract, MqUnion(0, typeof(B))] public class A; [MqContract] public class B : A;")]
    public void A_contract_is_reported(string id, string squiggle, string code) => DiagnosticCase.Expect(id, code, squiggle);

    [Theory]
    [InlineData("TMQ0304", "typeof(F)", "[MqContract] public sealed record Order([MqFormatter(typeof(F))] string Id);")]
    [InlineData("TMQ0304", "typeof(F)", "[MqContract] public sealed record Order([MqFormatter(typeof(F))] List<Uri> Id);")]
    [InlineData("TMQ0304", "typeof(F)", "[MqFormatter(typeof(F))] public class Customer; [MqContract] public sealed record Order(List<Customer> Id);")]
    [InlineData("TMQ0304", "typeof(string)", "[MqContract] public sealed record Order([MqFormatter(typeof(string))] Uri Id);")]
    [InlineData("TMQ0304", "null!", "[MqContract] public sealed record Order([MqFormatter(null!)] Uri Id);")]
    [InlineData("TMQ0304", "typeof(int[])", "[MqContract] public sealed record Order([MqFormatter(typeof(int[]))] Uri Id);")]
    [InlineData("TMQ0304", "typeof(Base)", "public abstract class Base : IMqFormatter<Uri> { public static int MaxSize => 0; public static void Write(ref MqWriter writer, in Uri value) { } public static Uri Read(ref MqReader reader) => null!; public static void ReadInto(ref MqReader reader, ref Uri value) { } } [MqContract] public sealed record Order([MqFormatter(typeof(Base))] Uri Id);")]
    [InlineData("TMQ0304", "typeof(Open<>)", "public struct Open<T> : IMqFormatter<T> { public static int MaxSize => 0; public static void Write(ref MqWriter writer, in T value) { } public static T Read(ref MqReader reader) => default!; public static void ReadInto(ref MqReader reader, ref T value) { } } [MqContract] public sealed record Order([MqFormatter(typeof(Open<>))] Uri Id);")]
    [InlineData("TMQ0304", "typeof(Hidden)", "[MqContract] public class Order { [MqKey(0), MqFormatter(typeof(Hidden))] public Uri? Id { get; set; } private struct Hidden : IMqFormatter<Uri> { public static int MaxSize => 0; public static void Write(ref MqWriter writer, in Uri value) { } public static Uri Read(ref MqReader reader) => null!; public static void ReadInto(ref MqReader reader, ref Uri value) { } } }")]
    [InlineData("TMQ0308", "8", "[MqContract] public sealed record Order([MqFormatter(typeof(F)), MqMaxLength(8)] Uri Id);")]
    public void A_formatter_is_reported(string id, string squiggle, string code) => DiagnosticCase.Expect(id, FormatterOfUri + code, squiggle);

    [Theory]
    [InlineData("[MqContract] public sealed record Order([MqFormatter(typeof(F))] Uri Id, [property: MqFormatter(typeof(F))] Uri? Maybe);")]
    [InlineData("#nullable disable\n[MqContract] public sealed record Order([MqFormatter(typeof(F))] Uri Id);")]
    public void A_formatter_is_not_reported(string code) => DiagnosticCase.ExpectNone(FormatterOfUri + code);

    [Fact]
    public void A_reference_that_an_absent_key_leaves_null_is_reported()
    {
        DiagnosticCase.Expect("TMQ0205", "#pragma warning disable CS8618\n[MqContract] public class Order { [MqKey(0)] public List<int> Items { get; set; } }", "Items");
        DiagnosticCase.Expect("TMQ0205", "[MqContract] public struct Order { [MqKey(0)] public string Text; }", "Text");
    }

    [Theory]
    [InlineData("[MqContract] public class Order { [MqKey(0)] public string Text { get; set; } = null!; }")]
    [InlineData("[MqContract] public class Order { [MqKey(\"id\")] public int Id { get; set; } [MqKey(\"Id\")] public int Other { get; set; } [MqKey(\"\")] public int Empty { get; set; } }")]
    [InlineData("[MqContract, MqReservedKeys(1, 2), MqReservedKeys(\"id\")] public class Order { [MqKey(0)] public int Id { get; set; } }")]
    [InlineData("[MqContract, MqReservedKeys(0, 1, 2, 3, 4, 5, 6, 7, 8)] public class Order { [MqKey(9)] public int Id { get; set; } }")]
    [InlineData("[MqContract, MqUnion(0, typeof(A)), MqUnion(-1, typeof(B))] public interface IShape { int Id { get; set; } } [MqContract] public class A : IShape { [MqKey(0)] public int Id { get; set; } } [MqContract] public class B : A;")]
    [InlineData("[MqContract, MqUnion(0, typeof(A))] public abstract class Shape { [MqKey(0)] public int Id { get; set; } } [MqContract] public class A : Shape { [MqKey(1)] public int More { get; set; } }")]
    [InlineData("[MqContract] public class Order<T> { [MqKey(0)] public T? Id { get; init; } [MqKey(1)] private T? _other; }")]
    [InlineData("[MqContract] public class Order<T> { [MqKey(0)] public T Id { get; set; } = default!; } [MqContract] public class Order { [MqKey(0)] public int Id { get; set; } }")]
    [InlineData("[MqContract] public class Order { [MqKey(0)] public required string Text { get; set; } }")]
    [InlineData("[MqContract] public class Order { public Order() => Text = \"\"; [MqKey(0)] public string Text { get; set; } }")]
    [InlineData("public static partial class Outer { [MqContract] private sealed partial class Order { public Order(int id) { Id = id; } private Order() { } [MqKey(0)] public int Id { get; private set; } } }")]
    [InlineData("namespace @event { public partial interface IOuter { [MqContract, MqUnion(1, typeof(B))] private partial interface IA; [MqContract] private partial record B(System.Guid Id) : IA; [MqContract] private readonly partial struct C { [MqKey(0)] public required IA[] As { get; init; } } } }")]
    [InlineData("public class Base { [MqContract] public class Order { [MqKey(0)] public int Id { get; set; } } } public partial class Derived : Base { protected new class Order; [MqContract] public sealed partial record Holder(Base.Order Order); }")]
    [InlineData("[MqContract] public sealed record Order(string Text);")]
    [InlineData("#nullable disable\n[MqContract] public class Order { [MqKey(0)] public string Text { get; set; } }")]
    [InlineData("[MqContract] public class Order { [MqKey(8)] public int Id { get; set; } }")]
    [InlineData("[MqContract] public class Order { private int Secret { get; set; } public int Computed => Secret; internal int Own { get; set; } }")]
    [InlineData("[MqContract] public class Order { private Order(int id) => Id = id; public Order() { } [MqKey(0)] public int Id { get; set; } }")]
    [InlineData("[MqContract] public class Order { public Order(int id, int count) { } public Order(int id) => Id = id; [MqKey(0)] public int Id { get; } }")]
    [InlineData("[MqContract] public class Order { [MqKey(0)] internal readonly int _id; public Order(int _id) => this._id = _id; }")]
    [InlineData("public abstract class Base { [MqKey(0)] public abstract int Id { get; set; } } [MqContract] public class Order : Base { public override int Id { get; set; } }")]
    [InlineData("public class Base<T> { [MqKey(0)] public T? Id { get; set; } } [MqContract] public class Order : Base<int>;")]
    [InlineData("[MqContract] public partial class Order { [MqKey(0)] public partial int Id { get; set; } } public partial class Order { public partial int Id { get => 1; set { } } }")]
    [InlineData("public abstract record Base(int Id); [MqContract] public sealed record Order(int Id, int Count) : Base(Id);")]
    [InlineData("[MqContract] public sealed record Order([MqMaxLength(0)] string Id, [MqMaxLength(8)] Memory<byte>? Bytes, [MqMaxLength(8)] IDictionary<string, int>? Map);")]
    [InlineData("public class Outer { [MqContract] protected internal sealed record Order(int Id); }")]
    public void A_contract_is_not_reported(string code) => DiagnosticCase.ExpectNone(code);

    [Fact]
    public void A_property_whose_accessors_use_its_field_is_not_reported() => Harness.GeneratorHarness.RunClean(
        "[MqContract] public class Order { [MqKey(0)] public string Text { get => field ?? \"\"; set => field = value; } }",
        new() { LanguageVersion = Microsoft.CodeAnalysis.CSharp.LanguageVersion.Preview });

    [Theory]
    [InlineData("[MqKey(\"id\")] public int Id { get; set; } public int Count { get; set; }", "[MqKey(\"Count\")]")]
    [InlineData("[MqKey(\"Count\")] public int Id { get; set; } public int Count { get; set; }", "[MqKey(\"Count2\")]")]
    [InlineData("[MqKey(0)] public int Id { get; set; } public int Count { get; set; }", "[MqKey(4)]")]
    public void A_key_that_is_suggested_is_free(string members, string suggestion)
    {
        string code = $"[MqContract, MqReservedKeys(2, 3)] public class Order {{ {members} }}";

        Assert.Contains(suggestion, DiagnosticCase.Expect("TMQ0101", code, "Count").GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_does_not_exist_is_left_to_the_compiler()
    {
        Harness.GeneratorRun run = Harness.GeneratorHarness.Run(Harness.GeneratorHarness.Usings + "[MqContract] public sealed record Order(Missing Id);");

        Assert.Empty(run.Diagnostics);
        Assert.Equal(["CS0246"], run.CompilerFindings.Select(static finding => finding.Id));
    }

    [Fact]
    public void Every_problem_of_a_contract_is_reported_at_once()
    {
        Harness.GeneratorRun run = Harness.GeneratorHarness.Run(Harness.GeneratorHarness.Usings + """
            [MqContract]
            public class Order
            {
                [MqKey(0)] public object? Anything { get; set; }
                [MqKey(0)] public int Twice { get; set; }
                public int Forgotten { get; set; }
                [MqKey(2)] public int Fixed { get; }
            }
            """);

        Assert.Equal(["TMQ0101", "TMQ0102", "TMQ0204", "TMQ0301"], run.Ids.Order());
        Assert.Empty(run.CompilerFindings);
    }
}
