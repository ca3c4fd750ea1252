using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>The types that the runtime itself writes and reads, by the suffix of its methods: <c>WriteInt64</c>, <c>ReadInt64</c>, <c>Int64Formatter</c>.</summary>
internal static class BuiltInTypes
{
    /// <summary>The suffix and the worst-case size in bytes; null when the type is not built in.</summary>
    public static (string Suffix, int MaxSize)? Find(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => ("Boolean", 1),
        SpecialType.System_SByte => ("SByte", 2),
        SpecialType.System_Byte => ("Byte", 2),
        SpecialType.System_Int16 => ("Int16", 3),
        SpecialType.System_UInt16 => ("UInt16", 3),
        SpecialType.System_Int32 => ("Int32", 5),
        SpecialType.System_UInt32 => ("UInt32", 5),
        SpecialType.System_Int64 => ("Int64", 9),
        SpecialType.System_UInt64 => ("UInt64", 9),
        SpecialType.System_Char => ("Char", 3),
        SpecialType.System_Single => ("Single", 5),
        SpecialType.System_Double => ("Double", 9),
        SpecialType.System_Decimal => ("Decimal", 32),
        SpecialType.System_DateTime => ("DateTime", 15),
        SpecialType.System_String => ("String", Model.TypeModel.Unbounded),
        SpecialType.None when IsInSystem(type) => type.Name switch
        {
            "Half" => ("Half", 5),
            "Int128" => ("Int128", 18),
            "UInt128" => ("UInt128", 18),
            "Guid" => ("Guid", 38),
            "DateTimeOffset" => ("DateTimeOffset", 19),
            "TimeSpan" => ("TimeSpan", 9),
            "DateOnly" => ("DateOnly", 5),
            "TimeOnly" => ("TimeOnly", 9),
            _ => null,
        },
        _ => null,
    };

    /// <summary>The same for a member that is marked with <c>[MqCompact]</c>: binary data for what is text otherwise.</summary>
    public static (string Suffix, int MaxSize)? Find(ITypeSymbol type, bool isCompact) => Find(type) switch
    {
        ("Guid" or "Decimal", _) found when isCompact => ("Compact" + found.Suffix, 18),
        var found => found,
    };

    /// <summary>Why a type cannot be sent, and what to use instead; null when nothing is known against it.</summary>
    public static string? FindObjection(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Dynamic } => "dynamic may be anything. Declare the type that is sent.",
        { SpecialType: SpecialType.System_Object } => "object may be anything. Declare the type that is sent.",
        { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } => "the size of a native integer differs between machines. Use long or ulong.",
        { TypeKind: TypeKind.Delegate } => "a delegate is code. Send what the receiver needs to decide.",
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } => "a pointer means nothing to another process. Send what it points to.",
        IArrayTypeSymbol { Rank: > 1 } => "arrays of several dimensions have no place in MessagePack. Use an array of arrays.",
        { IsRefLikeType: true } => "a ref struct lives on the stack. Use an array.",
        _ when InlineArrays.Find(type) is not null => "an inline array that is sent holds numbers or other built-in values. Use an array.",
        INamedTypeSymbol named => FindObjection(named),
        _ => null,
    };

    private static string? FindObjection(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() switch
    {
        "System" when type.Name == "Type" => "a type is code. Send its name as a string.",
        "System.Threading.Tasks" when type.Name is "Task" or "ValueTask" => "a task is not a value. Await it and send the result.",
        "System" when type.Name is "ArraySegment" => "it is a view of an array. Use Memory<byte> or an array.",
        "System" when type.Name is "Memory" or "ReadOnlyMemory" => "its elements may only be bytes. Use an array.",
        "System.Collections" => "it may hold anything. Use List<T> or Dictionary<TKey, TValue>.",
        "System.Collections.Generic" or "System.Collections.Immutable" or "System.Collections.ObjectModel" or "System.Collections.Concurrent" or "System.Collections.Frozen" =>
            "this collection is not supported. Use List<T>, HashSet<T>, ImmutableArray<T> or Dictionary<TKey, TValue>.",
        _ => null,
    };

    private static bool IsInSystem(ITypeSymbol type) =>
        type is { ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
