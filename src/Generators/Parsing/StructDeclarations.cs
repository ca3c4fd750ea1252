using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedMq.Generators.Parsing;

/// <summary>What the declaration of a struct says of its layout.</summary>
internal static class StructDeclarations
{
    /// <summary>What <c>[StructLayout]</c> says; 0 for what it does not.</summary>
    public static (LayoutKind Kind, int Pack, int Size) Layout(INamedTypeSymbol type)
    {
        LayoutKind kind = LayoutKind.Sequential;
        int pack = 0;
        int size = 0;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, "System.Runtime.InteropServices", "StructLayoutAttribute"))
            {
                kind = attribute.ConstructorArguments is [{ Value: { } value }] ? (LayoutKind)Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) : kind;
                foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
                {
                    pack = argument is { Key: "Pack", Value.Value: int packing } ? packing : pack;
                    size = argument is { Key: "Size", Value.Value: int declared } ? declared : size;
                }
            }
        }

        return (kind, pack, size);
    }

    /// <summary>What <c>[FieldOffset]</c> says; -1 when it is not there.</summary>
    public static int Offset(IFieldSymbol field)
    {
        foreach (AttributeData attribute in field.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, "System.Runtime.InteropServices", "FieldOffsetAttribute"))
            {
                return attribute.ConstructorArguments is [{ Value: int offset }] ? offset : -1;
            }
        }

        return -1;
    }

    /// <summary>Parameters of a primary constructor that methods use are kept in fields that are no members.</summary>
    public static bool HasHiddenFields(INamedTypeSymbol type)
    {
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is StructDeclarationSyntax { ParameterList.Parameters.Count: > 0 })
            {
                return true;
            }
        }

        return false;
    }
}
