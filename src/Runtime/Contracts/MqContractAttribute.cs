namespace TypedMq;

/// <summary>Marks a type whose values are sent as messages, or as parts of messages. The generator writes its serializer.</summary>
/// <remarks>
/// A positional record without any <see cref="MqKeyAttribute"/> gets its keys from the order of its parameters; every other type gives
/// each member a key. Members are encoded as a MessagePack array in the order of their keys; those of base types are among them (of a base
/// type in another assembly: the public and protected ones, because the compiler shows no others). An object of a derived type is written as
/// the contract that the method or member declares, and received as that.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
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
}

/// <summary>Gives a member its place in the message. Keys stay for ever: give a new member a new key, never an old one.</summary>
/// <param name="key">The index in the MessagePack array: 0 to 1023.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class MqKeyAttribute(int key) : Attribute
{
    /// <summary>The index in the MessagePack array.</summary>
    public int Key { get; } = key;
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
