using System.Globalization;
using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.Posix;

/// <summary>
/// Which queues a scope has, and what they cost: a file for each, in the folder <c>posix</c> of the scope. The kernel lists its queues only where
/// their file system is mounted, and never tells their sizes without opening them.
/// </summary>
/// <remarks>
/// A file has the queue's name, and holds capacity, message size and owner (<c>10 8192 1000</c>). The kernel has the last word: an entry without a queue
/// is dropped when it is met, and a queue without an entry gets one when it is opened. What holds anything else is no entry, and left alone:
/// in the scope of a group, others can put there what they like.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class PosixRegistry
{
    private const string FolderName = "posix";

    private readonly ScopeFolder _scopeFolder;
    private readonly MqScope _scope;
    private readonly string _folder;
    private readonly ManifestFiles _manifests;

    public PosixRegistry(ScopeFolder scopeFolder, MqScope scope, string queue)
    {
        _scopeFolder = scopeFolder;
        _scope = scope;
        _folder = scopeFolder.CreateFolder(FolderName, queue);
        _manifests = new(scopeFolder, PosixTransport.TransportName, queue);
    }

    /// <summary>The group that shares the scope; null when it is one user's.</summary>
    public uint? Group => _scopeFolder.Group;

    /// <summary>Notes a queue.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="descriptor">The queue itself.</param>
    /// <param name="geometry">Its size.</param>
    /// <param name="created">Whether it is new, so that an entry which is there is that of a predecessor.</param>
    /// <exception cref="MqException">The entry cannot be written.</exception>
    public void Add(MqQueueName name, DescriptorHandle descriptor, PosixGeometry geometry, bool created)
    {
        if (!created && File.Exists(PathOf(name)))
        {
            return;
        }

        uint owner = FileStatus.Read(descriptor, out FileStatus status) == 0 ? status.User : Libc.EffectiveUser();
        Write(name, string.Create(CultureInfo.InvariantCulture, $"{geometry.Capacity} {geometry.MessageSize} {owner}\n"));
    }

    /// <summary>Compares the contracts of who opens a queue with those of others.</summary>
    /// <exception cref="MqContractMismatchException">They do not fit.</exception>
    public void CheckManifest(DescriptorHandle descriptor, MqQueueOptions options)
    {
        if (options.Manifest is not null && FileStatus.Read(descriptor, out FileStatus status) == 0)
        {
            _manifests.Check(options, status.Inode);
        }
    }

    /// <summary>Deletes a queue with its entry. The entry goes first: a successor's is then never taken for it.</summary>
    /// <returns>0, or the negated errno of mq_unlink(3).</returns>
    public int Unlink(MqQueueName name)
    {
        string? entry = Drop(name);
        int result = _manifests.Remove(name.Value, () => MessageQueueCalls.Unlink(_scope.QualifiedName(name)));
        if (result is not (0 or -Errno.ENOENT) && entry is not null)
        {
            Write(name, entry);
        }

        return result;
    }

    /// <summary>The queues that have an entry, and exist.</summary>
    /// <exception cref="MqException">The entries cannot be read.</exception>
    public List<MqQueueName> List()
    {
        List<MqQueueName> names = [];
        try
        {
            foreach (string path in Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder) : [])
            {
                if (MqQueueName.TryParse(Path.GetFileName(path), out MqQueueName name) && KeepsEntry(name))
                {
                    names.Add(name);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(error, _scope.Name ?? "(own)", "the queues of its scope cannot be listed");
        }

        return names;
    }

    /// <summary>How many queues of a user have an entry, and what they take of its RLIMIT_MSGQUEUE.</summary>
    /// <remarks>What cannot be read counts as nothing: it is asked for to explain errors, also where no descriptor is left.</remarks>
    public PosixUse Use(uint user)
    {
        PosixUse use = default;
        List<MqQueueName> names;
        try
        {
            names = List();
        }
        catch (MqException)
        {
            return use;
        }

        foreach (MqQueueName name in names)
        {
            if (TryParse(Read(name), out PosixGeometry geometry, out uint owner) && owner == user)
            {
                use = new(use.Queues + 1, use.Bytes + geometry.Bytes);
            }
        }

        return use;
    }

    private bool KeepsEntry(MqQueueName name)
    {
        string kernelName = _scope.QualifiedName(name);
        if (MessageQueueCalls.Exists(kernelName, out int errno))
        {
            return true;
        }

        // Without a descriptor left no queue is found: that says nothing about it.
        if (errno is Errno.EMFILE or Errno.ENFILE)
        {
            throw DescriptorErrors.For(errno, name.Value, "mq_open");
        }

        string? entry = errno == Errno.ENOENT ? Drop(name) : null;
        if (entry is null || !MessageQueueCalls.Exists(kernelName, out _))
        {
            _manifests.Remove(name.Value, () => MessageQueueCalls.Exists(kernelName, out _) ? -Errno.EEXIST : 0);
            return false;
        }

        // Created between the two looks.
        Write(name, entry);
        return true;
    }

    private string PathOf(MqQueueName name) => Path.Combine(_folder, name.Value);

    private string? Read(MqQueueName name) => SmallFile.Read(PathOf(name), out string text) == 0 && TryParse(text, out _, out _) ? text : null;

    private static bool TryParse(string? entry, out PosixGeometry geometry, out uint owner)
    {
        string[] fields = entry?.Split(' ', StringSplitOptions.TrimEntries) ?? [];
        geometry = default;
        owner = 0;
        if (fields.Length != 3
            || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out long capacity)
            || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            || !uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out owner))
        {
            return false;
        }

        geometry = new(capacity, size);
        return true;
    }

    /// <summary>Deletes an entry. One that stays is dropped by the next list.</summary>
    /// <returns>What it held; null when there was none.</returns>
    private string? Drop(MqQueueName name)
    {
        string? entry = Read(name);
        if (entry is not null)
        {
            Libc.Unlink(PathOf(name));
        }

        return entry;
    }

    /// <summary>Written aside and renamed, so that an entry is whole, and belongs to who wrote it last.</summary>
    private void Write(MqQueueName name, string entry)
    {
        string draft = Path.Combine(_scopeFolder.FullPath, $".posix-{Guid.NewGuid():n}");
        try
        {
            File.WriteAllText(draft, entry);
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | (Group is null ? 0 : UnixFileMode.GroupRead | UnixFileMode.GroupWrite));
            File.Move(draft, PathOf(name), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(draft);
            throw Failed(error, name.Value, $"its entry in {_folder} cannot be written");
        }
    }

    private MqException Failed(Exception error, string queue, string what) => error.HResult is Errno.EMFILE or Errno.ENFILE
        ? DescriptorErrors.For(error.HResult, queue, _folder)
        : new($"Queue '{queue}': {what}: {error.Message} Make room in {_scopeFolder.FullPath}, or correct its permissions.", innerException: error);
}

/// <summary>What queues take of RLIMIT_MSGQUEUE.</summary>
/// <param name="Queues">How many.</param>
/// <param name="Bytes">How many bytes, as the kernel counts.</param>
internal readonly record struct PosixUse(int Queues, Int128 Bytes);
