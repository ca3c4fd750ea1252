namespace TypedMq.Native;

/// <summary><c>struct sembuf</c> of <c>semop(2)</c>: one operation on one semaphore of a set.</summary>
/// <param name="Index">Which semaphore, from 0.</param>
/// <param name="Change">Above zero: add it. Below: wait until the value is large enough, and subtract it. 0: wait until the value is 0.</param>
/// <param name="Undo"><c>SEM_UNDO</c>: the kernel takes the change back when this process ends, however it ends.</param>
/// <param name="NoWait"><c>IPC_NOWAIT</c>: do nothing at all (EAGAIN) when this operation would have to wait.</param>
public readonly record struct SysVSemaphoreOperation(int Index, int Change, bool Undo = false, bool NoWait = false);

/// <summary><c>struct semid_ds</c> of <c>semctl(2)</c>: a set as it was at that moment. Times have seconds.</summary>
/// <param name="Permissions">Who owns it, and who may use it.</param>
/// <param name="LastOperation">When <c>semop(2)</c> succeeded last; null before the first, which is how a set shows that nobody has made it ready yet.</param>
/// <param name="Changed">When it was created, or changed by <c>IPC_SET</c>, <c>SETVAL</c> or <c>SETALL</c>.</param>
/// <param name="Count">How many semaphores it has.</param>
public sealed record SysVSemaphoreStatus(SysVPermissions Permissions, DateTimeOffset? LastOperation, DateTimeOffset? Changed, int Count);

/// <summary>The limits of System V semaphores in this IPC namespace (<c>semctl(2)</c>, <c>IPC_INFO</c>; <c>/proc/sys/kernel/sem</c>).</summary>
/// <param name="MaxSets">SEMMNI: how many sets there may be.</param>
/// <param name="MaxSemaphores">SEMMNS: how many semaphores in all of them.</param>
/// <param name="MaxSemaphoresPerSet">SEMMSL: how many in one set.</param>
/// <param name="MaxOperations">SEMOPM: how many operations in one call.</param>
/// <param name="MaxValue">SEMVMX: the largest value.</param>
public readonly record struct SysVSemaphoreLimits(int MaxSets, int MaxSemaphores, int MaxSemaphoresPerSet, int MaxOperations, int MaxValue);
