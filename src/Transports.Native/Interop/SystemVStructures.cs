using System.Runtime.InteropServices;

namespace TypedMq.Interop;

/// <summary><c>struct ipc64_perm</c>: the same on every architecture of <see cref="SystemCallNumber"/>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 48)]
internal struct SystemVPermissions
{
    public int Key;
    public uint User;
    public uint Group;
    public uint Creator;
    public uint CreatorGroup;

    /// <summary>Nine permission bits; the kernel keeps flags of shared memory above them.</summary>
    public uint Mode;

    /// <summary>Counts how often the slot of this id was given to another object; part of the id.</summary>
    public ushort Sequence;
}

/// <summary><c>struct msqid64_ds</c>. Times are seconds since 1970, 0 when it never happened.</summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct SystemVQueueStatus
{
    public SystemVPermissions Permissions;
    public long SendTime;
    public long ReceiveTime;
    public long ChangeTime;
    public ulong Bytes;
    public ulong Messages;
    public ulong MaxBytes;
    public int LastSender;
    public int LastReceiver;
}

/// <summary><c>struct msginfo</c>: limits by IPC_INFO; by MSG_INFO the first two and <see cref="TotalBytes"/> are what is in use.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct SystemVQueueLimits
{
    /// <summary>MSG_INFO: how many queues there are in the IPC namespace.</summary>
    public int Queues;

    /// <summary>MSG_INFO: how many messages lie in all of them.</summary>
    public int Messages;

    /// <summary>msgmax: the bytes of the largest message.</summary>
    public int MaxMessageBytes;

    /// <summary>msgmnb: the bytes of a new queue.</summary>
    public int MaxQueueBytes;

    /// <summary>msgmni: how many queues there may be.</summary>
    public int MaxQueues;

    private readonly int _segmentSize;

    /// <summary>MSG_INFO: how many bytes lie in all queues.</summary>
    public int TotalBytes;
}

/// <summary>What matters of <c>struct semid64_ds</c>, which lies differently on x64 and in the generic ABI.</summary>
internal struct SystemVSemaphoreStatus
{
    public SystemVPermissions Permissions;
    public long OperationTime;
    public long ChangeTime;
    public ulong Count;
}

/// <summary><c>struct seminfo</c>, as IPC_INFO fills it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal struct SystemVSemaphoreLimits
{
    private readonly int _map;

    /// <summary>SEMMNI: how many sets there may be.</summary>
    public int MaxSets;

    /// <summary>SEMMNS: how many semaphores in all sets together.</summary>
    public int MaxSemaphores;

    private readonly int _undoStructures;

    /// <summary>SEMMSL: how many semaphores in one set.</summary>
    public int MaxSemaphoresPerSet;

    /// <summary>SEMOPM: how many operations in one call.</summary>
    public int MaxOperations;

    private readonly int _undoEntries;
    private readonly int _undoSize;

    /// <summary>SEMVMX: the largest value.</summary>
    public int MaxValue;
}

/// <summary><c>struct sembuf</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 6)]
internal struct SystemVSemaphoreOperation
{
    public ushort Index;
    public short Change;
    public short Flags;
}

/// <summary><c>struct shmid64_ds</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 112)]
internal struct SystemVMemoryStatus
{
    public SystemVPermissions Permissions;
    public ulong Size;
    public long AttachTime;
    public long DetachTime;
    public long ChangeTime;
    public int Creator;
    public int LastUser;
    public ulong Attachments;
}

/// <summary><c>struct shminfo64</c>, as IPC_INFO fills it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 72)]
internal struct SystemVMemoryLimits
{
    /// <summary>SHMMAX: bytes of the largest segment.</summary>
    public ulong MaxSize;
    public ulong MinSize;

    /// <summary>SHMMNI: how many segments there may be.</summary>
    public ulong MaxSegments;

    private readonly ulong _segmentsPerProcess;

    /// <summary>SHMALL: pages of all segments together.</summary>
    public ulong MaxPages;
}
