using System.Runtime.Versioning;
using System.Text;
using TypedMq.Interop;

namespace TypedMq.Scopes;

/// <summary>Reads notes from a folder in which others may have put something else: links are not followed, and what is no file is not waited for.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class SmallFile
{
    private const int MaxBytes = 128;

    /// <summary>Reads all of a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="text">What it holds, which is ASCII.</param>
    /// <returns>0, or the negated errno: that of open(2) or read(2), or EINVAL for what is no regular file of less than 128 bytes.</returns>
    public static int Read(string path, out string text)
    {
        text = "";

        // Opening a FIFO, or reading from it, would wait for its writer.
        int descriptor = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenNoFollow | Libc.OpenCloseOnExec, mode: 0);
        if (descriptor < 0)
        {
            return -Errno.Last;
        }

        using DescriptorHandle file = new(descriptor);
        int result = FileStatus.Read(file, out FileStatus status);
        if (result != 0 || status.Type != FileStatus.RegularFile)
        {
            return result != 0 ? result : -Errno.EINVAL;
        }

        byte* bytes = stackalloc byte[MaxBytes];
        nint length = Libc.ReadAt(file, bytes, MaxBytes, offset: 0);
        if (length is < 0 or MaxBytes)
        {
            return length < 0 ? -Errno.Last : -Errno.EINVAL;
        }

        text = Encoding.ASCII.GetString(bytes, (int)length);
        return 0;
    }
}
