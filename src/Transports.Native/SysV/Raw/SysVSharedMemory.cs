using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary>System V shared memory, as <c>shmget(2)</c>, <c>shmop(2)</c> and <c>shmctl(2)</c> have it: bytes that processes share.</summary>
/// <remarks>
/// <para>
/// Thread-safe. Shared memory is its id, and stays until somebody removes it; what has to be disposed of is each attachment. New shared
/// memory is all zeros.
/// </para>
/// <para>
/// Everything that the kernel refuses is an <see cref="MqSystemCallException"/> with its errno: EINVAL or EIDRM once it is gone, EACCES when
/// its mode denies the call.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class SysVSharedMemory
{
    private SysVSharedMemory(int id)
    {
        SysVObject.CheckPlatform();
        Id = id;
    }

    /// <summary>The id by which the kernel knows it.</summary>
    public int Id { get; }

    /// <summary>Opens shared memory by its key (<c>shmget(2)</c>).</summary>
    /// <param name="key">Its key, not <see cref="SysVKey.Private"/>.</param>
    /// <param name="size">How many bytes it must have at least; 0 for whatever it has.</param>
    /// <exception cref="ArgumentException">The key is <see cref="SysVKey.Private"/>.</exception>
    /// <exception cref="MqSystemCallException">There is none (ENOENT), or it is smaller (EINVAL).</exception>
    public static SysVSharedMemory Open(SysVKey key, long size = 0)
    {
        SysVObject.CheckKey(key);
        return Get(key, size, flags: 0);
    }

    /// <summary>Creates shared memory; with <see cref="SysVKey.Private"/> another one every time.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="size">Its bytes: above zero, up to SHMMAX. Memory is taken by whole pages.</param>
    /// <param name="mode">Who may read and write, 0600 by default. The umask does not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode has bits other than 0777, or the size is negative.</exception>
    /// <exception cref="MqSystemCallException">
    /// There is one with the key already (EEXIST); the size is 0 or too large (EINVAL); there are too many (ENOSPC); no memory (ENOMEM).
    /// </exception>
    public static SysVSharedMemory Create(SysVKey key, long size, UnixFileMode mode = SysVObject.DefaultMode) =>
        Get(key, size, SysVObject.Creation(mode, exclusive: true));

    /// <summary>Opens shared memory by its key, or creates it; with <see cref="SysVKey.Private"/> creates another one every time.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="MqSystemCallException">
    /// What exists is smaller (EINVAL), or its mode denies what this mode asks for (EACCES); there are too many (ENOSPC); no memory (ENOMEM).
    /// </exception>
    public static SysVSharedMemory OpenOrCreate(SysVKey key, long size, UnixFileMode mode = SysVObject.DefaultMode) =>
        Get(key, size, SysVObject.Creation(mode, exclusive: false));

    /// <summary>Shared memory with an id, for example private one of another process. Whether there is any shows with the first call.</summary>
    /// <param name="id">The id.</param>
    public static SysVSharedMemory FromId(int id) => new(id);

    /// <summary>The limits of this IPC namespace (<c>shmctl(2)</c>, <c>IPC_INFO</c>).</summary>
    public static SysVSharedMemoryLimits GetLimits()
    {
        SysVObject.CheckPlatform();
        SysVObject.Check(SystemVCalls.GetMemoryLimits(out SystemVMemoryLimits limits), "shmctl", "IPC_INFO");
        return new(limits.MaxSize, (long)limits.MaxSegments, limits.MaxPages);
    }

    /// <summary>Attaches it to this process, to read and to write (<c>shmat(2)</c>). Every attachment is another one, at another address.</summary>
    /// <exception cref="MqSystemCallException">Its mode denies reading or writing (EACCES); no memory for the mapping (ENOMEM).</exception>
    public SysVMemoryAttachment Attach() => new(AttachmentHandle.Attach(Id, readOnly: false));

    /// <summary>Attaches it to this process, to read only (<c>shmat(2)</c> with <c>SHM_RDONLY</c>).</summary>
    /// <exception cref="MqSystemCallException">Its mode denies reading (EACCES); no memory for the mapping (ENOMEM).</exception>
    public SysVReadOnlyMemoryAttachment AttachReadOnly() => new(AttachmentHandle.Attach(Id, readOnly: true));

    /// <summary>The shared memory as it is now (<c>IPC_STAT</c>).</summary>
    /// <exception cref="MqSystemCallException">No permission to read (EACCES); no such shared memory (EINVAL, EIDRM).</exception>
    public SysVSharedMemoryStatus GetStatus()
    {
        Check(SystemVCalls.GetStatus(Id, out SystemVMemoryStatus status));
        return new(
            SysVPermissions.From(in status.Permissions),
            (long)status.Size,
            SysVPermissions.Time(status.AttachTime),
            SysVPermissions.Time(status.DetachTime),
            SysVPermissions.Time(status.ChangeTime),
            status.Creator,
            status.LastUser,
            (long)status.Attachments,
            (status.Permissions.Mode & SystemVCalls.MarkedForRemoval) != 0);
    }

    /// <summary>Changes who owns it and who may use it (<c>IPC_STAT</c> and <c>IPC_SET</c>, not at once). Attachments stay as they are.</summary>
    /// <param name="mode">The new mode; null leaves it.</param>
    /// <param name="user">The new owner; null leaves it.</param>
    /// <param name="group">The new group; null leaves it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode has bits other than 0777.</exception>
    /// <exception cref="MqSystemCallException">Not the owner, not the creator and no CAP_SYS_ADMIN (EPERM); no permission to read (EACCES).</exception>
    public void SetPermissions(UnixFileMode? mode = null, uint? user = null, uint? group = null)
    {
        SysVObject.CheckMode(mode ?? UnixFileMode.None);
        Check(SystemVCalls.GetStatus(Id, out SystemVMemoryStatus status));
        status.Permissions.Mode = (uint?)mode ?? status.Permissions.Mode;
        status.Permissions.User = user ?? status.Permissions.User;
        status.Permissions.Group = group ?? status.Permissions.Group;
        Check(SystemVCalls.SetStatus(Id, in status));
    }

    /// <summary>Removes it (<c>IPC_RMID</c>): nobody finds it by its key any more, and it goes when its last attachment does.</summary>
    /// <exception cref="MqSystemCallException">Not the owner, not the creator and no CAP_SYS_ADMIN (EPERM); it is gone already (EINVAL, EIDRM).</exception>
    public void Remove() => Check(SystemVCalls.RemoveMemory(Id));

    /// <summary>"System V shared memory" and its id.</summary>
    public override string ToString() => Describe(Id);

    internal static string Describe(int id) => $"System V shared memory {id}";

    private static SysVSharedMemory Get(SysVKey key, long size, int flags)
    {
        SysVObject.CheckPlatform();
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new(SysVObject.Check(SystemVCalls.GetMemory(key.Value, (nuint)size, flags), "shmget", $"key {key} and {size} bytes"));
    }

    private void Check(int result) => SysVObject.Check(result, "shmctl", ToString());
}
