namespace TypedMq.Generators.Model;

/// <summary>A contract, as its emitter needs it.</summary>
internal sealed record ContractModel
{
    /// <summary>The namespace of the formatter; empty when it lies inside of a contract that has none.</summary>
    public required string Namespace { get; init; }

    /// <summary>The types that the formatter lies in, from the outside; none when it lies in the namespace.</summary>
    public required EquatableArray<string> Containers { get; init; }

    /// <summary>Whether other assemblies may know of it. They do not of a type that is adopted: each assembly has a formatter of its own for it.</summary>
    public required bool IsListed { get; init; }

    /// <summary>The formatter in C#, without type arguments.</summary>
    public required string Formatter { get; init; }

    /// <summary>The simple name of the formatter.</summary>
    public required string FormatterName { get; init; }

    /// <summary>The contract in C#; a generic one with its type parameters.</summary>
    public required string TypeName { get; init; }

    /// <summary>The type parameters of a generic contract.</summary>
    public required EquatableArray<TypeParameterModel> TypeParameters { get; init; }

    /// <summary>The simple name of the contract, for errors.</summary>
    public required string ContractName { get; init; }

    /// <summary>The name of the generated file.</summary>
    public required string HintName { get; init; }

    public required bool IsPublic { get; init; }

    public required bool IsValueType { get; init; }

    /// <summary>Whether an object of the type may be one of a derived type.</summary>
    public required bool IsSealed { get; init; }

    /// <summary>Whether members have text for keys, and the message is a map instead of an array.</summary>
    public required bool IsMap { get; init; }

    /// <summary>Whether a value may hold another value of the same contract: depth is then counted.</summary>
    public required bool IsRecursive { get; init; }

    /// <summary>Whether the contract has errors, and its formatter exists only for others to refer to.</summary>
    public required bool IsStub { get; init; }

    public required ConstructionKind Construction { get; init; }

    /// <summary>The arguments of the constructor, in order.</summary>
    public required EquatableArray<ArgumentModel> Arguments { get; init; }

    /// <summary>The members that are sent, by key.</summary>
    public required EquatableArray<MemberModel> Members { get; init; }

    /// <summary>The cases, when the contract is a union; it has no members of its own then.</summary>
    public required EquatableArray<UnionCaseModel> Cases { get; init; }

    /// <summary>Whether a case of the union that is not known becomes null.</summary>
    public required bool UnknownCaseIsNull { get; init; }

    /// <summary>The memory of a raw contract; null when it is MessagePack.</summary>
    public RawModel? Raw { get; init; }
}

/// <summary>A case of a union.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="TypeName">Its contract in C#.</param>
/// <param name="Formatter">The formatter of the contract in C#.</param>
/// <param name="IsValueType">Whether the case is a struct, which is boxed as the union.</param>
internal sealed record UnionCaseModel(int Tag, string TypeName, string Formatter, bool IsValueType);

/// <summary>How an instance is made.</summary>
internal enum ConstructionKind
{
    /// <summary>By <c>new</c>.</summary>
    New,

    /// <summary>By an unsafe accessor: the constructor is not accessible, or <c>new</c> would insist on required members.</summary>
    Accessor,

    /// <summary>By <c>default</c>: a struct without a parameterless constructor.</summary>
    Default,
}

/// <summary>An argument of the constructor.</summary>
/// <param name="TypeName">The type of the parameter in C#.</param>
/// <param name="Key">The key of the member that it comes from; -1 when it has its default.</param>
/// <param name="Default">The default of the parameter in C#.</param>
internal sealed record ArgumentModel(string TypeName, int Key, string Default);

/// <summary>A member that is sent.</summary>
internal sealed record MemberModel
{
    /// <summary>The place in the array; in a map, which has no gaps, the place among the members as they are declared.</summary>
    public required int Key { get; init; }

    /// <summary>The key in the map; null when the message is an array.</summary>
    public required string? Text { get; init; }

    /// <summary>The name, as errors show it.</summary>
    public required string Name { get; init; }

    /// <summary>The name in C#, escaped.</summary>
    public required string Identifier { get; init; }

    /// <summary>The local variable that holds it while the message is read.</summary>
    public required string Local { get; init; }

    /// <summary>The local variable that says whether its key was in the map.</summary>
    public required string HasLocal { get; init; }

    public required TypeModel Type { get; init; }

    public required bool IsField { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>Whether it is an argument of the constructor; it is not set otherwise then.</summary>
    public required bool IsArgument { get; init; }

    /// <summary>The value that its argument has while its key is absent, in C#.</summary>
    public required string ArgumentDefault { get; init; }

    /// <summary>Whether it cannot be read but through an unsafe accessor.</summary>
    public required bool NeedsGetAccessor { get; init; }

    /// <summary>Whether it cannot be set but through an unsafe accessor: init-only, or not accessible.</summary>
    public required bool NeedsSetAccessor { get; init; }

    /// <summary>Whether it can be set again in a value that is there.</summary>
    public required bool IsOverwritable { get; init; }

    /// <summary>The type that declares its getter, or the field, in C#; unsafe accessors do not look at base types.</summary>
    public required string GetterType { get; init; }

    /// <summary>The type that declares its setter, or the field, in C#.</summary>
    public required string SetterType { get; init; }

    /// <summary>Whether a member of a derived type has the same name.</summary>
    public required bool IsHidden { get; init; }
}
