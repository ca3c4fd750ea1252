using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>Who owns a file, and who may use it.</summary>
/// <param name="Mode">The permission bits, with set-user-id, set-group-id and sticky.</param>
/// <param name="User">The owner.</param>
/// <param name="Group">The group.</param>
[SupportedOSPlatform("linux")]
internal readonly record struct FileStatus(uint Mode, uint User, uint Group)
{
    /// <summary><see cref="Type"/> of a regular file.</summary>
    public const uint RegularFile = 0x8000;

    private const int EmptyPath = 0x1000;
    private const uint BasicFields = 0x7FF;
    private const uint TypeMask = 0xF000;

    /// <summary>What kind of file it is: the S_IFMT bits of <c>inode(7)</c>.</summary>
    public uint Type { get; private init; }

    /// <summary>How many names it has.</summary>
    public uint Links { get; private init; }

    /// <summary>Its number in its file system.</summary>
    public ulong Inode { get; private init; }

    /// <summary>Its size in bytes.</summary>
    public long Size { get; private init; }

    /// <summary>
    /// Looks at an open descriptor with statx(2), whose structure, unlike that of stat(2), is the same on every architecture.
    /// </summary>
    /// <returns>0, or the negated errno.</returns>
    public static unsafe int Read(DescriptorHandle descriptor, out FileStatus status)
    {
        byte* buffer = stackalloc byte[256];
        byte empty = 0;
        if (Libc.SystemCall(SystemCallNumber.Statx, descriptor, &empty, EmptyPath, BasicFields, buffer) < 0)
        {
            status = default;
            return -Errno.Last;
        }

        // struct statx: u32 mask, blksize; u64 attributes; u32 nlink, uid, gid; u16 mode, spare; u64 ino, size.
        uint mode = *(ushort*)(buffer + 28);
        status = new(mode & 0xFFFu, *(uint*)(buffer + 20), *(uint*)(buffer + 24))
        {
            Type = mode & TypeMask,
            Links = *(uint*)(buffer + 16),
            Inode = *(ulong*)(buffer + 32),
            Size = *(long*)(buffer + 40),
        };
        return 0;
    }
}
