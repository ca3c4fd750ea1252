using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>The layouts of raw contracts of other assemblies, as the generator found them there.</summary>
internal static class GeneratedLayouts
{
    /// <summary>What the assembly of a contract says of its layout: attributes on struct layouts are not visible from outside.</summary>
    public static RawLayout? Find(INamedTypeSymbol contract)
    {
        foreach (AttributeData listed in contract.ContainingAssembly.GetAttributes())
        {
            if (Names.Is(listed.AttributeClass, "TypedMq", "MqGeneratedFormatterAttribute")
                && listed.ConstructorArguments is [{ Value: INamedTypeSymbol type }, { Value: INamedTypeSymbol formatter }]
                && SymbolEqualityComparer.Default.Equals(type, contract))
            {
                foreach (AttributeData attribute in formatter.GetAttributes())
                {
                    if (Names.Is(attribute.AttributeClass, "TypedMq.Formatters", "MqRawLayoutAttribute"))
                    {
                        return FromAttribute(contract, attribute);
                    }
                }
            }
        }

        return null;
    }

    private static RawLayout FromAttribute(INamedTypeSymbol contract, AttributeData attribute)
    {
        int size = 0;
        int alignment = 1;
        string fields = "";
        bool isAnyMemoryValid = false;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            switch (argument.Key, argument.Value.Value)
            {
                case ("Size", int value):
                    size = value;
                    break;
                case ("Alignment", int value):
                    alignment = value;
                    break;
                case ("Fields", string value):
                    fields = value;
                    break;
                case ("IsAnyMemoryValid", bool value):
                    isAnyMemoryValid = value;
                    break;
            }
        }

        RawLayout layout = new(size, alignment, fields);
        if (!isAnyMemoryValid)
        {
            layout.Checks.Add(new("", 0, 1, 0, contract.Name));
        }

        return layout;
    }
}
