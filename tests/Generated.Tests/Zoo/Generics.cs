namespace TypedMq.Tests.Zoo;

// Contracts with type parameters.

[MqContract]
public sealed record Box<T>(T Value);

[MqContract]
public record struct Pair<TKey, TValue>([property: MqKey("k")] TKey Key, [property: MqKey("v")] TValue? Value)
    where TKey : notnull;

[MqContract]
public class Chain<T>
{
    [MqKey(0)]
    public T? Value { get; set; }

    [MqKey(1)]
    public Chain<T>? Next { get; set; }

    [MqKey(2)]
    public List<T> Rest { get; set; } = [];
}

[MqContract]
public sealed class Guarded<T, TReference>
    where T : struct, IComparable<T>
    where TReference : class, new()
{
    [MqKey(0)]
    private T _secret;

    [MqKey(1)]
    public T? Maybe { get; init; }

    [MqKey(2)]
    public TReference Reference { get; private set; } = new();

    [MqKey(3)]
    public TReference? Other { get; set; }

    [MqKey(4)]
    public required T[] Items { get; init; }

    public void Hide(T secret, TReference reference)
    {
        _secret = secret;
        Reference = reference;
    }

    public T Reveal() => _secret;
}

[MqContract]
public sealed record Closed(
    Box<int> Number,
    Box<string> Text,
    Box<string?>? Maybe,
    Box<Box<double>> Nested,
    List<Box<Side>> Sides,
    Dictionary<string, Pair<int, string>> Pairs,
    Box<List<PositionalStruct>> List,
    Box<int?> Nothing);

[MqContract]
public sealed class GuardedOfPlain
{
    [MqKey(0)]
    public required Guarded<int, PlainClass> Guarded { get; init; }

    [MqKey(1)]
    public required Chain<string> Chain { get; init; }

    [MqKey(2)]
    public Chain<GuardedOfPlain>? More { get; init; }
}

[MqContract]
[MqUnion(0, typeof(Known<int>))]
[MqUnion(1, typeof(Known<string>))]
public interface IKnown;

[MqContract]
public sealed record Known<T>(T Value) : IKnown;

[MqContract]
public sealed record Anything(IKnown Known);

[MqChannel("boxes")]
internal interface IBoxes : IMqQueue<Box<int>>;

[MqChannel("boxes-of-all-kinds")]
internal interface IBoxesOfAllKinds
{
    void Send(Box<int> box);

    void Send(Box<List<string>> box);
}
