using System.Diagnostics;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Scopes;

/// <summary>A lock that all processes of a scope share, in a file of the scope's folder: flock(2), which the kernel takes from a process that is killed.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ScopeLock : IDisposable
{
    // A holder makes a few system calls; one that is stopped keeps the lock, and is never robbed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private ScopeLock(DescriptorHandle file, string path) => (File, Path) = (file, path);

    /// <summary>The file, which may hold notes for the next holder.</summary>
    public DescriptorHandle File { get; }

    public string Path { get; }

    /// <summary>Waits for the lock.</summary>
    /// <param name="scope">The folder of the scope.</param>
    /// <param name="fileName">The file in it.</param>
    /// <param name="queue">The queue for which it is needed, for errors.</param>
    /// <exception cref="MqException">Somebody holds it for too long.</exception>
    public static ScopeLock Acquire(ScopeFolder scope, string fileName, string queue)
    {
        string path = System.IO.Path.Combine(scope.FullPath, fileName);
        ScopeLock taken = new(OpenFile(path, scope.Group, queue), path);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; Libc.LockFile(taken.File, Libc.LockExclusive | Libc.LockNonBlocking) != 0; round++)
        {
            int errno = Errno.Last;
            if (errno is not (Errno.EAGAIN or Errno.EINTR) || Stopwatch.GetElapsedTime(start) > Patience)
            {
                taken.Dispose();
                throw errno is Errno.EAGAIN or Errno.EINTR
                    ? new MqException($"Queue '{queue}': {path} has been locked by another process for {Patience.TotalSeconds} s. Find out whether that is stopped (fuser {path}), and let it go on or end it.", errno)
                    : DescriptorErrors.For(errno, queue, $"locking {path}");
            }

            Thread.Sleep(round < 10 ? 0 : 1);
        }

        return taken;
    }

    public void Dispose() => File.Dispose();

    private static DescriptorHandle OpenFile(string path, uint? group, string queue)
    {
        while (true)
        {
            int descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenNoFollow | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, mode: 0);
            if (descriptor >= 0)
            {
                return new(descriptor);
            }

            if (Errno.Last != Errno.ENOENT)
            {
                throw DescriptorErrors.For(Errno.Last, queue, $"opening {path}");
            }

            CreateFile(path, group, queue);
        }
    }

    /// <summary>Made aside and linked, so that it has its mode when it appears, and only one process's file stays.</summary>
    private static void CreateFile(string path, uint? group, string queue)
    {
        string draft = $"{path}.{Guid.NewGuid():n}";
        int descriptor = Libc.Open(draft, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive | Libc.OpenCloseOnExec, ScopeFolder.PrivateFileMode);
        if (descriptor < 0)
        {
            throw DescriptorErrors.ForFile(Errno.Last, queue, $"creating {path}", path);
        }

        using DescriptorHandle file = new(descriptor);
        try
        {
            if ((group is { } id && Libc.ChangeOwner(file, user: uint.MaxValue, id) != 0)
                || Libc.ChangeMode(file, ScopeFolder.FileModeFor(group)) != 0
                || (Libc.Link(draft, path) != 0 && Errno.Last != Errno.EEXIST))
            {
                throw DescriptorErrors.ForFile(Errno.Last, queue, $"creating {path}", path);
            }
        }
        finally
        {
            Libc.Unlink(draft);
        }
    }
}
