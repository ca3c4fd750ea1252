using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>What is called in the C library, by its manual pages. Failures are -1 with <see cref="Errno.Last"/>, unless noted.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Libc
{
    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenExclusive = 0x80;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;

    /// <summary>arm64 kept the values of 32-bit arm for these two.</summary>
    public static readonly int OpenDirectory = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    public static readonly int OpenNoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    public const int LockExclusive = 2, LockNonBlocking = 4;
    public const int ProtectRead = 1, ProtectWrite = 2;
    public const int MapShared = 1;

    /// <summary>MAP_PRIVATE, MAP_FIXED, MAP_ANONYMOUS and MAP_NORESERVE: memory of nobody else, in the place of what was there.</summary>
    public const int MapEmptyInPlace = 0x02 | 0x10 | 0x20 | 0x4000;

    /// <summary>MAP_POPULATE: no page is missing afterwards.</summary>
    public const int MapPopulated = 0x8000;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectory(string path, uint mode);

    [LibraryImport(Library, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string path);

    [LibraryImport(Library, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    [LibraryImport(Library, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveDirectory(string path);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(DescriptorHandle descriptor, uint mode);

    /// <summary>fchown(2); -1 leaves the user or the group as it is.</summary>
    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(DescriptorHandle descriptor, uint user, uint group);

    /// <summary>Never fails.</summary>
    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(DescriptorHandle descriptor, void* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(DescriptorHandle descriptor, void* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(DescriptorHandle descriptor, void* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint WriteAt(DescriptorHandle descriptor, void* buffer, nuint count, long offset);

    /// <summary>flock(2): the lock is the open file's, and goes with its last descriptor.</summary>
    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int LockFile(DescriptorHandle descriptor, int operation);

    /// <summary>mmap(2); failure is -1.</summary>
    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, DescriptorHandle descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int noDescriptor, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, TimeSpec* timeout, nint signalMask);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(DescriptorHandle epoll, int operation, DescriptorHandle descriptor, byte* entry);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(DescriptorHandle epoll, byte* entries, int count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "getrlimit", SetLastError = true)]
    public static partial int GetResourceLimit(int resource, ulong* currentAndMaximum);

    /// <summary>getgrnam_r(3): returns the error instead of setting errno.</summary>
    [LibraryImport(Library, EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetGroupByName(string name, GroupEntry* group, byte* buffer, nuint length, GroupEntry** result);

    /// <summary>The shape of statx(2).</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, DescriptorHandle directory, byte* path, nint flags, nuint mask, byte* buffer);

    /// <summary>The shape of renameat2(2).</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SystemCall(nint number, nint fromDirectory, string from, nint toDirectory, string to, nuint flags);
}

/// <summary><c>struct pollfd</c>.</summary>
internal struct PollEntry
{
    /// <summary>A message, or room for one; a descriptor of -1 is passed over.</summary>
    public const short In = 1, Out = 4;

    public int Descriptor;
    public short Events;
    public short Returned;
}

/// <summary><c>struct timespec</c>, of 64-bit systems.</summary>
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}

/// <summary><c>struct group</c>.</summary>
internal struct GroupEntry
{
    public nint Name;
    public nint Password;
    public uint Id;
    public nint Members;
}
