using System.Diagnostics.CodeAnalysis;

namespace TypedMq.Tests.Zoo;

// One contract for each way to declare, construct and set.

[MqContract]
public readonly record struct PositionalStruct(long Id, string Symbol, decimal Price = 9.5m);

[MqContract]
public readonly record struct Values(long Id, double Price, Side Side, Guid Key, int? Maybe, DateTime When);

[MqContract]
public record struct MutableRecordStruct([property: MqKey(1)] int Second, [MqKey(0)] string? First);

[MqContract]
public struct PlainStruct
{
    [MqKey(0)]
    public int Number;

    [MqKey(2)]
    public string? Text { get; set; }
}

[MqContract]
public class PlainClass
{
    [MqKey(0)]
    public int Number { get; set; } = 7;

    [MqKey(1)]
    public string Text { get; set; } = "initial";

    [MqKey(3)]
    public List<int> Numbers { get; set; } = [1, 2, 3];

    [MqIgnore]
    public string? Left { get; set; } = "out";
}

[MqContract]
public sealed class Encapsulated
{
    [MqKey(0)]
    private int _secret = 1;

    [MqKey(1)]
    public string Name { get; private set; } = "none";

    [MqKey(2)]
    public int Initialised { get; init; } = 5;

    [MqKey(3)]
    internal string? Hidden { get; set; }

    [MqKey(4)]
    private string Whispered { get; set; } = "";

    public void Set(int secret, string name, string whispered)
    {
        _secret = secret;
        Name = name;
        Whispered = whispered;
    }

    public (int Secret, string Whispered) Reveal() => (_secret, Whispered);
}

[MqContract]
public struct EncapsulatedStruct
{
    [MqKey(0)]
    private int _secret;

    [MqKey(1)]
    public string? Name { get; private set; }

    [MqKey(2)]
    public int Initialised { get; init; }

    public void Set(int secret, string name)
    {
        _secret = secret;
        Name = name;
    }

    public readonly int Reveal() => _secret;
}

[MqContract]
public sealed class WithRequired
{
    [MqKey(0)]
    public required string Name { get; set; }

    [MqKey(1)]
    public required int Count { get; init; }

    [MqKey(2)]
    public string? Note { get; set; } = "initial";
}

[MqContract]
public struct RequiredStruct
{
    [MqKey(0)]
    public required int Count { get; init; }

    [MqKey(1)]
    public required string Name;
}

[MqContract]
public struct ConstructedStruct
{
    public ConstructedStruct()
    {
    }

    [MqKey(0)]
    public required int Count { get; set; }

    [MqKey(1)]
    public string Name { get; init; } = "initial";
}

[MqContract]
public record KeyedBase([MqKey(3)] int Id);

[MqContract]
public sealed record KeyedDerived(int Id, [property: MqKey(0)] string More) : KeyedBase(Id);

[MqContract]
public sealed class Mixed
{
    public Mixed(int number, string text = "absent")
    {
        Number = number;
        Text = text;
    }

    [MqKey(1)]
    public int Number { get; }

    [MqKey(2)]
    public string Text { get; }

    [MqKey(0)]
    public int Settable { get; set; } = -1;

    [MqKey(3)]
    public required string Needed { get; init; }
}

[MqContract]
public sealed class Primary(int number, Side side = Side.Sell)
{
    [MqKey(0)]
    public int Number { get; } = number;

    [MqKey(1)]
    public Side Side { get; } = side;
}

[MqContract]
public sealed class Marked
{
    public Marked()
    {
    }

    [MqConstructor]
    private Marked(int number) => Number = number + 1000;

    [MqKey(0)]
    public int Number { get; set; }
}

[MqContract]
public sealed class SetsRequired
{
    [SetsRequiredMembers]
    public SetsRequired(string name) => Name = name;

    [MqKey(0)]
    public required string Name { get; init; }
}

[MqContract]
public sealed record Empty;

[MqContract]
public class BaseContract
{
    [MqKey(0)]
    public int Id { get; init; }

    [MqKey(1)]
    public virtual string Title { get; set; } = "base";

    [MqKey(2)]
    public string Shadowed { get; set; } = "base";
}

[MqContract]
public sealed class DerivedContract : BaseContract
{
    [MqKey(1)]
    public override string Title { get; set; } = "derived";

    [MqKey(3)]
    public new int Shadowed { get; set; }

    [MqKey(4)]
    public bool More { get; set; }
}

[MqContract]
public record PositionalBase(int Id);

[MqContract]
public sealed record PositionalDerived(int Id, string More) : PositionalBase(Id);

[MqContract]
public sealed record ExplicitDerived(int Id) : PositionalBase(Id)
{
    [MqKey(1)]
    public string? More { get; init; }
}

public static class Outer
{
    [MqContract]
    public sealed record Inner(int Number);

    [MqContract]
    internal sealed record InternalInner(int Number);
}

[MqContract]
public sealed record Keywords(int @class, string @event, int @in, int await, int reader, int count, int i, int result, int value);

[MqContract]
public sealed record Collections(
    byte[] Blob,
    byte[]? MaybeBlob,
    int[] Numbers,
    string[][] Jagged,
    List<string?> Texts,
    List<PositionalStruct> Values,
    Dictionary<string, List<Outer.Inner>> Groups,
    Dictionary<Side, int?>? Counts,
    PlainClass Nested,
    PlainClass? MaybeNested,
    PositionalStruct? MaybeValue,
    int?[] MaybeNumbers);

[MqContract]
public sealed class Tree
{
    [MqKey(0)]
    public int Value { get; set; }

    [MqKey(1)]
    public List<Tree> Children { get; set; } = [];
}

[MqContract]
public sealed record Cons(int Head, Cons? Tail);
