using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>A member that has a key, while its contract is parsed.</summary>
internal sealed class KeyedMember(ISymbol symbol, MemberKey key, AttributeData? attribute, IParameterSymbol? parameter)
{
    /// <summary>The property or field.</summary>
    public ISymbol Symbol { get; } = symbol;

    /// <summary>The integer key; in a map, the place among the members as they are declared.</summary>
    public int Key { get; set; } = key.Number;

    /// <summary>The key in the map; null when it is an integer.</summary>
    public string? Text { get; } = key.Text;

    /// <summary>The key, as the attribute says it.</summary>
    public MemberKey Declared { get; } = key;

    /// <summary>The attribute that gives the key; null when it comes from the order of the parameters.</summary>
    public AttributeData? Attribute { get; } = attribute;

    /// <summary>The parameter of the record that declares the property.</summary>
    public IParameterSymbol? Parameter { get; } = parameter;

    public ITypeSymbol Type { get; } = symbol is IPropertySymbol property ? property.Type : ((IFieldSymbol)symbol).Type;

    public bool IsRequired => Symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    /// <summary>Where its type is written.</summary>
    public ISymbol TypePlace => Parameter ?? Symbol;
}

/// <summary>A key: an integer, or text.</summary>
/// <param name="Number">The integer; -1 when it is text.</param>
/// <param name="Text">The text; null when it is an integer.</param>
internal readonly record struct MemberKey(int Number, string? Text)
{
    public static MemberKey From(AttributeData attribute) => attribute.ConstructorArguments switch
    {
        [{ Value: int number }] => new(number, null),
        [{ Value: string text }] => new(-1, text),
        _ => new(-1, null),
    };

    /// <summary>The key as C# has it.</summary>
    public override string ToString() => Text is null ? Names.Literal(Number) : Names.Literal(Text);
}
