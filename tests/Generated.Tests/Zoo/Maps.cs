namespace TypedMq.Tests.Zoo;

// Contracts with text keys.

[MqContract]
public sealed class MapOfEverything(long id)
{
    [MqKey("id")]
    public long Id { get; } = id;

    [MqKey("näme")]
    public required string Name { get; set; }

    [MqKey("")]
    public int Empty { get; set; } = 7;

    [MqKey("in")]
    public List<MapPoint> Points { get; init; } = [];

    [MqKey("hasId")]
    private string? Secret { get; set; }

    public void Hide(string? secret) => Secret = secret;

    public string? Reveal() => Secret;
}

[MqContract]
public readonly record struct MapPoint([MqKey("x")] int X, [MqKey("y")] int Y = -1);

[MqContract]
public sealed record MapOfNames(
    [MqKey("a")] int Key,
    [MqKey("b")] bool HasKey,
    [MqKey("c")] int Start,
    [MqKey("d")] int Reader,
    [MqKey("e")] int Count,
    [MqKey("f")] int I,
    [MqKey("g")] int Result,
    [MqKey("h")] bool HasHasKey,
    [MqKey("\"\\\n")] string @event);

[MqContract]
public class MapBase
{
    [MqKey("id")]
    public int Id { get; set; } = 1;

    [MqKey("next")]
    public MapBase? Next { get; set; }
}

[MqContract]
[MqReservedKeys("old")]
public sealed class MapDerived : MapBase
{
    [MqKey("more")]
    public string? More { get; set; }
}
