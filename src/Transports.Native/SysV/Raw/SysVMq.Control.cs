using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary>What <c>msgctl(2)</c> does.</summary>
public sealed partial class SysVMq
{
    /// <summary>The queue as it is now (<c>IPC_STAT</c>).</summary>
    /// <exception cref="MqSystemCallException">No permission to read (EACCES); no such queue (EINVAL, EIDRM).</exception>
    public SysVMqStatus GetStatus()
    {
        SystemVQueueStatus status = Read();
        return new(
            SysVPermissions.From(in status.Permissions),
            SysVPermissions.Time(status.SendTime),
            SysVPermissions.Time(status.ReceiveTime),
            SysVPermissions.Time(status.ChangeTime),
            (long)status.Bytes,
            (long)status.Messages,
            (long)status.MaxBytes,
            status.LastSender,
            status.LastReceiver);
    }

    /// <summary>Changes who owns the queue and who may use it, and leaves its other attributes (<c>IPC_STAT</c> and <c>IPC_SET</c>, not at once).</summary>
    /// <param name="mode">The new mode; null leaves it.</param>
    /// <param name="user">The new owner; null leaves it.</param>
    /// <param name="group">The new group; null leaves it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode has bits other than 0777.</exception>
    /// <exception cref="MqSystemCallException">
    /// Not the owner, not the creator and no CAP_SYS_ADMIN (EPERM); no permission to read (EACCES: use <see cref="Set"/>).
    /// </exception>
    public void SetPermissions(UnixFileMode? mode = null, uint? user = null, uint? group = null)
    {
        SysVObject.CheckMode(mode ?? UnixFileMode.None);
        SystemVQueueStatus status = Read();
        status.Permissions.Mode = (uint?)mode ?? status.Permissions.Mode;
        status.Permissions.User = user ?? status.Permissions.User;
        status.Permissions.Group = group ?? status.Permissions.Group;
        Write(in status);
    }

    /// <summary>Changes how many bytes the queue holds (<c>IPC_STAT</c> and <c>IPC_SET</c>, not at once). What is in it stays.</summary>
    /// <param name="bytes">The bytes of all messages together, without their types.</param>
    /// <exception cref="MqSystemCallException">
    /// More than <c>/proc/sys/kernel/msgmnb</c> without CAP_SYS_RESOURCE, or not the owner (EPERM); no permission to read (EACCES).
    /// </exception>
    public void SetMaxBytes(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Check(SystemVCalls.SetMaxBytes(Id, (ulong)bytes), "msgctl");
    }

    /// <summary><c>IPC_SET</c> alone: all that can be set, at once, and without permission to read.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="user">The owner.</param>
    /// <param name="group">The group.</param>
    /// <param name="maxBytes">How many bytes the queue holds.</param>
    /// <exception cref="MqSystemCallException">More than msgmnb without CAP_SYS_RESOURCE, or not the owner (EPERM).</exception>
    public void Set(UnixFileMode mode, uint user, uint group, long maxBytes)
    {
        SysVObject.CheckMode(mode);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        SystemVQueueStatus status = default;
        status.Permissions.Mode = (uint)mode;
        status.Permissions.User = user;
        status.Permissions.Group = group;
        status.MaxBytes = (ulong)maxBytes;
        Write(in status);
    }

    /// <summary>Removes the queue with its messages at once (<c>IPC_RMID</c>). Whoever waits for it gets EIDRM; who comes later, EINVAL.</summary>
    /// <exception cref="MqSystemCallException">Not the owner, not the creator and no CAP_SYS_ADMIN (EPERM); removed already (EINVAL, EIDRM).</exception>
    public void Remove() => Check(SystemVCalls.RemoveQueue(Id), "msgctl");

    private SystemVQueueStatus Read()
    {
        Check(SystemVCalls.GetStatus(Id, out SystemVQueueStatus status), "msgctl");
        return status;
    }

    private void Write(in SystemVQueueStatus status) => Check(SystemVCalls.SetStatus(Id, in status), "msgctl");
}
