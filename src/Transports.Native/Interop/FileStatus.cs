using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>Who owns a file, and who may use it.</summary>
/// <param name="Mode">The permission bits, with set-user-id, set-group-id and sticky.</param>
/// <param name="User">The owner.</param>
/// <param name="Group">The group.</param>
[SupportedOSPlatform("linux")]
internal readonly record struct FileStatus(uint Mode, uint User, uint Group)
{
    private const int EmptyPath = 0x1000;
    private const uint BasicFields = 0x7FF;

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

        // struct statx: u32 mask, blksize; u64 attributes; u32 nlink, uid, gid; u16 mode.
        status = new(*(ushort*)(buffer + 28) & 0xFFFu, *(uint*)(buffer + 20), *(uint*)(buffer + 24));
        return 0;
    }
}
