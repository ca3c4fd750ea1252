using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Transports;

namespace TypedMq.Native;

/// <summary>
/// A System V semaphore set, as <c>semget(2)</c>, <c>semop(2)</c> and <c>semctl(2)</c> have it: counters that processes share, several
/// changed at once or not at all, and given back by the kernel when a process ends that took them with <c>undo</c>.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Nothing is open and nothing has to be closed: a set is its id, and it stays until somebody removes it.</para>
/// <para>
/// A call that waits does so in the kernel, with its thread. A signal does not end it, and does not lengthen a timeout, which is measured by
/// the monotonic clock. Everything that the kernel refuses is an <see cref="MqSystemCallException"/> with its errno: EINVAL or EIDRM once
/// the set is removed, EACCES when its mode denies the call, EFBIG for an index behind the last semaphore.
/// </para>
/// <para>
/// A new set has no values yet (on Linux they are 0), and somebody else can find it before its creator sets them. Let
/// <see cref="OpenOrCreate(SysVKey, ReadOnlySpan{ushort}, UnixFileMode, TimeSpan)"/> create it: that one waits for the values.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed partial class SysVSemaphoreSet
{
    private const int OnStack = 64;

    private SysVSemaphoreSet(int id)
    {
        SysVObject.CheckPlatform();
        Id = id;
    }

    /// <summary>The id by which the kernel knows the set.</summary>
    public int Id { get; }

    /// <summary>Opens the set with a key (<c>semget(2)</c>).</summary>
    /// <param name="key">Its key, not <see cref="SysVKey.Private"/>.</param>
    /// <param name="count">How many semaphores it must have at least; 0 for whatever it has.</param>
    /// <exception cref="ArgumentException">The key is <see cref="SysVKey.Private"/>.</exception>
    /// <exception cref="MqSystemCallException">There is none (ENOENT), or it has fewer semaphores (EINVAL).</exception>
    public static SysVSemaphoreSet Open(SysVKey key, int count = 0)
    {
        SysVObject.CheckKey(key);
        return Get(key, count, flags: 0);
    }

    /// <summary>Creates a set whose values are not set yet; with <see cref="SysVKey.Private"/> another one every time.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="count">How many semaphores: above zero.</param>
    /// <param name="mode">Who may read and alter it, 0600 by default. The umask does not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode has bits other than 0777.</exception>
    /// <exception cref="MqSystemCallException">
    /// There is one with the key already (EEXIST); the count is 0, or above SEMMSL (EINVAL); there are too many sets or semaphores (ENOSPC).
    /// </exception>
    public static SysVSemaphoreSet Create(SysVKey key, int count, UnixFileMode mode = SysVObject.DefaultMode) =>
        Get(key, count, SysVObject.Creation(mode, exclusive: true));

    /// <summary>Opens the set with a key, or creates one whose values are not set yet; with <see cref="SysVKey.Private"/> creates another one every time.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="MqSystemCallException">
    /// The one that exists has fewer semaphores (EINVAL), or its mode denies what this mode asks for (EACCES); there are too many sets (ENOSPC).
    /// </exception>
    public static SysVSemaphoreSet OpenOrCreate(SysVKey key, int count, UnixFileMode mode = SysVObject.DefaultMode) =>
        Get(key, count, SysVObject.Creation(mode, exclusive: false));

    /// <summary>
    /// Opens the set with a key, or creates it with values: exactly one process of many sets them, and all others wait until it has.
    /// </summary>
    /// <param name="key">Its key.</param>
    /// <param name="values">The first values, one for each semaphore, up to SEMVMX = 32767.</param>
    /// <param name="mode">Who may read and alter it. Its owner has to be among them.</param>
    /// <param name="timeout">How long to wait for the values of a set that somebody else creates.</param>
    /// <returns>The set: its values have been set, and perhaps changed by others since.</returns>
    /// <remarks>
    /// A set is ready when <c>sem_otime</c> is not 0: its creator sets the values and then calls <c>semop(2)</c> once. Other programs have to
    /// do the same to create a set for this one. A set whose creator ended in between never gets ready and has to be removed.
    /// </remarks>
    /// <exception cref="MqSystemCallException">
    /// It has fewer semaphores (EINVAL); it did not get ready (ETIMEDOUT); a value is too large (ERANGE); and as for <see cref="Create"/>.
    /// </exception>
    public static SysVSemaphoreSet OpenOrCreate(SysVKey key, ReadOnlySpan<ushort> values, UnixFileMode mode, TimeSpan timeout)
    {
        SysVObject.CheckPlatform();
        MqDeadline deadline = MqDeadline.After(timeout);
        while (true)
        {
            int created = SystemVCalls.GetSemaphores(key.Value, values.Length, SysVObject.Creation(mode, exclusive: true));
            if (created >= 0)
            {
                SysVSemaphoreSet set = new(created);
                set.MakeReady(values);
                return set;
            }

            if (created != -Errno.EEXIST)
            {
                throw Refused(key, values.Length, created);
            }

            int found = SystemVCalls.GetSemaphores(key.Value, values.Length, flags: 0);
            if (found >= 0 && new SysVSemaphoreSet(found).AwaitReady(key, deadline))
            {
                return new(found);
            }

            // Otherwise it was removed since it was seen: begin again.
            if (found < 0 && found != -Errno.ENOENT)
            {
                throw Refused(key, values.Length, found);
            }
        }
    }

    /// <summary>The set with an id, for example a private one of another process. Whether there is one shows with the first call.</summary>
    /// <param name="id">The id.</param>
    public static SysVSemaphoreSet FromId(int id) => new(id);

    /// <summary>The limits of this IPC namespace (<c>semctl(2)</c>, <c>IPC_INFO</c>).</summary>
    public static SysVSemaphoreLimits GetLimits()
    {
        SysVObject.CheckPlatform();
        SysVObject.Check(SystemVCalls.GetSemaphoreLimits(out SystemVSemaphoreLimits limits), "semctl", "IPC_INFO");
        return new(limits.MaxSets, limits.MaxSemaphores, limits.MaxSemaphoresPerSet, limits.MaxOperations, limits.MaxValue);
    }

    /// <summary>Subtracts 1, and waits until the value allows it.</summary>
    /// <param name="index">Which semaphore.</param>
    /// <param name="undo">Whether the kernel adds it again when this process ends, so that a lock is free after <c>kill -9</c>.</param>
    /// <exception cref="MqSystemCallException">The set was removed meanwhile (EIDRM).</exception>
    public void Wait(int index, bool undo = false) => Operate([new(index, -1, undo)]);

    /// <summary>Subtracts 1, and waits for a limited time until the value allows it.</summary>
    /// <param name="index">Which semaphore.</param>
    /// <param name="timeout">How long; zero does not wait.</param>
    /// <param name="undo">As for <see cref="Wait(int, bool)"/>.</param>
    /// <returns>False when the time is over, and nothing is changed.</returns>
    /// <exception cref="MqSystemCallException">The set was removed meanwhile (EIDRM).</exception>
    public bool Wait(int index, TimeSpan timeout, bool undo = false) => TryOperate([new(index, -1, undo)], timeout);

    /// <summary>Adds 1.</summary>
    /// <param name="index">Which semaphore.</param>
    /// <param name="undo">Whether the kernel subtracts it again when this process ends; to be the same as when it was taken.</param>
    /// <exception cref="MqSystemCallException">The value would exceed SEMVMX (ERANGE).</exception>
    public void Post(int index, bool undo = false) => Operate([new(index, 1, undo)]);

    /// <summary>Waits until the value is 0.</summary>
    /// <param name="index">Which semaphore.</param>
    /// <exception cref="MqSystemCallException">The set was removed meanwhile (EIDRM).</exception>
    public void WaitForZero(int index) => Operate([new(index, 0)]);

    /// <summary>Waits for a limited time until the value is 0.</summary>
    /// <param name="index">Which semaphore.</param>
    /// <param name="timeout">How long; zero does not wait.</param>
    /// <returns>False when the time is over.</returns>
    /// <exception cref="MqSystemCallException">The set was removed meanwhile (EIDRM).</exception>
    public bool WaitForZero(int index, TimeSpan timeout) => TryOperate([new(index, 0)], timeout);

    /// <summary>Does all the operations at once, in their order, or none; and waits until all can be done (<c>semop(2)</c>).</summary>
    /// <param name="operations">At least one, at most SEMOPM.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not within 0 to 65535, or a change not within a <c>short</c>.</exception>
    /// <exception cref="MqSystemCallException">
    /// One with <see cref="SysVSemaphoreOperation.NoWait"/> would have to wait (EAGAIN); a value would exceed SEMVMX (ERANGE); no operations
    /// (EINVAL) or too many (E2BIG); the set was removed meanwhile (EIDRM).
    /// </exception>
    public void Operate(ReadOnlySpan<SysVSemaphoreOperation> operations) => Check(Run(operations, MqDeadline.Infinite), "semop");

    /// <summary>Does all the operations at once, in their order, or none; and waits for a limited time until all can be done (<c>semtimedop(2)</c>).</summary>
    /// <param name="operations">At least one, at most SEMOPM.</param>
    /// <param name="timeout">How long to wait; zero does not wait.</param>
    /// <returns>False when the time is over or one with <see cref="SysVSemaphoreOperation.NoWait"/> would have to wait (EAGAIN): then nothing is changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An index is not within 0 to 65535, a change not within a <c>short</c>, or the timeout negative and not <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.
    /// </exception>
    /// <exception cref="MqSystemCallException">As for <see cref="Operate"/>, except for EAGAIN.</exception>
    public bool TryOperate(ReadOnlySpan<SysVSemaphoreOperation> operations, TimeSpan timeout)
    {
        int result = Run(operations, MqDeadline.After(timeout));
        return result != -Errno.EAGAIN && Check(result, "semtimedop") == 0;
    }

    /// <summary>"System V semaphore set" and its id.</summary>
    public override string ToString() => $"System V semaphore set {Id}";

    private static SysVSemaphoreSet Get(SysVKey key, int count, int flags)
    {
        SysVObject.CheckPlatform();
        int result = SystemVCalls.GetSemaphores(key.Value, count, flags);
        return result >= 0 ? new(result) : throw Refused(key, count, result);
    }

    private static MqSystemCallException Refused(SysVKey key, int count, int result) => new("semget", $"key {key} and {count} semaphores", -result);

    private int Run(ReadOnlySpan<SysVSemaphoreOperation> operations, MqDeadline deadline)
    {
        Span<SystemVSemaphoreOperation> native = operations.Length <= OnStack ? stackalloc SystemVSemaphoreOperation[OnStack] : new SystemVSemaphoreOperation[operations.Length];
        native = native[..operations.Length];
        for (int i = 0; i < native.Length; i++)
        {
            SysVSemaphoreOperation operation = operations[i];
            if (operation.Index is < 0 or > ushort.MaxValue || operation.Change is < short.MinValue or > short.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(operations), operation, "An index is within 0 to 65535, a change within -32768 to 32767.");
            }

            native[i].Index = (ushort)operation.Index;
            native[i].Change = (short)operation.Change;
            native[i].Flags = (short)((operation.Undo ? SystemVCalls.Undo : 0) | (operation.NoWait ? SystemVCalls.NoWait : 0));
        }

        int result;
        do
        {
            result = SystemVCalls.Operate(Id, native, deadline.IsInfinite ? null : Timeout(deadline.Remaining));
        }
        while (result == -Errno.EINTR);
        return result;
    }

    private static TimeSpec Timeout(TimeSpan time) =>
        new() { Seconds = time.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick };

    private void MakeReady(ReadOnlySpan<ushort> values)
    {
        try
        {
            Check(SystemVCalls.SetAll(Id, values), "semctl");

            // Up and down, or down and up where it is at its largest, so that the value stays as it is and sem_otime says that it is there.
            int first = values[0] == 0 ? 1 : -1;
            Operate([new(0, first, NoWait: true), new(0, -first, NoWait: true)]);
        }
        catch
        {
            // Nobody else would ever make it ready.
            _ = SystemVCalls.RemoveSemaphores(Id);
            throw;
        }
    }

    /// <summary>False when it was removed.</summary>
    private bool AwaitReady(SysVKey key, MqDeadline deadline)
    {
        while (true)
        {
            int result = SystemVCalls.GetStatus(Id, out SystemVSemaphoreStatus status);
            if (result is -Errno.EINVAL or -Errno.EIDRM)
            {
                return false;
            }

            Check(result, "semctl");
            if (status.OperationTime != 0)
            {
                return true;
            }

            if (deadline.HasPassed)
            {
                throw new MqSystemCallException(
                    "semget", $"key {key}, because whoever created {this} has not set its values (if it has ended, remove the set with ipcrm(1))", Errno.ETIMEDOUT);
            }

            Thread.Sleep(1);
        }
    }

    // Told only when it fails: a call that succeeds allocates nothing.
    private int Check(int result, string call) => result >= 0 ? result : throw new MqSystemCallException(call, ToString(), -result);
}
