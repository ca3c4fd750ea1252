namespace TypedMq.Manifests;

/// <summary>Which types can be read as which: what docs/contracts.md promises of a changed type.</summary>
internal static class ManifestTypes
{
    /// <summary>Whether two types belong together on the wire, apart from what they are made of.</summary>
    /// <param name="was">One type.</param>
    /// <param name="now">The other.</param>
    public static bool AreAlike(ManifestType was, ManifestType now) => (Family(was), Family(now)) switch
    {
        // One holds all values of the other: what fits is read. Between int and uint, half of the values would be lost.
        (Kind.Integer, Kind.Integer) => Holds(was, now) || Holds(now, was),
        (Kind.Other, Kind.Other) => was.Name == now.Name && was.Arguments.Count == now.Arguments.Count,
        (Kind.Tuple, Kind.Tuple) => was.Arguments.Count == now.Arguments.Count,
        (Kind.Inline, Kind.Inline) => was.Arguments[1].Name == now.Arguments[1].Name,
        (var one, var other) => one == other,
    };

    /// <summary>The types of the items that both consist of: two for a dictionary, none for a value.</summary>
    public static int CountItems(ManifestType type) => Family(type) switch
    {
        Kind.Sequence or Kind.Inline => 1,
        Kind.Map or Kind.Tuple or Kind.Other => type.Arguments.Count,
        _ => 0,
    };

    private enum Kind
    {
        Integer,
        Float,
        Text,
        Binary,
        Sequence,
        Inline,
        Map,
        Tuple,
        Contract,
        Other,
    }

    private static Kind Family(ManifestType type) => type switch
    {
        _ when RangeOf(type) is not null => Kind.Integer,
        { Name: "Half" or "float" or "double" } => Kind.Float,
        { Name: "string" or "FixedUtf8" } => Kind.Text,
        { Name: ManifestType.ArrayName, Arguments: [{ Name: "byte", IsNullable: false }] } or { Name: "Memory" or "ReadOnlyMemory" } => Kind.Binary,
        { Name: ManifestType.ArrayName } => Kind.Sequence,
        { Name: "List" or "IList" or "IReadOnlyList" or "ICollection" or "IReadOnlyCollection" or "IEnumerable" or "HashSet" or "Queue" or "Stack" or "ImmutableArray", Arguments.Count: 1 } => Kind.Sequence,
        { Name: ManifestType.InlineName } => Kind.Inline,
        { Name: "Dictionary" or "IDictionary" or "IReadOnlyDictionary", Arguments.Count: 2 } => Kind.Map,
        { Name: ManifestType.TupleName or "KeyValuePair" } => Kind.Tuple,
        { Name: ManifestType.ContractName } => Kind.Contract,
        _ => Kind.Other,
    };

    private static bool Holds(ManifestType wide, ManifestType narrow)
    {
        (Int128 low, Int128 high) = RangeOf(wide)!.Value;
        (Int128 lowest, Int128 highest) = RangeOf(narrow)!.Value;
        return low <= lowest && highest <= high;
    }

    private static (Int128 Low, Int128 High)? RangeOf(ManifestType type) => type.Name switch
    {
        ManifestType.EnumName => RangeOf(type.Arguments[1]),
        "sbyte" => (sbyte.MinValue, sbyte.MaxValue),
        "byte" => (byte.MinValue, byte.MaxValue),
        "short" => (short.MinValue, short.MaxValue),
        "ushort" or "char" => (ushort.MinValue, ushort.MaxValue),
        "int" => (int.MinValue, int.MaxValue),
        "uint" => (uint.MinValue, uint.MaxValue),
        "long" => (long.MinValue, long.MaxValue),
        "ulong" => (ulong.MinValue, ulong.MaxValue),
        _ => null,
    };
}
