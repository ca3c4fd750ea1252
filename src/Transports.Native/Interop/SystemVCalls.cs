using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>
/// The system calls of <c>sysvipc(7)</c>: here those of message queues. A result below zero is the negated errno. The kernel's structures
/// are those of 64-bit systems, which need no IPC_64 flag.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class SystemVCalls
{
    /// <summary>The key of no object: every call that gets an object by it makes another one.</summary>
    public const int PrivateKey = 0;

    public const int Create = 0x200;
    public const int Exclusive = 0x400;
    public const int NoWait = 0x800;

    /// <summary>MSG_NOERROR: cut a message that does not fit, and lose the rest.</summary>
    public const int Truncate = 0x1000;

    /// <summary>MSG_EXCEPT: the first message of any other type.</summary>
    public const int Except = 0x2000;

    /// <summary>MSG_COPY: the type is an index, and the message stays. Only with <see cref="NoWait"/>; needs CONFIG_CHECKPOINT_RESTORE.</summary>
    public const int Copy = 0x4000;

    /// <summary>The type in front of the bytes of a message, a <c>long</c>. No length counts it.</summary>
    public const int TypeSize = sizeof(long);

    private const int RemoveCommand = 0;
    private const int SetCommand = 1;
    private const int StatusCommand = 2;
    private const int LimitsCommand = 3;
    private const int QueueTotalsCommand = 12;
    private const int StatusOfAnyCommand = 13;

    // The kernel's default; booted with ipcmni_extend, the slot has more bits.
    private const int SlotMask = 0x7FFF;

    /// <summary>msgget(2); the result is the id.</summary>
    /// <param name="key">The key, or <see cref="PrivateKey"/>.</param>
    /// <param name="flags">Permission bits, <see cref="Create"/>, <see cref="Exclusive"/>.</param>
    public static int GetQueue(int key, int flags) => (int)Result(SystemCall(SystemCallNumber.MsgGet, key, flags));

    /// <summary>msgsnd(2). Blocks without <see cref="NoWait"/>; a signal does not end it.</summary>
    /// <param name="queue">The id.</param>
    /// <param name="message">The type (above zero) in <see cref="TypeSize"/> bytes, and what to send.</param>
    /// <param name="flags"><see cref="NoWait"/> or 0.</param>
    public static int Send(int queue, ReadOnlySpan<byte> message, int flags)
    {
        fixed (byte* pointer = message)
        {
            nint result;
            do
            {
                result = Result(SystemCall(SystemCallNumber.MsgSend, queue, pointer, message.Length - TypeSize, flags));
            }
            while (result == -Errno.EINTR);
            return (int)result;
        }
    }

    /// <summary>msgrcv(2); the result is the length of the message without its type. Blocks without <see cref="NoWait"/>; a signal does not end it.</summary>
    /// <param name="queue">The id.</param>
    /// <param name="buffer">Gets the type in <see cref="TypeSize"/> bytes, and the message.</param>
    /// <param name="type">0 for any, n for that type, -n for the lowest type up to n; with <see cref="Copy"/> an index.</param>
    /// <param name="flags"><see cref="NoWait"/>, <see cref="Truncate"/>, <see cref="Except"/>, <see cref="Copy"/>.</param>
    public static int Receive(int queue, Span<byte> buffer, long type, int flags)
    {
        fixed (byte* pointer = buffer)
        {
            nint result;
            do
            {
                result = Result(SystemCall(SystemCallNumber.MsgReceive, queue, pointer, buffer.Length - TypeSize, (nint)type, flags));
            }
            while (result == -Errno.EINTR);
            return (int)result;
        }
    }

    /// <summary>msgctl(2), IPC_STAT. Needs permission to read.</summary>
    public static int GetStatus(int queue, out SystemVQueueStatus status)
    {
        fixed (SystemVQueueStatus* pointer = &status)
        {
            *pointer = default;
            return (int)Result(SystemCall(SystemCallNumber.MsgControl, queue, StatusCommand, pointer));
        }
    }

    /// <summary>msgctl(2), MSG_STAT_ANY, since Linux 4.17: as IPC_STAT, whatever the permissions. EACCES where that cannot be had.</summary>
    public static int GetStatusOfAny(int queue, out SystemVQueueStatus status)
    {
        fixed (SystemVQueueStatus* pointer = &status)
        {
            // It is called by the slot of the queue, and tells the id: another one, when the slot is not where it was looked for.
            *pointer = default;
            return Result(SystemCall(SystemCallNumber.MsgControl, queue & SlotMask, StatusOfAnyCommand, pointer)) == queue ? 0 : -Errno.EACCES;
        }
    }

    /// <summary>IPC_STAT, for which who may only send has no permission: the kernel tells them all the same, if it knows how.</summary>
    public static int LookAt(int queue, out SystemVQueueStatus status)
    {
        int result = GetStatus(queue, out status);
        return result == -Errno.EACCES ? GetStatusOfAny(queue, out status) : result;
    }

    /// <summary>msgctl(2), IPC_SET: takes user, group, mode and <see cref="SystemVQueueStatus.MaxBytes"/>, and nothing else.</summary>
    public static int SetStatus(int queue, in SystemVQueueStatus status)
    {
        fixed (SystemVQueueStatus* pointer = &status)
        {
            return (int)Result(SystemCall(SystemCallNumber.MsgControl, queue, SetCommand, pointer));
        }
    }

    /// <summary>IPC_STAT and IPC_SET: how many bytes the queue holds. EPERM above msgmnb without CAP_SYS_RESOURCE.</summary>
    public static int SetMaxBytes(int queue, ulong bytes)
    {
        int result = GetStatus(queue, out SystemVQueueStatus status);
        status.MaxBytes = bytes;
        return result < 0 ? result : SetStatus(queue, status);
    }

    /// <summary>msgctl(2), IPC_RMID: removes the queue and its messages, and wakes everybody who waits for it with EIDRM.</summary>
    public static int RemoveQueue(int queue) => (int)Result(SystemCall(SystemCallNumber.MsgControl, queue, RemoveCommand, null));

    /// <summary>msgctl(2), IPC_INFO: the limits of the IPC namespace.</summary>
    public static int GetQueueLimits(out SystemVQueueLimits limits) => GetQueueLimits(LimitsCommand, out limits);

    /// <summary>msgctl(2), MSG_INFO: what the IPC namespace uses of them.</summary>
    public static int GetQueueTotals(out SystemVQueueLimits totals) => GetQueueLimits(QueueTotalsCommand, out totals);

    private static int GetQueueLimits(int command, out SystemVQueueLimits limits)
    {
        fixed (SystemVQueueLimits* pointer = &limits)
        {
            *pointer = default;
            return (int)Result(SystemCall(SystemCallNumber.MsgControl, 0, command, pointer));
        }
    }

    private static nint Result(nint result) => result != -1 ? result : -Errno.Last;

    // See MessageQueueCalls on syscall(2). Every argument is as wide as a register.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, void* third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint queue, byte* message, nint length, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint queue, byte* buffer, nint length, nint type, nint flags);
}
