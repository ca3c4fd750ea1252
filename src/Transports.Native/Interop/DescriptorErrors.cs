using System.Globalization;
using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>Errors of calls that make descriptors.</summary>
[SupportedOSPlatform("linux")]
internal static class DescriptorErrors
{
    /// <summary>The error of a call that makes or watches a descriptor.</summary>
    /// <param name="errno">What the kernel gave.</param>
    /// <param name="queue">The queue for which it was made.</param>
    /// <param name="call">The call, for people.</param>
    public static MqException For(int errno, string queue, string call) => errno switch
    {
        Errno.EMFILE => OutOfDescriptors(queue, ResourceLimit.OpenFiles),
        Errno.ENFILE => new MqLimitException(
            queue, "/proc/sys/fs/file-max", null, "The host has no open file left. Close files, or raise the limit (sysctl fs.file-max).", errno),
        Errno.ENOSPC => new MqLimitException(
            queue, "/proc/sys/fs/epoll/max_user_watches", null, "The user watches no more descriptors. Raise the limit (sysctl fs.epoll.max_user_watches).", errno),
        _ => new MqException($"Queue '{queue}': {call} failed: {Errno.Describe(errno)}.", errno),
    };

    /// <summary>The error of a call that makes or writes a file.</summary>
    /// <param name="errno">What the kernel gave.</param>
    /// <param name="queue">The queue for which it was made.</param>
    /// <param name="call">The call, for people.</param>
    /// <param name="path">The file.</param>
    public static MqException ForFile(int errno, string queue, string call, string path) => errno is Errno.ENOSPC or Errno.EDQUOT
        ? new MqLimitException(queue, $"room in {Path.GetDirectoryName(path)}", null, "Make room there, or give the file system more bytes or inodes, or the user a larger quota.", errno)
        : For(errno, queue, call);

    /// <summary>EMFILE, where it means descriptors.</summary>
    public static MqLimitException OutOfDescriptors(string queue, long? limit) => new(
        queue,
        "RLIMIT_NOFILE",
        limit?.ToString(CultureInfo.InvariantCulture),
        "The process has no file descriptor left. Close queues, or raise the limit (ulimit -n, LimitNOFILE= in a systemd unit).",
        Errno.EMFILE);
}
