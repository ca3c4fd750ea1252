namespace TypedMq.Generators.Model;

/// <summary>How a type of values is written and read: every question about it, answered.</summary>
internal sealed record TypeModel
{
    /// <summary>The type in C#, with its nullable annotation.</summary>
    public required string Name { get; init; }

    /// <summary>The formatter in C#.</summary>
    public required string Formatter { get; init; }

    /// <summary>The suffix of the writer's and reader's own methods for it (<c>Int64</c>); null when only the formatter will do.</summary>
    public string? Primitive { get; init; }

    /// <summary>The underlying type of an enum in C#; null when it is none.</summary>
    public string? EnumUnderlying { get; init; }

    /// <summary>Whether null can turn up although nil is refused.</summary>
    public bool IsNonNullableReference { get; init; }

    /// <summary>Whether reading into a value that is there can reuse some of its memory.</summary>
    public bool ReusesMemory { get; init; }

    /// <summary>Whether values have a length that can be limited.</summary>
    public bool IsCounted { get; init; }

    /// <summary>The limit of their length; null when there is none.</summary>
    public LimitModel? Limit { get; init; }

    /// <summary>The worst-case size in bytes; <see cref="Unbounded"/>, or <see cref="AskFormatter"/>.</summary>
    public required int MaxSize { get; init; }

    /// <summary>There is no bound.</summary>
    public const int Unbounded = int.MaxValue;

    /// <summary>The formatter knows it at run time: a contract's size changes without this model.</summary>
    public const int AskFormatter = -1;
}

/// <summary>The limit of a member's length.</summary>
/// <param name="Name">The type in the formatter that says it.</param>
/// <param name="MaxLength">The greatest length.</param>
internal sealed record LimitModel(string Name, int MaxLength);
