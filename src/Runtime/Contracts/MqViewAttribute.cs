namespace TypedMq;

/// <summary>
/// Marks a <c>readonly ref partial struct</c> as the view of a contract: it reads a message in place. The generator gives it a property for each keyed
/// member, and <see cref="IMqView{TSelf}"/>.
/// </summary>
/// <remarks>
/// The view of a contract <c>Order</c> is best called <c>OrderView</c> and put beside it: by that name, in the namespace or type that holds the
/// contract or the outer view, views of other contracts find it.
/// </remarks>
/// <param name="contract">The contract; it may belong to another assembly. Unions have no views.</param>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class MqViewAttribute(Type contract) : Attribute
{
    /// <summary>The contract.</summary>
    public Type Contract { get; } = contract;
}
