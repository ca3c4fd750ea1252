using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>What the attributes of a member say about its form.</summary>
internal sealed class MemberOptions
{
    private const string Compact = "MqCompactAttribute";

    private MemberOptions(AttributeData? maxLength, AttributeData? formatter, bool isCompact)
    {
        IsCompact = isCompact;
        MaxLengthAttribute = maxLength;
        FormatterAttribute = formatter;
    }

    /// <summary>The attribute that limits the length; null when there is none.</summary>
    public AttributeData? MaxLengthAttribute { get; }

    /// <summary>The greatest length; null when there is no limit.</summary>
    public int? MaxLength => MaxLengthAttribute?.ConstructorArguments is [{ Value: int length }] ? length : null;

    /// <summary>The attribute that names a formatter for the member; null when there is none.</summary>
    public AttributeData? FormatterAttribute { get; }

    /// <summary>Whether <c>Guid</c> and <c>decimal</c> are binary data: said by the member, the type that declares it, or the assembly of that.</summary>
    public bool IsCompact { get; }

    public static MemberOptions Of(KeyedMember member) => new(
        Find(member, "MqMaxLengthAttribute"),
        Find(member, "MqFormatterAttribute"),
        Find(member, Compact) is not null
            || Names.Attribute(member.Symbol.ContainingType, Compact) is not null
            || Names.Attribute(member.Symbol.ContainingAssembly, Compact) is not null);

    /// <summary>An attribute of a member may stand on the parameter of a record that declares it.</summary>
    private static AttributeData? Find(KeyedMember member, string name) =>
        Names.Attribute(member.Symbol, name) ?? (member.Parameter is { } parameter ? Names.Attribute(parameter, name) : null);
}
