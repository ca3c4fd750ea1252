using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>The limits of <c>getrlimit(2)</c> that a queue can meet.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class ResourceLimit
{
    private const int OpenFilesResource = 7;
    private const int MessageQueueBytesResource = 12;

    /// <summary>RLIMIT_NOFILE: how many descriptors the process may have; null when it cannot be read or there is none.</summary>
    public static long? OpenFiles => Read(OpenFilesResource);

    /// <summary>RLIMIT_MSGQUEUE: how many bytes all POSIX queues of the user may take; null when it cannot be read or there is none.</summary>
    public static long? MessageQueueBytes => Read(MessageQueueBytesResource);

    private static long? Read(int resource)
    {
        ulong* limits = stackalloc ulong[2];
        return Libc.GetResourceLimit(resource, limits) == 0 && limits[0] <= long.MaxValue ? (long)limits[0] : null;
    }
}
