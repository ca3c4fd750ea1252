namespace TypedMq;

/// <summary>
/// Makes a contract of a type that cannot be annotated itself: one of another library. The generator writes its formatter into this assembly,
/// for this assembly alone; another one that sends the type adopts it, too.
/// </summary>
/// <remarks>
/// With <see cref="Members"/>, their places in the list are their keys. Without, a positional record takes its keys from the order of its
/// parameters, a type with the annotations of MessagePack-CSharp takes those, and every other type is a map: the names of its public members
/// that can be set, or match a parameter of a constructor, are the keys. A map survives that the other library reorders its members, a list also
/// that it adds some. A generic type is named open: <c>typeof(Box&lt;&gt;)</c>.
/// </remarks>
/// <param name="type">The type.</param>
/// <param name="members">The members that are sent, in the order of their keys: add new ones at the end, and never take one out.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class MqContractForAttribute(Type type, params string[] members) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;

    /// <summary>The members that are sent, in the order of their keys; empty when the type itself says them.</summary>
    public IReadOnlyList<string> Members { get; } = members;

    /// <summary>What tells the contract from the others on a channel; null means the simple name of the type.</summary>
    public string? Tag { get; set; }
}
