using System.Runtime.InteropServices;

namespace TypedMq.Interop;

/// <summary>The calls of semget(2), semop(2) and semctl(2).</summary>
internal static unsafe partial class SystemVCalls
{
    /// <summary>SEM_UNDO: the kernel takes the operation back when the process ends.</summary>
    public const int Undo = 0x1000;

    private const int GetProcessCommand = 11;
    private const int GetValueCommand = 12;
    private const int GetAllCommand = 13;
    private const int GetIncreaseWaitersCommand = 14;
    private const int GetZeroWaitersCommand = 15;
    private const int SetValueCommand = 16;
    private const int SetAllCommand = 17;

    // The larger of the two layouts of struct semid64_ds, that of x64.
    private const int SemaphoreStatusSize = 104;

    /// <summary>semget(2); the result is the id.</summary>
    public static int GetSemaphores(int key, int count, int flags) => (int)Result(SystemCall(SystemCallNumber.SemGet, key, count, flags));

    /// <summary>
    /// semtimedop(2), or semop(2) without a timeout. The time counts down from this call, so a caller that is interrupted (EINTR) has
    /// to come back with what is left.
    /// </summary>
    public static int Operate(int set, ReadOnlySpan<SystemVSemaphoreOperation> operations, TimeSpec? timeout)
    {
        TimeSpec time = timeout.GetValueOrDefault();
        fixed (SystemVSemaphoreOperation* pointer = operations)
        {
            return (int)Result(SystemCall(
                SystemCallNumber.SemTimedOperation, set, pointer, operations.Length, timeout is null ? null : &time));
        }
    }

    /// <summary>GETVAL.</summary>
    public static int GetValue(int set, int index) => Control(set, index, GetValueCommand, 0);

    /// <summary>SETVAL: also forgets what processes have to undo.</summary>
    public static int SetValue(int set, int index, int value) => Control(set, index, SetValueCommand, value);

    /// <summary>GETPID: who operated on it last.</summary>
    public static int GetLastProcess(int set, int index) => Control(set, index, GetProcessCommand, 0);

    /// <summary>GETNCNT: how many wait for it to grow.</summary>
    public static int GetIncreaseWaiters(int set, int index) => Control(set, index, GetIncreaseWaitersCommand, 0);

    /// <summary>GETZCNT: how many wait for it to be zero.</summary>
    public static int GetZeroWaiters(int set, int index) => Control(set, index, GetZeroWaitersCommand, 0);

    /// <summary>GETALL, into as many values as the set has semaphores.</summary>
    public static int GetAll(int set, Span<ushort> values)
    {
        fixed (ushort* pointer = values)
        {
            return Control(set, 0, GetAllCommand, (nint)pointer);
        }
    }

    /// <summary>SETALL, from as many values as the set has semaphores.</summary>
    public static int SetAll(int set, ReadOnlySpan<ushort> values)
    {
        fixed (ushort* pointer = values)
        {
            return Control(set, 0, SetAllCommand, (nint)pointer);
        }
    }

    /// <summary>semctl(2), IPC_STAT. Needs permission to read.</summary>
    public static int GetStatus(int set, out SystemVSemaphoreStatus status)
    {
        byte* buffer = stackalloc byte[SemaphoreStatusSize];
        int result = Control(set, 0, StatusCommand, (nint)buffer);
        status = default;
        if (result >= 0)
        {
            // x64 left room for wider times, the generic ABI did not.
            long* times = (long*)(buffer + sizeof(SystemVPermissions));
            bool roomy = RuntimeInformation.ProcessArchitecture == Architecture.X64;
            status.Permissions = *(SystemVPermissions*)buffer;
            status.OperationTime = times[0];
            status.ChangeTime = times[roomy ? 2 : 1];
            status.Count = (ulong)times[roomy ? 4 : 2];
        }

        return result;
    }

    /// <summary>semctl(2), IPC_SET: takes user, group and mode.</summary>
    public static int SetSemaphorePermissions(int set, in SystemVPermissions permissions)
    {
        byte* buffer = stackalloc byte[SemaphoreStatusSize];
        *(SystemVPermissions*)buffer = permissions;
        return Control(set, 0, SetCommand, (nint)buffer);
    }

    /// <summary>semctl(2), IPC_RMID: wakes everybody who waits with EIDRM.</summary>
    public static int RemoveSemaphores(int set) => Control(set, 0, RemoveCommand, 0);

    /// <summary>semctl(2), IPC_INFO.</summary>
    public static int GetSemaphoreLimits(out SystemVSemaphoreLimits limits)
    {
        fixed (SystemVSemaphoreLimits* pointer = &limits)
        {
            *pointer = default;
            return Control(0, 0, LimitsCommand, (nint)pointer);
        }
    }

    private static int Control(int set, int index, int command, nint argument) =>
        (int)Result(SystemCall(SystemCallNumber.SemControl, set, index, command, argument));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint set, nint index, nint command, nint argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint set, SystemVSemaphoreOperation* operations, nint count, TimeSpec* timeout);
}
