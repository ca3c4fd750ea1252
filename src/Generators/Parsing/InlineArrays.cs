using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>Structs that are so many elements, and the text that lies in one.</summary>
internal static class InlineArrays
{
    /// <summary>An inline array.</summary>
    /// <param name="Element">The type of its elements.</param>
    /// <param name="Length">How many there are.</param>
    internal readonly record struct Shape(ITypeSymbol Element, int Length)
    {
        /// <summary>Whether the elements are values that are built in.</summary>
        public bool IsBuiltIn => Element.IsUnmanagedType && (Element.TypeKind == TypeKind.Enum || BuiltInTypes.Find(Element) is not null);
    }

    /// <summary>What a type marked with <c>[InlineArray]</c> holds; null when it is none.</summary>
    public static Shape? Find(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct } || LengthOf(type) is not { } length)
        {
            return null;
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false } field)
            {
                return new(field.Type, length);
            }
        }

        return null;
    }

    /// <summary>The buffer of a <c>FixedUtf8</c>; null when the type is none.</summary>
    public static ITypeSymbol? FindTextBuffer(ITypeSymbol type) => Names.Is(type, "TypedMq", "FixedUtf8", 1) ? ((INamedTypeSymbol)type).TypeArguments[0] : null;

    private static int? LengthOf(ITypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, "System.Runtime.CompilerServices", "InlineArrayAttribute"))
            {
                return attribute.ConstructorArguments is [{ Value: int length and > 0 }] ? length : null;
            }
        }

        return null;
    }
}
