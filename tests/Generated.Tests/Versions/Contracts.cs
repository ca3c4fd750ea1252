namespace TypedMq.Tests.Versions;

// Contracts as they are changed over time: X1 is the old one, X2 the new one.

[MqContract] public sealed record Plain1(int Id, string Name);
[MqContract] public sealed record OptionalAdded2(int Id, string Name, string? Note);
[MqContract] public sealed record DefaultAdded2(int Id, string Name, int Count = 7, string Unit = "kg");
[MqContract] public readonly record struct StructAdded2(int Id, string Name, long? Count);
[MqContract] public sealed record ValueAdded2(int Id, string Name, double Rate, DateTime When);
[MqContract] public sealed record Reordered2([property: MqKey(1)] string Name, [property: MqKey(0)] int Id);
[MqContract] public sealed record Renamed2(int Number, string Title);
[MqContract] public sealed record NullableName2(int Id, string? Name);
[MqContract] public sealed record NullableId2(int? Id, string Name);
[MqContract] public sealed record WideId2(long Id, string Name);
[MqContract] public sealed record NarrowId2(sbyte Id, string Name);
[MqContract] public sealed record RealId2(double Id, string Name);
[MqContract] public sealed record TextId2(string Id, string Name);
[MqContract] public sealed record Swapped2(string Name, int Id);
[MqContract] public sealed record Limited2(int Id, [MqMaxLength(4)] string Name);
[MqContract] public sealed record Mapped2([property: MqKey("id")] int Id, [property: MqKey("name")] string Name);
[MqContract] public sealed record LastRemoved2(int Id);

[MqContract]
public sealed class InitAdded2
{
    [MqKey(0)] public int Id { get; init; }
    [MqKey(1)] public string Name { get; init; } = "";
    [MqKey(2)] public List<int> Numbers { get; init; } = [1, 2];
}

[MqContract]
public sealed class RequiredAdded2
{
    [MqKey(0)] public int Id { get; set; }
    [MqKey(1)] public string Name { get; set; } = "";
    [MqKey(2)] public required string Note { get; set; }
}

[MqContract]
public sealed class Constructed2(int id, string name, int count = 9)
{
    [MqKey(0)] public int Id { get; } = id;
    [MqKey(1)] public string Name { get; } = name;
    [MqKey(2)] public int Count { get; } = count;
}

[MqContract]
public class MovedBase2
{
    [MqKey(0)] public int Id { get; set; }
}

[MqContract]
public sealed class MovedToBase2 : MovedBase2
{
    [MqKey(1)] public string Name { get; set; } = "";
}

[MqContract]
[MqReservedKeys(0)]
public sealed class FirstReserved2
{
    [MqKey(1)] public string Name { get; set; } = "";
}

[MqContract] public sealed record OptionalFirst1(int? Id, string Name);

[MqContract] public sealed record Numbers1(float Rate, int[] Items, Dictionary<string, int> Map, Level1 Level, (int, int) Pair, byte Small);
[MqContract] public sealed record Numbers2(double Rate, HashSet<long> Items, IReadOnlyDictionary<string, long?> Map, Level2 Level, KeyValuePair<long, long> Pair, ulong Small);
[MqContract] public sealed record Longer1((int, int) Pair);
[MqContract] public sealed record Longer2((int, int, int) Pair);
[MqContract] public sealed record Identified1(Guid Id);
[MqContract] public sealed record Identified2([MqCompact] Guid Id);

public enum Level1 : byte { Low, High }

public enum Level2 { Low, High, Highest }

// Text keys.

[MqContract] public sealed record Map1([property: MqKey("id")] int Id, [property: MqKey("name")] string Name);
[MqContract] public sealed record MapAdded2([property: MqKey("note")] List<string>? Note, [property: MqKey("id")] int Id, [property: MqKey("name")] string Name, [property: MqKey("count")] int Count = 5);
[MqContract] public sealed record MapRenamed2([property: MqKey("id")] int Id, [property: MqKey("title")] string Name = "untitled");
[MqContract] public sealed record MapTyped2([property: MqKey("id")] bool Id, [property: MqKey("name")] string Name);

[MqContract]
[MqReservedKeys("name")]
public sealed class MapRequired2
{
    [MqKey("id")] public int Id { get; set; }
    [MqKey("key")] public required string Key { get; set; }
}

// Inside of others: what follows must still be found.

[MqContract] public sealed record Item1(int Id);
[MqContract] public sealed record Item2(int Id, List<string>? Notes, Item1? Parent);
[MqContract] public sealed record Holder1(Item1 One, List<Item1> Many, Dictionary<string, Item1> Named, (Item1, int) Pair, Item1? Maybe, string End);
[MqContract] public sealed record Holder2(Item2 One, List<Item2> Many, Dictionary<string, Item2> Named, (Item2, int) Pair, Item2? Maybe, string End);

[MqContract, MqUnion(0, typeof(Paid))]
public interface IEvent1;

[MqContract, MqUnion(0, typeof(Paid)), MqUnion(1, typeof(Refunded))]
public interface IEvent2;

[MqContract(UnknownCaseIsNull = true), MqUnion(0, typeof(Paid))]
public interface ILenientEvent1;

[MqContract] public sealed record Paid(int Amount) : IEvent1, IEvent2, ILenientEvent1;
[MqContract] public sealed record Refunded(int Amount, string Reason) : IEvent2;
[MqContract] public sealed record Log1(List<IEvent1> Events, string End);
[MqContract] public sealed record LenientLog1(List<ILenientEvent1?> Events, string End);
[MqContract] public sealed record Log2(List<IEvent2> Events, string End);

[MqContract("renamed-order")] public sealed record TaggedOrder1(int Id);
[MqContract("renamed-order")] public sealed record TaggedOrder2(int Id);

[MqChannel("versions-tagged")] public interface ITagged1 : IMqQueue<TaggedOrder1>;
[MqChannel("versions-tagged")] public interface ITagged2 : IMqQueue<TaggedOrder2>;
[MqChannel("versions-plain")] public interface IPlain1 : IMqQueue<Plain1>;
[MqChannel("versions-plain")] public interface IRenamed2 : IMqQueue<Renamed2>;
