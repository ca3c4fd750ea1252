namespace TypedMq.Tests.Zoo;

/// <summary>A limit on each kind of member that has a length.</summary>
[MqContract]
public sealed record Limited(
    [MqMaxLength(4)] string Text,
    [property: MqMaxLength(2)] byte[]? Bytes,
    [MqMaxLength(3)] ReadOnlyMemory<byte>? Memory,
    [MqMaxLength(2)] List<Outer.Inner> List,
    [MqMaxLength(20)] IReadOnlyDictionary<int, bool>? Map,
    [MqMaxLength(1)] long[] Array);

[MqContract]
public class LimitedBase
{
    [MqKey(0), MqMaxLength(2)]
    public string? Name { get; set; }
}

/// <summary>Hides a limited member behind another limited one.</summary>
[MqContract]
public sealed class LimitedDerived : LimitedBase
{
    [MqKey(1), MqMaxLength(3)]
    public new string? Name { get; set; }
}

[MqContract]
public sealed record LimitedTexts([MqMaxLength(2)] List<string> Texts);
