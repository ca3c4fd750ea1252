namespace TypedMq.Tests.Zoo;

/// <summary>Everything that can be reused, in an object whose members can be set again.</summary>
[MqContract]
public sealed class Basket
{
    [MqKey(0)]
    public required long Id { get; set; }

    [MqKey(1)]
    public string Symbol { get; private set; } = "none";

    [MqKey(2)]
    public List<BasketLine> Lines { get; set; } = [];

    [MqKey(3)]
    public double[] Levels = [];

    [MqKey(4)]
    public byte[] Raw { get; set; } = [];

    [MqKey(6)]
    public Dictionary<int, double> Prices { get; set; } = [];

    [MqKey(7)]
    public BasketLine? First { get; set; }

    [MqKey(8)]
    public IBasketNote? Note { get; set; }

    [MqKey(9)]
    public (int Count, string Unit) Size { get; set; } = (0, "");

    [MqKey(10), MqMaxLength(8)]
    public IReadOnlyList<string> Tags { get; set; } = new List<string>();

    [MqKey(11)]
    public HashSet<int> Set { get; set; } = [];

    [MqKey(12)]
    public Queue<int> Waiting { get; set; } = [];

    [MqKey(13)]
    public Stack<int> Undo { get; set; } = [];

    [MqKey(14)]
    public BasketTotal? Total { get; set; }

    [MqIgnore]
    public object? Mine { get; set; }

    public Basket With(string symbol)
    {
        Symbol = symbol;
        return this;
    }
}

[MqContract]
public class BasketLine
{
    [MqKey(0)]
    public int Number { get; set; }

    [MqKey(1)]
    public string Text { get; set; } = "";

    [MqKey(2)]
    public int Added { get; set; } = 7;
}

/// <summary>Sent as the line that it derives from.</summary>
public sealed class DerivedLine : BasketLine;

/// <summary>A struct that holds a reference, and a member that is not sent.</summary>
[MqContract]
public record struct BasketTotal
{
    [MqKey(0)]
    public string? Currency { get; set; }

    [MqKey(1)]
    public decimal Amount { get; set; }

    [MqIgnore]
    public int Mine { get; set; }
}

[MqContract]
[MqUnion(0, typeof(TextNote))]
[MqUnion(1, typeof(NumberNote))]
[MqUnion(2, typeof(FlagNote))]
public interface IBasketNote;

[MqContract]
public sealed class TextNote : IBasketNote
{
    [MqKey(0)]
    public string Text { get; set; } = "";
}

[MqContract]
public sealed record NumberNote(int Number) : IBasketNote;

[MqContract]
public readonly record struct FlagNote(bool Flag) : IBasketNote;

[MqContract]
public class MapNode
{
    [MqKey("value")]
    public int Value { get; set; }

    [MqKey("next")]
    public MapNode? Next { get; set; }

    [MqKey("note")]
    public string Note { get; set; } = "absent";
}

/// <summary>The same before it had a note.</summary>
[MqContract]
public sealed class OlderMapNode
{
    [MqKey("next")]
    public OlderMapNode? Next { get; set; }

    [MqKey("value")]
    public int Value { get; set; }

    [MqKey("other")]
    public int Other { get; set; }
}

[MqContract]
public sealed class Shelf<T>
{
    [MqKey(0)]
    public List<T> Items { get; set; } = [];

    [MqKey(1)]
    public T? Top { get; set; }
}

[MqContract]
public sealed class Shelves
{
    [MqKey(0)]
    public Shelf<BasketLine> Lines { get; set; } = new();

    [MqKey(1)]
    public Shelf<int?> Numbers { get; set; } = new();
}

[MqChannel("baskets", MaxMessageBytes = 4096)]
public interface IBaskets : IMqQueue<Basket>
{
    bool TryReceiveInto(ref Basket? basket);

    bool TryReceiveIntoWithin(ref Basket basket, TimeSpan timeout);
}

[MqChannel("totals")]
public interface ITotals : IMqQueue<BasketTotal>
{
    bool TryReceiveInto(ref BasketTotal total);
}
