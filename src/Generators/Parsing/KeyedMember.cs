using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>A member that has a key, while its contract is parsed.</summary>
internal sealed class KeyedMember(ISymbol symbol, int key, AttributeData? attribute, IParameterSymbol? parameter)
{
    /// <summary>The property or field.</summary>
    public ISymbol Symbol { get; } = symbol;

    public int Key { get; } = key;

    /// <summary>The attribute that gives the key; null when it comes from the order of the parameters.</summary>
    public AttributeData? Attribute { get; } = attribute;

    /// <summary>The parameter of the record that declares the property.</summary>
    public IParameterSymbol? Parameter { get; } = parameter;

    public ITypeSymbol Type { get; } = symbol is IPropertySymbol property ? property.Type : ((IFieldSymbol)symbol).Type;

    public bool IsRequired => Symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    /// <summary>Where its type is written.</summary>
    public ISymbol TypePlace => Parameter ?? Symbol;
}
