namespace TypedMq;

/// <summary>Chooses who writes and reads a member, or all members of a type that the generator does not know or shall not write itself.</summary>
/// <remarks>
/// The formatter is a struct that implements <see cref="IMqFormatter{T}"/> for the type of the member. For a member that may be null it sees
/// only values: null is written as nil without it, unless it is declared for <c>T?</c> of a value type. The one on a member wins over the one
/// on its type. A type that is a message of its own is a contract: it has the formatter that is generated.
/// </remarks>
/// <param name="formatter">The formatter: accessible, and closed if it is generic.</param>
[AttributeUsage(
    AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter
    | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Enum,
    Inherited = false)]
public sealed class MqFormatterAttribute(Type formatter) : Attribute
{
    /// <summary>The formatter.</summary>
    public Type Formatter { get; } = formatter;
}
