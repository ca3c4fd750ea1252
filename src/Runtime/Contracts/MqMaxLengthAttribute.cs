namespace TypedMq;

/// <summary>
/// Limits the length of a member: a longer value is refused when it is sent, and when it is received before anything is allocated for it. The
/// worst-case size of the contract is then known.
/// </summary>
/// <remarks>Applies to strings, <c>byte[]</c>, memories of bytes and collections with a count; TMQ0308 says where it has no effect.</remarks>
/// <param name="length">The greatest length: bytes of UTF-8 of a string, bytes of binary data, items of a collection. 0 or more.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class MqMaxLengthAttribute(int length) : Attribute
{
    /// <summary>The greatest length: bytes of UTF-8 of a string, bytes of binary data, items of a collection.</summary>
    public int Length { get; } = length;
}
