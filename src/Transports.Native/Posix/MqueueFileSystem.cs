using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.Posix;

/// <summary>The file system that shows the queues of an IPC namespace (<c>mq_overview(7)</c>, "Mounting the message queue filesystem").</summary>
internal static class MqueueFileSystem
{
    /// <summary>The queues of this IPC namespace, by their names for the kernel; null when the file system is not mounted, or cannot be read.</summary>
    /// <exception cref="MqLimitException">No more descriptors.</exception>
    [SupportedOSPlatform("linux")]
    public static List<string>? List()
    {
        if (FindMountPoint() is not { } folder)
        {
            return null;
        }

        List<string> names = [];
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder))
            {
                // A mount may show another namespace than ours, as the host's does in a container.
                string name = Path.GetFileName(path);
                if (MessageQueueCalls.Exists(name, out int errno))
                {
                    names.Add(name);
                }
                else if (errno is Errno.EMFILE or Errno.ENFILE)
                {
                    throw DescriptorErrors.For(errno, name, "mq_open");
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return names;
    }

    /// <summary>Where it is mounted; null when it is not.</summary>
    public static string? FindMountPoint()
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines("/proc/self/mounts");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        foreach (string line in lines)
        {
            // device, mount point, type, ...: proc(5). Spaces inside are written as octal escapes.
            string[] fields = line.Split(' ');
            if (fields.Length > 2 && fields[2] == "mqueue" && Directory.Exists(Unescape(fields[1])))
            {
                return Unescape(fields[1]);
            }
        }

        return null;
    }

    private static string Unescape(string path) =>
        path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal).Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
