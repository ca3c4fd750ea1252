using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.FastMq;

/// <summary>The files of the queues of a scope. Thread-safe, between processes too.</summary>
/// <remarks>
/// <code>
/// /dev/shm/typedmq-1000            the folder of the scope, which nobody else may enter
///     fastmq.lock                  taken to create and to delete
///     fastmq/orders                the file of queue 'orders'
/// </code>
/// <para>The folder is opened once, and files are named in what was opened. A file gets its name when it is whole (O_TMPFILE of <c>open(2)</c>): a
/// creator that is killed leaves nothing. Where the file system cannot do that, it leaves a draft, which the next one deletes.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class FastMqFolder : IDisposable
{
    private const string FolderName = "fastmq";
    private const string LockName = "fastmq.lock";

    /// <summary>No queue can have this name: names have no slash, and this prefix belongs to scopes.</summary>
    private const string DraftName = "typedmq:draft";

    private readonly ScopeFolder _scope;
    private readonly DescriptorHandle _folder;
    private readonly bool _canHaveNoName;

    /// <param name="scope">The scope.</param>
    /// <param name="queue">The queue that needs it, for errors.</param>
    /// <param name="canHaveNoName">Whether files without a name are tried; false is for tests.</param>
    public FastMqFolder(ScopeFolder scope, string queue, bool canHaveNoName = true)
    {
        _scope = scope;
        _folder = scope.OpenFolder(FolderName, queue);
        _canHaveNoName = canHaveNoName;
    }

    /// <summary>Whether the folder was deleted.</summary>
    public bool IsGone => FileStatus.Read(_folder, out FileStatus status) == 0 && status.Links == 0;

    /// <summary>The group of the scope; null when it is one user's.</summary>
    public uint? Group => _scope.Group;

    public string PathOf(string name) => Path.Combine(_scope.FullPath, FolderName, name);

    /// <summary>Opens a queue, or creates it: of those that do so at once, one creates.</summary>
    /// <param name="options">How.</param>
    /// <param name="settings">What a new one is like.</param>
    /// <param name="created">Whether it was created now.</param>
    /// <exception cref="MqException">One of its kinds; nothing is half created.</exception>
    public FastMqMemory Open(MqQueueOptions options, FastMqSettings settings, out bool created)
    {
        string name = options.Name.Value;
        created = false;
        if (options.OpenMode != MqOpenMode.CreateNew && FastMqFile.TryOpen(_folder, this, name) is { } existing)
        {
            return existing;
        }

        if (options.OpenMode == MqOpenMode.OpenExisting)
        {
            throw new MqQueueNotFoundException(name, FastMqTransport.TransportName, Errno.ENOENT);
        }

        FastMqGeometry geometry = settings.GeometryFor(options);
        using ScopeLock held = ScopeLock.Acquire(_scope, LockName, name);
        if (FastMqFile.TryOpen(_folder, this, name) is { } other)
        {
            if (options.OpenMode == MqOpenMode.CreateNew)
            {
                other.Close();
                throw new MqQueueExistsException(name, FastMqTransport.TransportName, Errno.EEXIST);
            }

            return other;
        }

        // What a deleter marked before it was killed, or a creator left: nobody else is at work while the lock is ours.
        _ = FolderCalls.Unlink(_folder, name);
        _ = FolderCalls.Unlink(_folder, DraftName);
        created = true;
        return FastMqFile.Create(_folder, this, _canHaveNoName ? null : DraftName, DraftName, options, settings, in geometry);
    }

    /// <summary>Compares the contracts of who opens a queue with what is kept in its file, and adds them to that.</summary>
    /// <exception cref="MqContractMismatchException">They do not fit those of another service.</exception>
    public void CheckManifest(FastMqMemory memory, MqQueueOptions options)
    {
        // Most openers find theirs there. A snapshot without the lock is whole, and what it refuses is refused.
        if (FastMqManifest.Compare(memory.File, options) is null)
        {
            return;
        }

        string name = options.Name.Value;
        using ScopeLock held = ScopeLock.Acquire(_scope, LockName, name);
        if (FastMqManifest.Compare(memory.File, options) is { } merged && !FastMqManifest.TryWrite(memory.File, merged))
        {
            throw DescriptorErrors.ForFile(Errno.Last, name, $"writing the manifest of {PathOf(name)}", PathOf(name));
        }
    }

    /// <summary>Deletes a queue; all who have it open are told.</summary>
    /// <returns>Whether it existed.</returns>
    public bool Delete(string name)
    {
        using ScopeLock held = ScopeLock.Acquire(_scope, LockName, name);
        bool marked = FastMqFile.TryMarkRemoved(_folder, name);
        if (FolderCalls.Unlink(_folder, name) == 0)
        {
            return true;
        }

        int errno = Errno.Last;
        return errno switch
        {
            Errno.ENOENT => false,
            Errno.EISDIR or Errno.EPERM when FolderCalls.RemoveDirectory(_folder, name) == 0 => true,
            Errno.EACCES or Errno.EPERM => throw new MqAccessDeniedException(name, $"{PathOf(name)} cannot be deleted by this user{(marked ? ", though it is marked as removed" : "")}. Delete it as its owner.", errno),
            _ => throw DescriptorErrors.For(errno, name, $"deleting {PathOf(name)}"),
        };
    }

    /// <summary>The names of the queues, also of those that cannot be used.</summary>
    public IReadOnlyList<MqQueueName> List()
    {
        List<MqQueueName> names = [];
        foreach (string path in Directory.EnumerateFileSystemEntries(Path.Combine(_scope.FullPath, FolderName)))
        {
            if (MqQueueName.TryParse(Path.GetFileName(path), out MqQueueName name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>Opens a queue only to look at it, also one that nobody can use any more.</summary>
    /// <returns>Null when there is none.</returns>
    public FastMqMemory? TryLookAt(string name) => FastMqFile.TryOpen(_folder, this, name, alsoCorrupt: true);

    public void Dispose() => _folder.Dispose();
}
