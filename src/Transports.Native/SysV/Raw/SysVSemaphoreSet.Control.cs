using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary>What <c>semctl(2)</c> does.</summary>
public sealed partial class SysVSemaphoreSet
{
    /// <summary>The value of a semaphore (<c>GETVAL</c>).</summary>
    /// <param name="index">Which one.</param>
    /// <exception cref="MqSystemCallException">There is no such semaphore (EINVAL).</exception>
    public int GetValue(int index) => Check(SystemVCalls.GetValue(Id, index), "semctl");

    /// <summary>Sets the value of a semaphore, and forgets what processes have to undo on it (<c>SETVAL</c>).</summary>
    /// <param name="index">Which one.</param>
    /// <param name="value">Its value, up to SEMVMX = 32767.</param>
    /// <exception cref="MqSystemCallException">There is no such semaphore (EINVAL); the value is too large or negative (ERANGE).</exception>
    public void SetValue(int index, int value) => Check(SystemVCalls.SetValue(Id, index, value), "semctl");

    /// <summary>The values of all semaphores at one moment (<c>GETALL</c>).</summary>
    public ushort[] GetAll()
    {
        // The kernel writes as many values as the set has, and the set of an id never grows.
        ushort[] values = new ushort[GetStatus().Count];
        Check(SystemVCalls.GetAll(Id, values), "semctl");
        return values;
    }

    /// <summary>Sets the values of all semaphores at once, and forgets what processes have to undo on them (<c>SETALL</c>). Needs permission to read, too.</summary>
    /// <param name="values">One for each semaphore of the set.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than semaphores.</exception>
    /// <exception cref="MqSystemCallException">A value is too large (ERANGE).</exception>
    public void SetAll(ReadOnlySpan<ushort> values)
    {
        int count = GetStatus().Count;
        if (values.Length != count)
        {
            throw new ArgumentException($"{this} has {count} semaphores, and these are {values.Length} values.", nameof(values));
        }

        Check(SystemVCalls.SetAll(Id, values), "semctl");
    }

    /// <summary>The process that operated on a semaphore last; 0 before the first (<c>GETPID</c>).</summary>
    /// <param name="index">Which one.</param>
    public int GetLastProcess(int index) => Check(SystemVCalls.GetLastProcess(Id, index), "semctl");

    /// <summary>How many threads of all processes wait for a semaphore to grow (<c>GETNCNT</c>).</summary>
    /// <param name="index">Which one.</param>
    public int GetIncreaseWaiters(int index) => Check(SystemVCalls.GetIncreaseWaiters(Id, index), "semctl");

    /// <summary>How many threads of all processes wait for a semaphore to be 0 (<c>GETZCNT</c>).</summary>
    /// <param name="index">Which one.</param>
    public int GetZeroWaiters(int index) => Check(SystemVCalls.GetZeroWaiters(Id, index), "semctl");

    /// <summary>The set as it is now (<c>IPC_STAT</c>).</summary>
    /// <exception cref="MqSystemCallException">No permission to read (EACCES); no such set (EINVAL, EIDRM).</exception>
    public SysVSemaphoreStatus GetStatus()
    {
        Check(SystemVCalls.GetStatus(Id, out SystemVSemaphoreStatus status), "semctl");
        return new(
            SysVPermissions.From(in status.Permissions),
            SysVPermissions.Time(status.OperationTime),
            SysVPermissions.Time(status.ChangeTime),
            checked((int)status.Count));
    }

    /// <summary>Changes who owns the set and who may use it (<c>IPC_STAT</c> and <c>IPC_SET</c>, not at once).</summary>
    /// <param name="mode">The new mode; null leaves it.</param>
    /// <param name="user">The new owner; null leaves it.</param>
    /// <param name="group">The new group; null leaves it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode has bits other than 0777.</exception>
    /// <exception cref="MqSystemCallException">Not the owner, not the creator and no CAP_SYS_ADMIN (EPERM); no permission to read (EACCES).</exception>
    public void SetPermissions(UnixFileMode? mode = null, uint? user = null, uint? group = null)
    {
        SysVObject.CheckMode(mode ?? UnixFileMode.None);
        Check(SystemVCalls.GetStatus(Id, out SystemVSemaphoreStatus status), "semctl");
        status.Permissions.Mode = (uint?)mode ?? status.Permissions.Mode;
        status.Permissions.User = user ?? status.Permissions.User;
        status.Permissions.Group = group ?? status.Permissions.Group;
        Check(SystemVCalls.SetSemaphorePermissions(Id, in status.Permissions), "semctl");
    }

    /// <summary>Removes the set at once (<c>IPC_RMID</c>). Whoever waits for it gets EIDRM; who comes later, EINVAL.</summary>
    /// <exception cref="MqSystemCallException">Not the owner, not the creator and no CAP_SYS_ADMIN (EPERM); removed already (EINVAL, EIDRM).</exception>
    public void Remove() => Check(SystemVCalls.RemoveSemaphores(Id), "semctl");
}
