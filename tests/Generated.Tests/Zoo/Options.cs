namespace TypedMq.Tests.Zoo;

// Limits, compact members and formatters of the user, where they meet type parameters, text keys and unions.

[MqContract]
public sealed record LimitedBox<T>([MqMaxLength(3)] List<T> Items, [MqMaxLength(4)] string? Name, [MqMaxLength(2)] Dictionary<int, T>? Map) : IOptions;

[MqContract]
public sealed record CompactBox<T>([MqCompact] Guid Id, [MqCompact] List<decimal> Prices, Guid Text, [MqFormatter(typeof(CentiFormatter))] double Degrees, T Value) : IOptions;

[MqContract]
[MqCompact]
public sealed class OptionMap : IOptions
{
    [MqKey("name"), MqMaxLength(5)]
    public string? Name { get; set; }

    [MqKey("id")]
    public Guid Id { get; set; }

    [MqKey("prices"), MqMaxLength(2)]
    public decimal[]? Prices { get; set; }

    [MqKey("degrees"), MqFormatter(typeof(CentiFormatter))]
    public double? Degrees { get; set; } = 1.5;

    [MqKey("boxes"), MqMaxLength(2)]
    public Dictionary<string, LimitedBox<string>>? Boxes { get; set; }

    [MqKey("link"), MqFormatter(typeof(UriFormatter))]
    public Uri? Link { get; set; }
}

[MqContract]
[MqUnion(0, typeof(OptionMap))]
[MqUnion(1, typeof(LimitedBox<string>))]
[MqUnion(2, typeof(CompactBox<int>))]
public interface IOptions;

[MqContract]
public sealed record OptionHolder([MqMaxLength(3)] List<IOptions?> All, LimitedBox<Guid> Limited, CompactBox<CompactStruct>? Compact, [MqMaxLength(2)] IOptions[]? Few);

[MqContract]
public readonly record struct BoundedBox([MqMaxLength(2)] LimitedBox<int>[] Boxes);
