namespace TypedMq;

/// <summary>
/// Makes a contract of each type of this assembly that carries the annotations of MessagePack-CSharp: <c>[MessagePackObject]</c>, and
/// <c>[Union]</c> on interfaces and abstract classes.
/// </summary>
/// <remarks>
/// <c>[Key]</c>, <c>[IgnoreMember]</c>, <c>[IgnoreDataMember]</c> and <c>[SerializationConstructor]</c> mean what they mean there, and the bytes are the
/// same; what has no counterpart is an error (TMQ0008). They are known by name: TypedMq does not depend on that library. Annotations of
/// TypedMq win where both are; that they disagree is an error (TMQ0109).
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class MqAdoptMessagePackAttribute : Attribute;
