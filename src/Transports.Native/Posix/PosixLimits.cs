using System.Globalization;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.Posix;

/// <summary>The limits that <c>mq_overview(7)</c> names, as they are now; null where one cannot be read.</summary>
internal sealed record PosixLimits
{
    /// <summary>Where the limits of the IPC namespace are.</summary>
    public const string Folder = "/proc/sys/fs/mqueue/";

    /// <summary>The most messages a queue may have room for, without CAP_SYS_RESOURCE.</summary>
    public long? MaxMessages { get; init; }

    /// <summary>The largest message size of a queue in bytes, without CAP_SYS_RESOURCE.</summary>
    public long? MaxMessageSize { get; init; }

    /// <summary>The most queues of the IPC namespace.</summary>
    public long? MaxQueues { get; init; }

    /// <summary>RLIMIT_MSGQUEUE: the bytes that all queues of the user may take.</summary>
    public long? QueueBytes { get; init; }

    /// <summary>What the queues of the scope take of it that are the user's.</summary>
    public PosixUse Use { get; init; }

    /// <summary>RLIMIT_NOFILE: the descriptors of the process.</summary>
    public long? OpenFiles { get; init; }

    /// <summary>Whether the process can have one descriptor more.</summary>
    public bool HasDescriptorLeft { get; init; } = true;

    /// <summary>The capacity of a queue for which none is asked.</summary>
    public static long DefaultMessages => Read("msg_default") ?? 10;

    /// <summary>The message size of a queue for which none is asked, in bytes.</summary>
    public static long DefaultMessageSize => Read("msgsize_default") ?? 8192;

    /// <summary>The largest message size that can be asked for without privileges; null when it is not known.</summary>
    public static long? LargestMessageSize => Read("msgsize_max");

    [SupportedOSPlatform("linux")]
    public static PosixLimits ReadAll() => new()
    {
        MaxMessages = Read("msg_max"),
        MaxMessageSize = LargestMessageSize,
        MaxQueues = Read("queues_max"),
        QueueBytes = ResourceLimit.MessageQueueBytes,
        OpenFiles = ResourceLimit.OpenFiles,
        HasDescriptorLeft = TryDescriptor(),
    };

    private static long? Read(string name)
    {
        try
        {
            return long.Parse(File.ReadAllText(Folder + name).AsSpan().Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    // Looking into /proc/self/fd would take a descriptor itself.
    [SupportedOSPlatform("linux")]
    private static bool TryDescriptor()
    {
        int descriptor = Libc.EventDescriptor(0, Libc.OpenCloseOnExec);
        if (descriptor < 0)
        {
            return Errno.Last != Errno.EMFILE;
        }

        new DescriptorHandle(descriptor).Dispose();
        return true;
    }
}
