namespace TypedMq.Native;

/// <summary><c>struct shmid_ds</c> of <c>shmctl(2)</c>: shared memory as it was at that moment. Times have seconds.</summary>
/// <param name="Permissions">Who owns it, and who may use it.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="LastAttach">When it was attached last; null before the first time.</param>
/// <param name="LastDetach">When it was detached last; null before the first time.</param>
/// <param name="Changed">When it was created, or changed by <c>IPC_SET</c>.</param>
/// <param name="CreatorProcess">The process that created it.</param>
/// <param name="LastProcess">The process that attached or detached it last; 0 before the first.</param>
/// <param name="Attachments">How many attachments it has in all processes.</param>
/// <param name="IsRemoved">Whether it is removed, and goes with its last attachment (<c>SHM_DEST</c>).</param>
public sealed record SysVSharedMemoryStatus(
    SysVPermissions Permissions,
    long Size,
    DateTimeOffset? LastAttach,
    DateTimeOffset? LastDetach,
    DateTimeOffset? Changed,
    int CreatorProcess,
    int LastProcess,
    long Attachments,
    bool IsRemoved);

/// <summary>The limits of System V shared memory in this IPC namespace (<c>shmctl(2)</c>, <c>IPC_INFO</c>).</summary>
/// <param name="MaxSize">SHMMAX: the bytes of the largest one, <c>/proc/sys/kernel/shmmax</c>.</param>
/// <param name="MaxSegments">SHMMNI: how many there may be, <c>/proc/sys/kernel/shmmni</c>.</param>
/// <param name="MaxPages">SHMALL: how many pages all of them may have, <c>/proc/sys/kernel/shmall</c>.</param>
public readonly record struct SysVSharedMemoryLimits(ulong MaxSize, long MaxSegments, ulong MaxPages);
