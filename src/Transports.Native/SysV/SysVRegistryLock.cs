using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.SysV;

/// <summary>
/// The lock under which the registry of a scope is changed, in a file of the scope's folder: flock(2), which the kernel takes from a process that is killed.
/// The file also says which queue is being made, so that the next holder finds what a killed one left unfinished.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class SysVRegistryLock : IDisposable
{
    private const string FileName = "sysv.lock";
    private const int NameOffset = 8;
    private const int NameSize = 256;

    // A holder makes a few system calls; one that is stopped keeps the lock, and is never robbed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DescriptorHandle _file;

    private readonly string _path;

    private SysVRegistryLock(DescriptorHandle file, string path) => (_file, _path) = (file, path);

    /// <summary>Waits for the lock.</summary>
    /// <param name="folder">The folder of the scope.</param>
    /// <param name="group">Its group; null when it is one user's.</param>
    /// <param name="queue">The queue for which it is needed, for errors.</param>
    /// <exception cref="MqException">Somebody holds it for too long.</exception>
    public static SysVRegistryLock Acquire(string folder, uint? group, string queue)
    {
        string path = Path.Combine(folder, FileName);
        SysVRegistryLock taken = new(OpenFile(path, group, queue), path);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; Libc.LockFile(taken._file, Libc.LockExclusive | Libc.LockNonBlocking) != 0; round++)
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

    /// <summary>Says that a queue of this key is about to be made. Nobody else has or will have the key, which is random.</summary>
    public void BeginCreation(int key, string name)
    {
        byte* bytes = stackalloc byte[NameSize];
        Span<byte> text = new(bytes, NameSize);
        text.Clear();
        Encoding.UTF8.GetBytes(name, text);

        // The key last: with it, the name counts.
        if (Libc.WriteAt(_file, bytes, NameSize, NameOffset) != NameSize)
        {
            throw DescriptorErrors.ForFile(Errno.Last, name, $"writing {_path}", _path);
        }

        WriteKey(key, name);
    }

    /// <summary>The queue was made and written down, or was not made.</summary>
    public void EndCreation() => WriteKey(SystemVCalls.PrivateKey, FileName);

    /// <summary>What a former holder began and did not end.</summary>
    /// <returns>Whether there is something.</returns>
    public bool TryGetUnfinished(out int key, out string name)
    {
        byte* bytes = stackalloc byte[NameOffset + NameSize];
        nint length = Libc.ReadAt(_file, bytes, NameOffset + NameSize, 0);
        key = length == NameOffset + NameSize ? *(int*)bytes : SystemVCalls.PrivateKey;
        name = key == SystemVCalls.PrivateKey ? "" : Encoding.UTF8.GetString(new ReadOnlySpan<byte>(bytes + NameOffset, NameSize)).TrimEnd('\0');
        return key != SystemVCalls.PrivateKey;
    }

    public void Dispose() => _file.Dispose();

    private void WriteKey(int key, string name)
    {
        if (Libc.WriteAt(_file, &key, sizeof(int), 0) != sizeof(int))
        {
            throw DescriptorErrors.ForFile(Errno.Last, name, $"writing {_path}", _path);
        }
    }

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
