using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>
/// The generic types that the runtime has a formatter for. Each formatter takes the formatter and the type of each type argument in turn:
/// <c>ListFormatter&lt;Int32Formatter, int&gt;</c>.
/// </summary>
internal static class CollectionTypes
{
    /// <summary>A formatter.</summary>
    /// <param name="Name">The name of the type that it writes and reads, as its own name has it.</param>
    /// <param name="IsCounted">Whether its values have a length that can be limited.</param>
    /// <param name="HasKeys">Whether the first type argument is a key, which is never null.</param>
    /// <param name="IsSum">Whether a value holds one of each type argument, so that their bounds are its own.</param>
    internal readonly record struct Shape(string Name, bool IsCounted = true, bool HasKeys = false, bool IsSum = false);

    /// <summary>The formatter for a type; null when there is none.</summary>
    public static Shape? Find(INamedTypeSymbol type)
    {
        if (type.Arity == 0 || type.ContainingType is not null)
        {
            return null;
        }

        return type.ContainingNamespace.ToDisplayString() switch
        {
            "System.Collections.Generic" => FindGeneric(type),
            "System.Collections.Immutable" when type is { Name: "ImmutableArray", Arity: 1 } => new("ImmutableArray"),
            "System" when type.Name == "ValueTuple" => new("ValueTuple", IsCounted: false, IsSum: true),
            _ => null,
        };
    }

    private static Shape? FindGeneric(INamedTypeSymbol type) => (type.Name, type.Arity) switch
    {
        ("List" or "HashSet" or "Queue" or "Stack", 1) => new(type.Name),
        ("IList" or "IReadOnlyList" or "ICollection" or "IReadOnlyCollection", 1) => new("Interface" + type.Name.Substring(1)),
        ("IEnumerable", 1) => new("InterfaceEnumerable", IsCounted: false),
        ("Dictionary", 2) => new("Dictionary", HasKeys: true),
        ("IDictionary" or "IReadOnlyDictionary", 2) => new("Interface" + type.Name.Substring(1), HasKeys: true),
        ("KeyValuePair", 2) => new("KeyValuePair", IsCounted: false, IsSum: true),
        _ => null,
    };

    /// <summary>The type in C#, without its type arguments.</summary>
    public static string NameOf(INamedTypeSymbol type) => $"global::{type.ContainingNamespace.ToDisplayString()}.{type.Name}";

    /// <summary>The formatter for the bytes of a <c>Memory&lt;byte&gt;</c> or <c>ReadOnlyMemory&lt;byte&gt;</c>; null when the type is neither.</summary>
    public static string? FindMemory(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 1, TypeArguments: [{ SpecialType: SpecialType.System_Byte }] }
        && (Names.Is(type, "System", "Memory", 1) || Names.Is(type, "System", "ReadOnlyMemory", 1))
            ? type.Name
            : null;
}
