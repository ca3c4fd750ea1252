using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>The keys that a contract and its base types will not use again.</summary>
internal sealed class ReservedKeys
{
    private readonly HashSet<MemberKey> _keys = [];

    public ReservedKeys(INamedTypeSymbol contract)
    {
        for (INamedTypeSymbol? level = contract; level is not null; level = level.BaseType)
        {
            foreach (AttributeData attribute in level.GetAttributes())
            {
                if (Names.Is(attribute.AttributeClass, "TypedMq", "MqReservedKeysAttribute") && attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Array, IsNull: false } keys])
                {
                    Add(keys);
                }
            }
        }
    }

    /// <summary>The largest integer key; -1 when there is none.</summary>
    public int Largest { get; private set; } = -1;

    public bool Contains(MemberKey key) => _keys.Contains(key);

    private void Add(TypedConstant keys)
    {
        foreach (TypedConstant key in keys.Values)
        {
            if (key.Value is int number)
            {
                _keys.Add(new(number, null));
                Largest = Math.Max(Largest, number);
            }
            else if (key.Value is string text)
            {
                _keys.Add(new(-1, text));
            }
        }
    }
}
