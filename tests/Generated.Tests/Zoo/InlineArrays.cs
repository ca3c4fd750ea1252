using System.Runtime.CompilerServices;

namespace TypedMq.Tests.Zoo;

[InlineArray(3)]
public struct ThreeDoubles
{
    private double _first;
}

[InlineArray(20)]
public struct TwentyBytes
{
    private byte _first;
}

[InlineArray(2)]
public struct TwoSides
{
    private Side _first;
}

/// <summary>Room for text of another size than the ones that are shipped.</summary>
[InlineArray(5)]
public struct FiveBytes
{
    private byte _first;
}

[MqContract]
public record struct Inlined(ThreeDoubles Doubles, TwentyBytes Bytes, TwoSides? Sides);

/// <summary>Text in the struct itself.</summary>
[MqContract]
public readonly record struct FixedTexts(
    FixedUtf8<FixedUtf8Buffer16> Small,
    FixedUtf8<FixedUtf8Buffer32> Medium,
    FixedUtf8<FixedUtf8Buffer64> Large,
    FixedUtf8<FixedUtf8Buffer128> Huge,
    FixedUtf8<FiveBytes>? Own);

/// <summary>The same as strings.</summary>
[MqContract]
public sealed record Texts(string Small, string Medium, string Large, string Huge, string? Own);
