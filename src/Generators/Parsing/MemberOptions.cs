using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>What the attributes of a member say about its form.</summary>
internal sealed class MemberOptions
{
    private MemberOptions(AttributeData? maxLength, AttributeData? formatter)
    {
        MaxLengthAttribute = maxLength;
        FormatterAttribute = formatter;
    }

    /// <summary>The attribute that limits the length; null when there is none.</summary>
    public AttributeData? MaxLengthAttribute { get; }

    /// <summary>The greatest length; null when there is no limit.</summary>
    public int? MaxLength => MaxLengthAttribute?.ConstructorArguments is [{ Value: int length }] ? length : null;

    /// <summary>The attribute that names a formatter for the member; null when there is none.</summary>
    public AttributeData? FormatterAttribute { get; }

    public static MemberOptions Of(KeyedMember member) => new(Find(member, "MqMaxLengthAttribute"), Find(member, "MqFormatterAttribute"));

    /// <summary>An attribute of a member may stand on the parameter of a record that declares it.</summary>
    private static AttributeData? Find(KeyedMember member, string name) =>
        Names.Attribute(member.Symbol, name) ?? (member.Parameter is { } parameter ? Names.Attribute(parameter, name) : null);
}
