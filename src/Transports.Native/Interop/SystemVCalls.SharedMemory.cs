namespace TypedMq.Interop;

/// <summary>The calls of shmget(2), shmop(2) and shmctl(2).</summary>
internal static unsafe partial class SystemVCalls
{
    /// <summary>SHM_RDONLY: attach to read only.</summary>
    public const int AttachReadOnly = 0x1000;

    /// <summary>SHM_DEST, in the mode of a segment: it goes with its last attachment.</summary>
    public const uint MarkedForRemoval = 0x200;

    /// <summary>shmget(2); the result is the id.</summary>
    public static int GetMemory(int key, nuint size, int flags) =>
        (int)Result(SystemCall(SystemCallNumber.ShmGet, key, (nint)size, flags));

    /// <summary>shmat(2), where the kernel likes; the result is the address.</summary>
    public static nint Attach(int segment, int flags) => Result(SystemCall(SystemCallNumber.ShmAttach, segment, 0, flags));

    /// <summary>shmdt(2).</summary>
    public static int Detach(nint address) => (int)Result(SystemCall(SystemCallNumber.ShmDetach, address, 0));

    /// <summary>shmctl(2), IPC_STAT. Needs permission to read.</summary>
    public static int GetStatus(int segment, out SystemVMemoryStatus status)
    {
        fixed (SystemVMemoryStatus* pointer = &status)
        {
            *pointer = default;
            return (int)Result(SystemCall(SystemCallNumber.ShmControl, segment, StatusCommand, pointer));
        }
    }

    /// <summary>shmctl(2), IPC_SET: takes user, group and mode.</summary>
    public static int SetStatus(int segment, in SystemVMemoryStatus status)
    {
        fixed (SystemVMemoryStatus* pointer = &status)
        {
            return (int)Result(SystemCall(SystemCallNumber.ShmControl, segment, SetCommand, pointer));
        }
    }

    /// <summary>shmctl(2), IPC_RMID: nobody finds it by its key any more; it goes with its last attachment.</summary>
    public static int RemoveMemory(int segment) => (int)Result(SystemCall(SystemCallNumber.ShmControl, segment, RemoveCommand, null));

    /// <summary>shmctl(2), IPC_INFO.</summary>
    public static int GetMemoryLimits(out SystemVMemoryLimits limits)
    {
        fixed (SystemVMemoryLimits* pointer = &limits)
        {
            *pointer = default;
            return (int)Result(SystemCall(SystemCallNumber.ShmControl, 0, LimitsCommand, pointer));
        }
    }
}
