using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.SysV;

/// <summary>A queue as the registry found or made it.</summary>
/// <param name="Record">What the registry knows of it.</param>
/// <param name="Doorbell">The mapping of its file; to be disposed.</param>
/// <param name="Created">Whether it was made now.</param>
internal readonly record struct SysVEntry(SysVRecord Record, SysVDoorbell Doorbell, bool Created);

/// <summary>Maps names to System V queues, which have none: a file for each queue in the folder of the scope. Thread-safe, between processes too.</summary>
/// <remarks>
/// <code>
/// /dev/shm/typedmq-1000            the folder of the scope, which nobody else may enter
///     sysv.lock                    taken for every change; says which queue is being made
///     sysv.draft                   the next file, until it is whole
///     sysv/orders                  the file of queue 'orders' (SysVRecord)
/// </code>
/// <para>A new queue gets a random key by IPC_EXCL, so no two names share a queue, whatever their number. It is known again by key and id: the kernel
/// gives the id for the key, and a key that was chosen by chance is not chosen twice. That, and the boot id, tell whether the queue of an
/// entry is still there.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class SysVRegistry(ScopeFolder scope, string queue, SysVMqOptions keys, ILogger logger, Func<int>? nextKey = null)
{
    private const string FolderName = "sysv";
    private const uint PermissionBits = 0b111_111_111;

    private readonly string _folder = scope.CreateFolder(FolderName, queue);
    private readonly ManifestFiles _manifests = new(scope, SysVTransport.TransportName, queue);
    private readonly string _draft = Path.Combine(scope.FullPath, "sysv.draft");
    private readonly Func<int> _nextKey = nextKey ?? (static () => Random.Shared.Next(int.MinValue, int.MaxValue));

    private enum Finding
    {
        Nothing,
        Stale,
        Queue,
    }

    /// <summary>Opens or creates, as <see cref="MqQueueOptions.OpenMode"/> says; among processes that do so at once, one creates.</summary>
    /// <exception cref="MqException">One of its kinds; no queue was left.</exception>
    public SysVEntry Open(MqQueueOptions options)
    {
        string name = options.Name.Value;
        int? key = keys.FindKey(name);
        if (Find(name, out SysVEntry entry) == Finding.Queue)
        {
            return Accept(entry, options, key);
        }

        entry.Doorbell?.Dispose();
        if (options.OpenMode == MqOpenMode.OpenExisting && (key is null || SystemVCalls.GetQueue(key.Value, 0) < 0))
        {
            throw new MqQueueNotFoundException(name, SysVTransport.TransportName, Errno.ENOENT);
        }

        using SysVRegistryLock held = Lock(name);
        Finding finding = Find(name, out entry);
        if (finding == Finding.Queue)
        {
            return Accept(entry, options, key);
        }

        if (finding == Finding.Stale)
        {
            SysVLog.StaleEntry(logger, name, _folder);
            Forget(name, entry);
        }

        // Again: an administrator may have deleted it since.
        scope.CreateFolder(FolderName, name);
        return key is { } known ? Join(known, options) : Create(options, held);
    }

    /// <summary>Compares the contracts of who opens a queue with those of others.</summary>
    /// <exception cref="MqContractMismatchException">They do not fit.</exception>
    public void CheckManifest(in SysVRecord record, MqQueueOptions options) => _manifests.Check(options, ((ulong)(uint)record.Key << 32) | (uint)record.Id);

    /// <summary>Removes a queue and its entry, and wakes everybody who waits for it.</summary>
    /// <returns>Whether it existed.</returns>
    public bool Delete(string name)
    {
        int? key = keys.FindKey(name);
        if (key is null && !Path.Exists(FileOf(name)) && new FileInfo(FileOf(name)).LinkTarget is null)
        {
            return false;
        }

        using SysVRegistryLock held = Lock(name);
        Finding finding;
        SysVEntry entry;
        try
        {
            finding = Find(name, out entry);
        }
        catch (MqCorruptQueueException)
        {
            // What queue it was for nobody knows; the name is free again.
            int result = _manifests.Remove(name, () => Libc.Unlink(FileOf(name)) == 0 || Libc.RemoveDirectory(FileOf(name)) == 0 ? 0 : -Errno.Last);
            return result == 0 ? true : throw DescriptorErrors.For(-result, name, $"deleting {FileOf(name)}");
        }

        if (finding == Finding.Nothing)
        {
            int id = key is { } known ? SystemVCalls.GetQueue(known, 0) : -1;
            return id >= 0 && Remove(id, name);
        }

        bool removed;
        try
        {
            removed = finding == Finding.Queue && Remove(entry.Record.Id, name);
        }
        catch
        {
            entry.Doorbell.Dispose();
            throw;
        }

        Forget(name, entry);
        return removed;
    }

    /// <summary>The names whose queues are there, or whose entries are corrupt or not for this process.</summary>
    public IReadOnlyList<MqQueueName> List()
    {
        List<MqQueueName> names = [];
        if (Directory.Exists(_folder))
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(_folder))
            {
                if (MqQueueName.TryParse(Path.GetFileName(path), out MqQueueName name) && IsThere(name.Value))
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    private bool IsThere(string name)
    {
        try
        {
            Finding finding = Find(name, out SysVEntry entry);
            entry.Doorbell?.Dispose();
            return finding == Finding.Queue;
        }
        catch (MqException error) when (error is MqCorruptQueueException or MqAccessDeniedException)
        {
            return true;
        }
    }

    /// <summary>What the registry has under a name. The doorbell of an entry, stale or not, is to be disposed.</summary>
    private Finding Find(string name, out SysVEntry entry)
    {
        entry = default;
        SysVDoorbell? doorbell = SysVRegistryFile.Open(FileOf(name), scope.Group, name, out SysVRecord record);
        if (doorbell is null)
        {
            return Finding.Nothing;
        }

        entry = new(record, doorbell, Created: false);
        return record.BootId == BootId.Current && !doorbell.IsRemoved && SystemVCalls.GetQueue(record.Key, 0) == record.Id ? Finding.Queue : Finding.Stale;
    }

    /// <summary>Uses what was found, if it may be.</summary>
    private static SysVEntry Accept(SysVEntry entry, MqQueueOptions options, int? key)
    {
        string name = options.Name.Value;
        try
        {
            if (options.OpenMode == MqOpenMode.CreateNew)
            {
                throw new MqQueueExistsException(name, SysVTransport.TransportName, Errno.EEXIST);
            }

            if (key is { } known && known != entry.Record.Key)
            {
                throw new MqConfigurationException(
                    $"UseKey(\"{name}\")", $"0x{known:x8}", $"The queue exists with key 0x{entry.Record.Key:x8}. Delete it so that it is created anew, or leave its key to the registry.");
            }

            return entry;
        }
        catch
        {
            entry.Doorbell.Dispose();
            throw;
        }
    }

    /// <summary>Makes a queue with a key of its own, and its entry. A process that is killed in between leaves a note of the key in the lock file.</summary>
    private SysVEntry Create(MqQueueOptions options, SysVRegistryLock held)
    {
        string name = options.Name.Value;
        SysVGeometry geometry = CheckedGeometry(options, out SysVLimits limits);
        while (true)
        {
            int key = _nextKey();
            if (key == SystemVCalls.PrivateKey)
            {
                continue;
            }

            held.BeginCreation(key, name);
            int id = SystemVCalls.GetQueue(key, SystemVCalls.Create | SystemVCalls.Exclusive | (int)ScopeFolder.PrivateFileMode);
            if (id < 0)
            {
                held.EndCreation();
                if (id == -Errno.EEXIST)
                {
                    continue;
                }

                throw SysVErrors.ForCreate(-id, name);
            }

            SysVEntry entry = Finish(id, key, geometry, options, limits);
            held.EndCreation();
            return entry;
        }
    }

    /// <summary>Joins the queue of a key that was given, whoever made it, or makes it.</summary>
    private SysVEntry Join(int key, MqQueueOptions options)
    {
        string name = options.Name.Value;
        while (true)
        {
            int id = SystemVCalls.GetQueue(key, 0);
            if (id >= 0)
            {
                if (options.OpenMode == MqOpenMode.CreateNew)
                {
                    throw new MqQueueExistsException(name, SysVTransport.TransportName, Errno.EEXIST);
                }

                int result = SystemVCalls.LookAt(id, out SystemVQueueStatus status);
                if (result == 0)
                {
                    return Publish(id, key, SysVGeometry.ForExisting(options, status.MaxBytes, SysVLimits.Read()), name, created: false);
                }

                if (result is not (-Errno.EIDRM or -Errno.EINVAL))
                {
                    throw SysVErrors.ForCall(-result, name, $"the queue of key 0x{key:x8}", "msgctl", MqAccess.Receive);
                }
            }
            else if (options.OpenMode == MqOpenMode.OpenExisting)
            {
                throw new MqQueueNotFoundException(name, SysVTransport.TransportName, Errno.ENOENT);
            }
            else
            {
                SysVGeometry geometry = CheckedGeometry(options, out SysVLimits limits);
                id = SystemVCalls.GetQueue(key, SystemVCalls.Create | SystemVCalls.Exclusive | (int)ScopeFolder.PrivateFileMode);
                if (id >= 0)
                {
                    return Finish(id, key, geometry, options, limits);
                }

                if (id != -Errno.EEXIST)
                {
                    throw SysVErrors.ForCreate(-id, name);
                }
            }
        }
    }

    /// <summary>Gives a new queue its size, mode and group, and writes its entry; or removes it again.</summary>
    private SysVEntry Finish(int id, int key, SysVGeometry geometry, MqQueueOptions options, SysVLimits limits)
    {
        string name = options.Name.Value;
        try
        {
            int result = SystemVCalls.GetStatus(id, out SystemVQueueStatus status);
            status.MaxBytes = (ulong)geometry.Bytes;
            status.Permissions.Mode = options.Mode is { } mode ? (uint)mode & PermissionBits & ~FileCreationMask.Current : ScopeFolder.FileModeFor(scope.Group);
            status.Permissions.Group = scope.Group ?? status.Permissions.Group;
            result = result < 0 ? result : SystemVCalls.SetStatus(id, in status);
            if (result < 0)
            {
                throw result == -Errno.EPERM ? SysVErrors.TooManyBytes(name, geometry, limits) : SysVErrors.Unexpected(-result, name, "msgctl");
            }

            return Publish(id, key, geometry, name, created: true);
        }
        catch
        {
            SystemVCalls.RemoveQueue(id);
            throw;
        }
    }

    private SysVEntry Publish(int id, int key, SysVGeometry geometry, string name, bool created)
    {
        SysVRecord record = new(id, key, (int)Math.Max(geometry.Capacity, 1), (int)Math.Max(geometry.MessageSize, 1), BootId.Current);
        string file = FileOf(name);
        SysVRegistryFile.Write(file, _draft, scope.Group, name, in record);
        SysVDoorbell doorbell = SysVRegistryFile.Open(file, scope.Group, name, out _) ?? throw new MqQueueNotFoundException(name, SysVTransport.TransportName, Errno.ENOENT);
        return new(record, doorbell, created);
    }

    /// <summary>Takes the lock, and removes the queue that a killed holder had made and not written down.</summary>
    private SysVRegistryLock Lock(string queue)
    {
        SysVRegistryLock held = SysVRegistryLock.Acquire(scope, queue);
        try
        {
            if (held.TryGetUnfinished(out int key, out string name))
            {
                int id = SystemVCalls.GetQueue(key, 0);
                if (id >= 0 && IsUnused(id) && !IsWrittenDown(key, name) && SystemVCalls.RemoveQueue(id) == 0)
                {
                    SysVLog.UnfinishedQueue(logger, id, name);
                }

                held.EndCreation();
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Nobody knows the key of an unfinished queue, so nobody has used it. Whatever the note says, no other one is removed.</summary>
    private static bool IsUnused(int id) => SystemVCalls.GetStatus(id, out SystemVQueueStatus status) == 0 && status is { Messages: 0, SendTime: 0, ReceiveTime: 0 };

    private bool IsWrittenDown(int key, string name)
    {
        if (!MqQueueName.TryParse(name, out _))
        {
            return false;
        }

        try
        {
            using SysVDoorbell? doorbell = SysVRegistryFile.Open(FileOf(name), scope.Group, name, out SysVRecord record);
            return doorbell is not null && record.Key == key;
        }
        catch (MqCorruptQueueException)
        {
            return false;
        }
    }

    private static bool Remove(int id, string name)
    {
        int result = SystemVCalls.RemoveQueue(id);
        return result switch
        {
            0 => true,
            -Errno.EIDRM or -Errno.EINVAL => false,
            -Errno.EPERM or -Errno.EACCES => throw new MqAccessDeniedException(name, $"System V queue {id} belongs to another user. Delete it as its owner.", -result),
            _ => throw SysVErrors.Unexpected(-result, name, "msgctl"),
        };
    }

    /// <summary>Takes an entry out, and tells those who still use its bell.</summary>
    private void Forget(string name, SysVEntry entry)
    {
        using SysVDoorbell doorbell = entry.Doorbell;
        doorbell.RingRemoved();
        int result = _manifests.Remove(name, () => Libc.Unlink(FileOf(name)) == 0 ? 0 : -Errno.Last);
        if (result is not (0 or -Errno.ENOENT))
        {
            throw DescriptorErrors.For(-result, name, $"deleting {FileOf(name)}");
        }
    }

    private static SysVGeometry CheckedGeometry(MqQueueOptions options, out SysVLimits limits)
    {
        limits = SysVLimits.Read();
        SysVGeometry geometry = SysVGeometry.ForCreation(options, limits);
        return SysVErrors.FindBrokenLimit(options.Name.Value, geometry, SysVGeometry.ReservedBytes(options.Envelope), limits) is { } error ? throw error : geometry;
    }

    private string FileOf(string name) => Path.Combine(_folder, name);
}
