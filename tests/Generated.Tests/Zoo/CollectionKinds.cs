using System.Collections.Immutable;

namespace TypedMq.Tests.Zoo;

/// <summary>Every collection beside the array, the list and the dictionary.</summary>
[MqContract]
public sealed record CollectionKinds(
    IList<int> List,
    IReadOnlyList<string?> ReadOnlyList,
    ICollection<PositionalStruct> Collection,
    IReadOnlyCollection<int>? ReadOnlyCollection,
    IEnumerable<long> Enumerable,
    ImmutableArray<string> Immutable,
    HashSet<Side> Set,
    Queue<int> Queue,
    Stack<int> Stack,
    IDictionary<string, int?> Dictionary,
    IReadOnlyDictionary<int, IList<int>>? ReadOnlyDictionary);

/// <summary>Bytes: binary data in an array or a memory, numbers in a collection.</summary>
[MqContract]
public sealed record Bytes(Memory<byte> Memory, ReadOnlyMemory<byte> ReadOnly, ReadOnlyMemory<byte>? Maybe, List<byte> List, ImmutableArray<byte> Immutable);

/// <summary>Tuples of every length, and pairs.</summary>
[MqContract]
public sealed record Tuples(
    ValueTuple<int> One,
    (int Number, string? Text) Two,
    (int, int, int) Three,
    (int, int, int, int) Four,
    (int, int, int, int, int) Five,
    (int, int, int, int, int, int) Six,
    (int, int, int, int, int, int, int) Seven,
    (int, int, int, int, int, int, int, string Last) Eight,
    (int, int, int, int, int, int, int, int, string Last) Nine,
    (int, (string, Outer.Inner)[])? Maybe,
    KeyValuePair<string, PlainStruct> Pair);

[MqContract]
public readonly record struct BoundedTuple((int, (byte, bool)?) Tuple, KeyValuePair<int, double> Pair);

[MqContract]
public sealed record Bases(BaseContract[] Array, IReadOnlyList<BaseContract> List);

[MqContract]
public sealed record Node(int Value, IReadOnlyList<Node> Children);
