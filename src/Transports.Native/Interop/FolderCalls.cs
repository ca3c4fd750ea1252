using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>
/// Calls on files by their name in a folder that is open, so that nobody can put another folder in its place, and on files that several
/// processes map. Failures are -1 with <see cref="Errno.Last"/>, unless noted.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class FolderCalls
{
    /// <summary>O_TMPFILE: a file without a name, in the folder that is named.</summary>
    public static readonly int OpenTemporary = 0x400000 | Libc.OpenDirectory;

    private const string Library = "libc";
    private const nint CurrentDirectory = -100;
    private const int FollowLink = 0x400;
    private const int RemoveDirectoryFlag = 0x200;
    private const int GetOpenFileLock = 36;
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1, NoLock = 2;
    private const int DoNotFork = 10;

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(DescriptorHandle folder, string name, int flags, uint mode);

    /// <summary>posix_fallocate(3): gives a file memory for all its bytes, or fails now instead of by SIGBUS when they are used.</summary>
    /// <returns>0, or the negated errno.</returns>
    public static int Allocate(DescriptorHandle file, long length)
    {
        while (true)
        {
            int error = AllocateOnce(file, 0, length);
            if (error != Errno.EINTR)
            {
                return -error;
            }
        }
    }

    /// <summary>Gives a file that has no name one (<c>open(2)</c>, O_TMPFILE).</summary>
    public static int Link(DescriptorHandle file, DescriptorHandle folder, string name) =>
        LinkAt(CurrentDirectory, $"/proc/self/fd/{file.DangerousGetHandle()}", folder, name, FollowLink);

    /// <summary>Gives a file of the folder another name in it, at once. A file that has that name already loses it.</summary>
    public static int Rename(DescriptorHandle folder, string name, string newName) => RenameAt(folder, name, folder, newName);

    public static int Unlink(DescriptorHandle folder, string name) => UnlinkAt(folder, name, 0);

    public static int RemoveDirectory(DescriptorHandle folder, string name) => UnlinkAt(folder, name, RemoveDirectoryFlag);

    /// <summary>Locks one byte for the open file description, if nobody else has it (F_OFD_SETLK of <c>fcntl(2)</c>).</summary>
    /// <returns>Whether it is locked now.</returns>
    public static bool TryLockByte(DescriptorHandle file, long offset) => SetLock(file, WriteLock, offset) == 0;

    public static void UnlockByte(DescriptorHandle file, long offset) => SetLock(file, NoLock, offset);

    /// <summary>Whether another open file description has a byte locked (F_OFD_GETLK). Locks nothing.</summary>
    public static bool IsByteLocked(DescriptorHandle file, long offset)
    {
        FileLock range = new() { Type = WriteLock, Start = offset, Length = 1 };
        return Control(file, GetOpenFileLock, &range) == 0 && range.Type != NoLock;
    }

    /// <summary>Keeps a mapping out of child processes, which would keep its locks (<c>madvise(2)</c>).</summary>
    public static int KeepFromChildren(nint address, nuint length) => Advise(address, length, DoNotFork);

    private static int SetLock(DescriptorHandle file, short type, long offset)
    {
        // An open file description has no process: l_pid must be 0.
        FileLock range = new() { Type = type, Start = offset, Length = 1 };
        int result;
        do
        {
            result = Control(file, SetOpenFileLock, &range);
        }
        while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    [LibraryImport(Library, EntryPoint = "posix_fallocate")]
    private static partial int AllocateOnce(DescriptorHandle file, long offset, long length);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkAt(nint fromFolder, string from, DescriptorHandle folder, string name, int flags);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(DescriptorHandle fromFolder, string from, DescriptorHandle folder, string name);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(DescriptorHandle folder, string name, int flags);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(DescriptorHandle file, int command, FileLock* range);

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nuint length, int advice);

    /// <summary><c>struct flock</c> of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
