namespace TypedMq.Tests.Zoo;

/// <summary>Compact members among others.</summary>
[MqContract]
public sealed record SomeCompact(
    [MqCompact] Guid Id,
    Guid Text,
    [MqCompact] decimal Price,
    [property: MqCompact] List<Guid>? Ids,
    [MqCompact] Dictionary<Guid, (decimal Price, int Count)?> Prices,
    [MqCompact] decimal? Maybe);

/// <summary>The same members as text.</summary>
[MqContract]
public sealed record NoneCompact(
    Guid Id,
    Guid Text,
    decimal Price,
    List<Guid>? Ids,
    Dictionary<Guid, (decimal Price, int Count)?> Prices,
    decimal? Maybe);

[MqContract]
[MqCompact]
public record CompactBase(Guid Id);

/// <summary>What the base declares stays compact, what it declares itself is not.</summary>
[MqContract]
public sealed record CompactDerived(Guid Id, Guid More) : CompactBase(Id);

[MqContract]
[MqCompact]
public readonly record struct CompactStruct(Guid Id, decimal Price);
