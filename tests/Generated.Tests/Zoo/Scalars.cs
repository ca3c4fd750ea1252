namespace TypedMq.Tests.Zoo;

/// <summary>Every built-in type, as a positional record.</summary>
[MqContract]
public sealed record Scalars(
    bool Boolean,
    sbyte SByte,
    byte Byte,
    short Int16,
    ushort UInt16,
    int Int32,
    uint UInt32,
    long Int64,
    ulong UInt64,
    float Single,
    double Double,
    Half Half,
    char Char,
    string Text,
    Guid Guid,
    DateTime DateTime,
    DateTimeOffset DateTimeOffset,
    TimeSpan TimeSpan,
    DateOnly DateOnly,
    TimeOnly TimeOnly,
    decimal Decimal,
    Int128 Int128,
    UInt128 UInt128,
    Side Side,
    Flags Flags);

/// <summary>Every built-in type, nullable.</summary>
[MqContract]
public sealed record NullableScalars(
    bool? Boolean,
    sbyte? SByte,
    byte? Byte,
    short? Int16,
    ushort? UInt16,
    int? Int32,
    uint? UInt32,
    long? Int64,
    ulong? UInt64,
    float? Single,
    double? Double,
    Half? Half,
    char? Char,
    string? Text,
    Guid? Guid,
    DateTime? DateTime,
    DateTimeOffset? DateTimeOffset,
    TimeSpan? TimeSpan,
    DateOnly? DateOnly,
    TimeOnly? TimeOnly,
    decimal? Decimal,
    Int128? Int128,
    UInt128? UInt128,
    Side? Side,
    Flags? Flags);

public enum Side
{
    Buy,
    Sell,
}

[Flags]
public enum Flags : ulong
{
    None = 0,
    Highest = 1UL << 63,
}
