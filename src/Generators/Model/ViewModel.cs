namespace TypedMq.Generators.Model;

/// <summary>A view, as its emitter needs it.</summary>
internal sealed record ViewModel
{
    /// <summary>The namespace in C#; null when there is none.</summary>
    public required string? Namespace { get; init; }

    /// <summary>The types that hold it, the outermost first, as their further parts start: <c>partial class Outer</c>.</summary>
    public required EquatableArray<string> ContainingTypes { get; init; }

    /// <summary>The simple name in C#, escaped.</summary>
    public required string Identifier { get; init; }

    /// <summary>The view in C#.</summary>
    public required string TypeName { get; init; }

    /// <summary>The name of the generated file.</summary>
    public required string HintName { get; init; }

    /// <summary>The contract in C#.</summary>
    public required string ContractType { get; init; }

    /// <summary>The simple name of the contract, for errors.</summary>
    public required string ContractName { get; init; }

    /// <summary>Whether the message is a map instead of an array.</summary>
    public required bool IsMap { get; init; }

    /// <summary>Whether depth is counted.</summary>
    public required bool IsRecursive { get; init; }

    /// <summary>Whether the contract has errors, and the view exists only for others to refer to.</summary>
    public required bool IsStub { get; init; }

    /// <summary>How the memory of a raw contract is shown; null when the contract is MessagePack.</summary>
    public required RawViewModel? Raw { get; init; }

    /// <summary>The members, by key.</summary>
    public required EquatableArray<ViewMemberModel> Members { get; init; }
}

/// <summary>The view of a raw contract.</summary>
/// <param name="Formatter">The formatter of the contract in C#.</param>
/// <param name="IsInPlace">Whether every memory is a valid value, so that it is shown where it lies.</param>
/// <param name="Modifier">The accessibility of the property.</param>
/// <param name="Property">The property.</param>
/// <param name="Field">The field behind it.</param>
internal sealed record RawViewModel(string Formatter, bool IsInPlace, string Modifier, string Property, string Field);

/// <summary>How a member is shown.</summary>
internal enum ViewMemberKind
{
    /// <summary>As a value or a span, read when the view is made.</summary>
    Plain,

    /// <summary>As another view, made when it is asked for.</summary>
    View,

    /// <summary>As something that is made of the bytes of the member: a collection, or an encoded value.</summary>
    Part,
}

/// <summary>A member of a view.</summary>
internal sealed record ViewMemberModel
{
    /// <summary>The place in the array; in a map, the place among the members.</summary>
    public required int Key { get; init; }

    /// <summary>The key in the map; null when the message is an array.</summary>
    public required string? Text { get; init; }

    /// <summary>The name of the contract's member, as errors show it.</summary>
    public required string Name { get; init; }

    /// <summary>The property in C#, escaped.</summary>
    public required string Property { get; init; }

    /// <summary>The property that says whether the member is there and not null; null when there is none.</summary>
    public required string? HasProperty { get; init; }

    /// <summary>The field that holds the bytes of a part.</summary>
    public required string Field { get; init; }

    /// <summary>The local variable that says whether its key was in the map.</summary>
    public required string HasLocal { get; init; }

    public required ViewMemberKind Kind { get; init; }

    /// <summary>The type of the property in C#.</summary>
    public required string TypeName { get; init; }

    /// <summary>What reads it, in C#.</summary>
    public required string ReadCall { get; init; }

    /// <summary>The greatest length; null when there is no limit.</summary>
    public required int? MaxLength { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>The accessibility of the property.</summary>
    public required string Modifier { get; init; }
}
