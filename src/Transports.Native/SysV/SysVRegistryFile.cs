using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.SysV;

/// <summary>Reads and writes files of the registry. Whoever made them, they are used only when they are as this registry makes them.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class SysVRegistryFile
{
    /// <summary>Opens the file of a queue and maps it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="group">The group of the scope; null when it is one user's.</param>
    /// <param name="queue">The queue, for errors.</param>
    /// <param name="record">What it says.</param>
    /// <returns>The doorbell; null when there is no such file.</returns>
    /// <exception cref="MqCorruptQueueException">It is not a file of this registry; the error says what was found.</exception>
    /// <exception cref="MqAccessDeniedException">It is not for this process.</exception>
    public static SysVDoorbell? Open(string path, uint? group, string queue, out SysVRecord record)
    {
        record = default;

        // Without O_NONBLOCK, somebody's FIFO could keep us waiting.
        int descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenNoFollow | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, mode: 0);
        int errno = Errno.Last;
        if (descriptor < 0)
        {
            return errno switch
            {
                Errno.ENOENT => null,
                Errno.ELOOP => throw Corrupt(queue, path, "is a symbolic link"),
                Errno.ENXIO => throw Corrupt(queue, path, "is a socket"),
                Errno.EISDIR => throw Corrupt(queue, path, "is a directory"),
                Errno.EACCES => throw new MqAccessDeniedException(queue, $"{path} belongs to another user. Run as its owner, or share it in the scope of a group (Scope and ScopeGroup).", errno),
                _ => throw DescriptorErrors.For(errno, queue, $"opening {path}"),
            };
        }

        using DescriptorHandle file = new(descriptor);
        if (!Verify(file, path, group, queue))
        {
            return null;
        }

        SysVDoorbell doorbell = SysVDoorbell.Map(file);
        if (doorbell.IsInvalid)
        {
            throw DescriptorErrors.For(Errno.Last, queue, $"mapping {path}");
        }

        // Read once, into memory of our own: it lies in memory that others write to.
        string? problem = SysVRecord.Read(new ReadOnlySpan<byte>((void*)doorbell.DangerousGetHandle(), SysVRecord.FileSize), out record);
        if (problem is not null)
        {
            doorbell.Dispose();
            throw Corrupt(queue, path, $"cannot be used: {problem}");
        }

        return doorbell;
    }

    /// <summary>Writes the file of a queue, so that it is whole, and has its mode, when its name appears. What had the name is replaced. Under the registry's lock.</summary>
    public static void Write(string path, string draft, uint? group, string queue, in SysVRecord record)
    {
        // What a killed process left. There is one draft at a time.
        Libc.Unlink(draft);
        int descriptor = Libc.Open(draft, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive | Libc.OpenNoFollow | Libc.OpenCloseOnExec, ScopeFolder.PrivateFileMode);
        if (descriptor < 0)
        {
            throw DescriptorErrors.ForFile(Errno.Last, queue, $"creating {draft}", draft);
        }

        using DescriptorHandle file = new(descriptor);
        byte* bytes = stackalloc byte[SysVRecord.FileSize];
        record.Write(new(bytes, SysVRecord.FileSize));

        // All of it is written: a page that the file system has no memory for would be found out by a signal, when somebody uses it.
        nint written = Libc.WriteAt(file, bytes, SysVRecord.FileSize, 0);
        if (written != SysVRecord.FileSize)
        {
            throw DescriptorErrors.ForFile(written < 0 ? Errno.Last : Errno.ENOSPC, queue, $"writing {draft}", draft);
        }

        if ((group is { } id && Libc.ChangeOwner(file, user: uint.MaxValue, id) != 0)
            || Libc.ChangeMode(file, ScopeFolder.FileModeFor(group)) != 0
            || Libc.Rename(draft, path) != 0)
        {
            throw DescriptorErrors.ForFile(Errno.Last, queue, $"writing {path}", path);
        }
    }

    /// <returns>False when the file was deleted since it was opened.</returns>
    private static bool Verify(DescriptorHandle file, string path, uint? group, string queue)
    {
        int result = FileStatus.Read(file, out FileStatus status);
        if (result != 0)
        {
            throw DescriptorErrors.For(-result, queue, $"looking at {path}");
        }

        if (status.Links == 0)
        {
            return false;
        }

        uint user = Libc.EffectiveUser();
        uint mode = ScopeFolder.FileModeFor(group);
        string? problem =
            status.Type != FileStatus.RegularFile ? "is no regular file"
            : status.Links != 1 ? $"has {status.Links} names"
            : status.Size != SysVRecord.FileSize ? $"has {status.Size} bytes instead of {SysVRecord.FileSize}"
            : status.Mode != mode ? $"has mode {ScopeFolder.Octal(status.Mode)} instead of {ScopeFolder.Octal(mode)}"
            : group is null && status.User != user ? $"belongs to user {status.User} instead of {user}"
            : group is { } id && status.Group != id ? $"belongs to group {status.Group} instead of {id}"
            : null;
        return problem is null ? true : throw Corrupt(queue, path, problem);
    }

    private static MqCorruptQueueException Corrupt(string queue, string path, string problem) => new(queue, $"its entry {path} {problem}");
}
