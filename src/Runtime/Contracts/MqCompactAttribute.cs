namespace TypedMq;

/// <summary>
/// Sends <see cref="Guid"/> and <see cref="decimal"/> as 16 bytes of binary data instead of text: on a member, also for what is inside of its
/// collections; on a type, for the members that it declares; on an assembly, for the members of its types.
/// </summary>
/// <remarks>
/// The bytes are those of MessagePack-CSharp's <c>NativeGuidResolver</c> and <c>NativeDecimalResolver</c>. A receiver that has the attribute reads
/// text as well, one that lacks it refuses binary data: give it to receivers before senders.
/// </remarks>
[AttributeUsage(
    AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Assembly,
    Inherited = false)]
public sealed class MqCompactAttribute : Attribute;
