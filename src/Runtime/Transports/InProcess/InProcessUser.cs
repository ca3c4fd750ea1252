namespace TypedMq;

/// <summary>As whom a node opens and deletes in-process queues: what a process's effective user, group and supplementary groups are to the kernel.</summary>
/// <param name="UserId">The user; 0 is root, who may do everything.</param>
/// <param name="GroupId">The group, which queues that are created get.</param>
public sealed record InProcessUser(int UserId, int GroupId)
{
    /// <summary>May open and delete every queue, whatever its mode.</summary>
    public static InProcessUser Root { get; } = new(0, 0);

    /// <summary>The supplementary groups.</summary>
    public IReadOnlyCollection<int> Groups { get; init; } = [];

    internal bool IsRoot => UserId == 0;
}
