namespace TypedMq;

/// <summary>Marks a type whose values are sent as messages, or as parts of messages. The generator writes its serializer.</summary>
/// <remarks>
/// A generic contract is sent closed (<c>Box&lt;int&gt;</c>); where it has no tag of its own, its tag is <c>Box&lt;Int32&gt;</c>.
/// An interface or abstract class is a union: it lists its cases with <see cref="MqUnionAttribute"/>.
/// A positional record without any <see cref="MqKeyAttribute"/> gets its keys from the order of its parameters; every other type gives
/// each member a key. Members with integer keys are encoded as a MessagePack array in the order of their keys, those with text as a map; those of
/// base types are among them (of a base type in another assembly: the public and protected ones, because the compiler shows no others). Except as a
/// case of a union, an object of a derived type is written as the contract that the method or member declares, and received as that.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class MqContractAttribute : Attribute
{
    /// <summary>A contract whose tag is the simple name of the type.</summary>
    public MqContractAttribute()
    {
    }

    /// <summary>A contract with a tag of its own, which stays when the type is renamed.</summary>
    /// <param name="tag">The tag: what tells the contract from the others on a channel.</param>
    public MqContractAttribute(string tag) => Tag = tag;

    /// <summary>What tells the contract from the others on a channel; null means the simple name of the type.</summary>
    public string? Tag { get; }

    /// <summary>
    /// Of a union (<see cref="MqUnionAttribute"/>): whether a received case that this side does not know becomes null; false means that it is refused
    /// with <see cref="MqDecodeException"/>. Null then turns up also where the union is not declared nullable: check for it.
    /// </summary>
    public bool UnknownCaseIsNull { get; set; }

    /// <summary>
    /// Promises that a value is received without an allocation; the compiler checks it (TMQ0601). Such a contract is a struct of values:
    /// numbers, dates, enums, <see cref="FixedUtf8{TBuffer}"/>, inline arrays, tuples and other such structs. What a formatter of your own
    /// (<see cref="MqFormatterAttribute"/>) makes of a value type is believed.
    /// </summary>
    public bool ZeroAllocation { get; set; }

    /// <summary>What values look like on the wire. <see cref="MqLayout.Raw"/> is for unmanaged structs, and for peers on the same host and architecture.</summary>
    public MqLayout Layout { get; set; }
}

/// <summary>
/// Lists a case of a union: an interface or abstract class that is marked with <see cref="MqContractAttribute"/>, as which one of several contracts
/// is sent. The message is a MessagePack array of the tag and the case.
/// </summary>
/// <remarks>The type of a value must be listed itself: a value of a type that derives from a case is refused with <see cref="MqEncodeException"/>.</remarks>
/// <param name="tag">What tells the case from the others; it stays for ever.</param>
/// <param name="contract">The case: a contract that derives from the union.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public sealed class MqUnionAttribute(int tag, Type contract) : Attribute
{
    /// <summary>What tells the case from the others.</summary>
    public int Tag { get; } = tag;

    /// <summary>The case.</summary>
    public Type Contract { get; } = contract;
}

/// <summary>Gives a member its place in the message. Keys stay for ever: give a new member a new key, never an old one.</summary>
/// <remarks>The keys of a contract, those of its base types included, are either all integers or all text.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class MqKeyAttribute : Attribute
{
    /// <summary>A place in a MessagePack array: the smallest and fastest form.</summary>
    /// <param name="key">The index in the array: 0 to 1023.</param>
    public MqKeyAttribute(int key) => Key = key;

    /// <summary>A name in a MessagePack map: for peers that expect one.</summary>
    /// <param name="key">The key in the map, which is sent as it is, whatever the member is called; valid Unicode, and not null.</param>
    public MqKeyAttribute(string key)
    {
        Key = -1;
        Text = key;
    }

    /// <summary>The index in the MessagePack array: 0 to 1023; -1 when the key is text.</summary>
    public int Key { get; }

    /// <summary>The key in the MessagePack map; null when the key is an integer.</summary>
    public string? Text { get; }
}

/// <summary>Keys of members that are no more. A member that takes one of them by mistake is an error (TMQ0107): older peers would read it as the old one.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class MqReservedKeysAttribute : Attribute
{
    /// <summary>Reserves integer keys.</summary>
    /// <param name="keys">The keys: 0 to 1023.</param>
    public MqReservedKeysAttribute(params int[] keys) => Keys = keys;

    /// <summary>Reserves keys of a map.</summary>
    /// <param name="keys">The keys.</param>
    public MqReservedKeysAttribute(params string[] keys) => Texts = keys;

    /// <summary>The integer keys.</summary>
    public IReadOnlyList<int> Keys { get; } = [];

    /// <summary>The keys of a map.</summary>
    public IReadOnlyList<string> Texts { get; } = [];
}

/// <summary>Leaves a member out of the message.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class MqIgnoreAttribute : Attribute;

/// <summary>Chooses the constructor with which received messages are made, where several would do.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
public sealed class MqConstructorAttribute : Attribute;

/// <summary>Written by the generator: which formatter an assembly holds for a contract.</summary>
/// <param name="contract">The contract.</param>
/// <param name="formatter">Its formatter.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class MqGeneratedFormatterAttribute(Type contract, Type formatter) : Attribute
{
    /// <summary>The contract.</summary>
    public Type Contract { get; } = contract;

    /// <summary>Its formatter.</summary>
    public Type Formatter { get; } = formatter;
}
