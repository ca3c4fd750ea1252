using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>Formatters that users wrote and name with <c>[MqFormatter]</c>.</summary>
internal static class CustomFormatters
{
    /// <summary>The attribute on a type; null when there is none.</summary>
    public static AttributeData? Find(ITypeSymbol type) => type is INamedTypeSymbol ? Names.Attribute(type, "MqFormatterAttribute") : null;

    /// <summary>The formatter that an attribute names; null when it names none.</summary>
    public static INamedTypeSymbol? Of(AttributeData attribute) => attribute.ConstructorArguments is [{ Value: INamedTypeSymbol formatter }] ? formatter : null;

    /// <summary>Whether a formatter is declared for a type.</summary>
    public static bool IsFor(INamedTypeSymbol formatter, ITypeSymbol type)
    {
        foreach (INamedTypeSymbol implemented in formatter.AllInterfaces)
        {
            if (Names.Is(implemented, "TypedMq", "IMqFormatter", 1) && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Why a formatter cannot serve for a type; null when it can.</summary>
    public static string? FindObjection(INamedTypeSymbol? formatter, ITypeSymbol type, Scope scope) => formatter switch
    {
        null => "it is no struct. Name a struct that implements IMqFormatter<T>.",
        { IsUnboundGenericType: true } => "it is an open generic type. Give its type arguments.",
        { IsStatic: true } or { IsAbstract: true } => "it is abstract or static. Declare a struct.",
        not { TypeKind: TypeKind.Struct, IsRefLikeType: false } => "it is no struct, and only of structs are calls resolved by the compiler. Declare it as a struct.",
        _ when !scope.CanName(formatter) => "generated code cannot reach it. Make it internal or public.",
        _ when !IsFor(formatter, type) => $"it does not implement IMqFormatter<{Names.Display(type)}>{Implemented(formatter)}.",
        _ => null,
    };

    private static string Implemented(INamedTypeSymbol formatter)
    {
        foreach (INamedTypeSymbol implemented in formatter.AllInterfaces)
        {
            if (Names.Is(implemented, "TypedMq", "IMqFormatter", 1))
            {
                return ", but " + Names.Display(implemented);
            }
        }

        return "";
    }
}
