namespace TypedMq.Tests.Zoo;

// Contracts with views of them: every way in which a member is shown.

[MqContract]
public sealed class Parcel
{
    [MqKey(0)] public required long Id { get; init; }
    [MqKey(1)] public string Sender { get; set; } = "";
    [MqKey(2)] public string? Note { get; set; }
    [MqKey(3)] public byte[] Seal { get; set; } = [];
    [MqKey(4)] public ReadOnlyMemory<byte>? Photo { get; set; }
    [MqKey(5)] public Side Side { get; set; }
    [MqKey(6)] public double? Weight { get; set; }
    [MqKey(7)] public FixedUtf8<FixedUtf8Buffer16> Code { get; set; }
    [MqKey(8)] public (int Width, DateOnly Day) Size { get; set; }
    [MqKey(9)] public Address From { get; set; } = new("", 0);
    [MqKey(10)] public Address? To { get; set; }
    [MqKey(11)] public Stamp? Stamp { get; set; }
    [MqKey(12)] public IShape? Shape { get; set; }
    [MqKey(13)] public List<int> Levels { get; set; } = [];
    [MqKey(14)] public Address[]? Stops { get; set; }
    [MqKey(15)] public HashSet<string> Tags { get; set; } = [];
    [MqKey(16)] public IReadOnlyList<string?> Lines { get; set; } = [];
    [MqKey(17)] public Dictionary<string, double> Totals { get; set; } = [];
    [MqKey(18)] public IDictionary<int, Address>? Depots { get; set; }
    [MqKey(19)] public (string Name, int Count) Pair { get; set; } = ("", 0);
    [MqKey(20), MqMaxLength(4)] public string? Short { get; set; }
    [MqKey(22), MqMaxLength(2)] public List<int>? Few { get; set; }
    [MqKey(23), MqCompact] public Guid Key { get; set; }
    [MqKey(24)] private int _hidden;

    public void Hide(int value) => _hidden = value;
}

[MqView(typeof(Parcel))]
public readonly ref partial struct ParcelView;

[MqContract]
public sealed record Address(string Town, int Number);

[MqView(typeof(Address))]
public readonly ref partial struct AddressView;

/// <summary>A contract without a view.</summary>
[MqContract]
public readonly record struct Stamp(decimal Price, DateTimeOffset At);

[MqContract]
public sealed class MapParcel
{
    [MqKey("id")] public required long Id { get; init; }
    [MqKey("from")] public Address? From { get; set; }
    [MqKey("reader")] public string reader { get; set; } = "";
    [MqKey("count")] public int Count { get; set; }
}

[MqView(typeof(MapParcel))]
internal ref partial struct MapParcelView
{
    public readonly bool IsNew => Count == 0;
}

/// <summary>A contract that holds itself, and so does its view.</summary>
[MqContract]
public sealed class Folder
{
    [MqKey(0)] public string Name { get; set; } = "";
    [MqKey(1)] public Folder? Parent { get; set; }
    [MqKey(2)] public List<Folder> Children { get; set; } = [];
}

internal static partial class Nesting
{
    [MqView(typeof(Folder))]
    public readonly ref partial struct FolderView;
}

[MqView(typeof(Crate<int>))]
internal readonly ref partial struct CrateOfIntView;

[MqContract]
public sealed record Crate<T>(T Value, List<T> More);
