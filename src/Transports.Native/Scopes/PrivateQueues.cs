using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Transports;

namespace TypedMq.Scopes;

/// <summary>
/// The private queues of one transport in a scope: each has a file here, locked (flock(2)) as long as its owner lives. The kernel takes the lock from a
/// process that is killed, and whoever finds a file unlocked deletes the queue and then the file.
/// </summary>
/// <remarks>
/// <code>
/// /dev/shm/typedmq-1000/fastmq-private/orders.reply.0123456789abcdef     mode 0600, 0660 in the scope of a group
/// </code>
/// A queue is created after its file is locked, and the file goes after the queue: no queue is ever without one. Thread-safe, between processes too.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class PrivateQueues(ScopeFolder scope, string transport, Func<MqQueueOptions, MqQueue> open, Func<MqQueueName, bool> delete)
{
    /// <summary>How often a file is made again that somebody who sweeps had before us: each has it for a moment.</summary>
    private const int MaxAttempts = 1000;

    private readonly string _folderName = transport + "-private";

    /// <summary>Creates a queue that goes when its handle is disposed, or when this process dies and somebody sweeps.</summary>
    /// <param name="options">What it is like; it must not exist.</param>
    /// <returns>The handle.</returns>
    /// <exception cref="MqException">One of its kinds; nothing is left.</exception>
    public MqQueue Open(MqQueueOptions options)
    {
        string name = options.Name.Value;
        using DescriptorHandle folder = Folder(name);
        DescriptorHandle file = CreateLocked(folder, name);
        try
        {
            MqQueue queue = open(options with { Private = false, OpenMode = MqOpenMode.CreateNew });
            queue.Own(new Ownership(this, options.Name, file));
            return queue;
        }
        catch
        {
            _ = FolderCalls.Unlink(folder, name);
            file.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the queues whose owners have died.</summary>
    /// <param name="queue">The queue for whose sake it is done, for errors.</param>
    /// <returns>How many those were.</returns>
    public int Sweep(string queue)
    {
        string path = Path.Combine(scope.FullPath, _folderName);
        if (!Directory.Exists(path))
        {
            return 0;
        }

        int swept = 0;
        using DescriptorHandle folder = Folder(queue);
        foreach (string entry in Directory.EnumerateFiles(path))
        {
            string name = Path.GetFileName(entry);
            swept += MqQueueName.TryParse(name, out MqQueueName orphan) && TrySweep(folder, orphan) ? 1 : 0;
        }

        return swept;
    }

    private bool TrySweep(DescriptorHandle folder, MqQueueName name)
    {
        int descriptor = FolderCalls.Open(folder, name.Value, Libc.OpenReadWrite | Libc.OpenNoFollow | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, mode: 0);
        if (descriptor < 0)
        {
            return false;
        }

        using DescriptorHandle file = new(descriptor);
        return IsOurs(file) && Remove(folder, name);
    }

    /// <summary>Deletes a queue and its file, which is locked by us. A queue that is somebody else's keeps its file, for somebody who may delete it.</summary>
    private bool Remove(DescriptorHandle folder, MqQueueName name)
    {
        try
        {
            delete(name);
        }
        catch (MqException)
        {
            return false;
        }

        return FolderCalls.Unlink(folder, name.Value) == 0;
    }

    /// <summary>Whoever sweeps may meet the file before it is locked, and delete it: then it is made again.</summary>
    private DescriptorHandle CreateLocked(DescriptorHandle folder, string name)
    {
        for (int attempt = 1; ; attempt++)
        {
            int descriptor = FolderCalls.Open(folder, name, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive | Libc.OpenNoFollow | Libc.OpenCloseOnExec, ScopeFolder.PrivateFileMode);
            if (descriptor < 0)
            {
                int errno = Errno.Last;
                if (errno == Errno.EEXIST && attempt is > 1 and < MaxAttempts)
                {
                    // Who sweeps has not deleted it yet.
                    Thread.Sleep(1);
                    continue;
                }

                throw errno == Errno.EEXIST
                    ? new MqQueueExistsException(name, transport, errno)
                    : DescriptorErrors.ForFile(errno, name, $"creating its file in {_folderName}", Path.Combine(scope.FullPath, _folderName, name));
            }

            DescriptorHandle file = new(descriptor);
            if (IsOurs(file))
            {
                // The others of a group may sweep too.
                _ = scope.Group is null ? 0 : Libc.ChangeMode(file, ScopeFolder.FileModeFor(scope.Group));
                return file;
            }

            file.Dispose();
        }
    }

    /// <summary>Locks a file, unless somebody else has it locked, or has deleted it in between: then its name may be another one's.</summary>
    private static bool IsOurs(DescriptorHandle file) => IsLocked(file) && FileStatus.Read(file, out FileStatus status) == 0 && status.Links > 0;

    /// <summary>Locks a file, unless somebody else has it locked.</summary>
    private static bool IsLocked(DescriptorHandle file)
    {
        while (Libc.LockFile(file, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            if (Errno.Last != Errno.EINTR)
            {
                return false;
            }
        }

        return true;
    }

    private DescriptorHandle Folder(string queue) => scope.OpenFolder(_folderName, queue);

    /// <summary>What goes with the handle of a private queue.</summary>
    private sealed class Ownership(PrivateQueues queues, MqQueueName name, DescriptorHandle file) : IDisposable
    {
        public void Dispose()
        {
            using (file)
            {
                try
                {
                    using DescriptorHandle folder = queues.Folder(name.Value);
                    queues.Remove(folder, name);
                }
                catch (MqException)
                {
                    // The scope's folder is gone, and all that was in it; or the next one who sweeps has better luck.
                }
            }
        }
    }
}
