namespace TypedMq.Transports;

/// <summary>Which messages a selective receive takes, by their priority.</summary>
/// <remarks>On a System V queue these are the selections of <c>msgrcv(2)</c>: one type, <c>MSG_EXCEPT</c>, and a negative type.</remarks>
public readonly record struct MqSelection
{
    private readonly Kind _kind;

    private MqSelection(Kind kind, int priority)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priority);
        _kind = kind;
        Priority = priority;
    }

    private enum Kind : byte
    {
        AtLeast,
        Exactly,
        Except,
    }

    /// <summary>All messages; the default value.</summary>
    public static MqSelection All => default;

    /// <summary>The priority that is asked for.</summary>
    public int Priority { get; }

    /// <summary>Whether only messages of <see cref="Priority"/> are taken.</summary>
    public bool IsExactly => _kind == Kind.Exactly;

    /// <summary>Whether all messages but those of <see cref="Priority"/> are taken.</summary>
    public bool IsExcept => _kind == Kind.Except;

    /// <summary>Messages of one priority.</summary>
    /// <param name="priority">The priority: 0 or more.</param>
    /// <returns>The selection.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The priority is negative.</exception>
    public static MqSelection Exactly(int priority) => new(Kind.Exactly, priority);

    /// <summary>Messages of every priority but one; the highest first.</summary>
    /// <param name="priority">The priority: 0 or more.</param>
    /// <returns>The selection.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The priority is negative.</exception>
    public static MqSelection Except(int priority) => new(Kind.Except, priority);

    /// <summary>Messages of a priority and of all above it; the highest first.</summary>
    /// <param name="priority">The priority: 0 or more.</param>
    /// <returns>The selection.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The priority is negative.</exception>
    public static MqSelection AtLeast(int priority) => new(Kind.AtLeast, priority);

    /// <summary>Whether a message of a priority is taken.</summary>
    /// <param name="priority">The priority of the message.</param>
    /// <returns>Whether it is.</returns>
    public bool Allows(int priority) => _kind switch
    {
        Kind.Exactly => priority == Priority,
        Kind.Except => priority != Priority,
        _ => priority >= Priority,
    };
}
