using System.Globalization;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.Posix;

/// <summary>What an errno of <c>mq_open(3)</c>, <c>mq_send(3)</c> and their kin means to the one who reads it at night.</summary>
[SupportedOSPlatform("linux")]
internal static class PosixErrors
{
    /// <summary>No permission on a queue.</summary>
    public static MqAccessDeniedException AccessDenied(string queue, string path, MqAccess access) => new(
        queue,
        $"{path} belongs to another user or group, or its mode does not let this process {Verb(access)}. " +
        "Run as its owner, or share it in the scope of a group (Scope and ScopeGroup).",
        Errno.EACCES);

    /// <summary>A handle of the one direction was used for the other.</summary>
    public static MqAccessDeniedException WrongDirection(string queue, MqAccess needed) => new(
        queue,
        $"this handle cannot {Verb(needed)}, it was opened with Access = {(needed == MqAccess.Send ? MqAccess.Receive : MqAccess.Send)}. Open one with Access = {needed} or {MqAccess.Both}.",
        Errno.EBADF);

    /// <summary>The queue could not be opened or created.</summary>
    /// <param name="errno">What the kernel gave.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="path">Its name for the kernel.</param>
    /// <param name="access">What the handle was to do.</param>
    /// <param name="asked">What it was to be created with.</param>
    /// <param name="reserved">The part of the message size that the envelope takes, in bytes.</param>
    /// <param name="limits">The limits as they are now.</param>
    public static MqException ForOpen(int errno, string queue, string path, MqAccess access, PosixGeometry asked, int reserved, PosixLimits limits) => errno switch
    {
        Errno.ENOENT => new MqQueueNotFoundException(queue, PosixTransport.TransportName, errno),
        Errno.EEXIST => new MqQueueExistsException(queue, PosixTransport.TransportName, errno),
        Errno.EACCES or Errno.EPERM => AccessDenied(queue, path, access),
        Errno.EMFILE => DescriptorOrBudget(queue, asked, limits),
        Errno.ENOSPC => new MqLimitException(
            queue, PosixLimits.Folder + "queues_max", Text(limits.MaxQueues), "The IPC namespace holds no more queues. Delete queues that are not used, or raise the limit (sysctl fs.mqueue.queues_max).", errno),
        Errno.EINVAL or Errno.EOVERFLOW => TooLarge(errno, queue, asked, reserved, limits),
        Errno.ENAMETOOLONG => new MqLimitException(queue, "NAME_MAX", "255", $"'{path}' is too long: shorten the name of the queue or of the scope.", errno),
        Errno.ENFILE => DescriptorErrors.For(errno, queue, "mq_open"),
        Errno.ENOMEM => new MqLimitException(queue, "memory of the kernel", null, $"There is no room for the {asked.Bytes} bytes of the queue. Free memory, or ask for a smaller Capacity or MaxMessageBytes.", errno),
        Errno.ENOSYS => new MqNotSupportedException(queue, PosixTransport.TransportName, "this kernel", "It has no POSIX message queues: choose another transport."),
        _ => new MqException($"Queue '{queue}': mq_open failed for {path}: {Errno.Describe(errno)}.", errno),
    };

    /// <summary>There is no netlink socket, through which the kernel tells.</summary>
    public static MqException ForNotificationSocket(int errno, string queue) => errno is Errno.EMFILE or Errno.ENFILE
        ? DescriptorErrors.For(errno, queue, "socket")
        : new MqNotSupportedException(
            queue,
            PosixTransport.TransportName,
            "notifications here",
            $"The kernel tells through a netlink socket, and this process may not have one: {Errno.Describe(errno)}. Allow AF_NETLINK (RestrictAddressFamilies= of a systemd unit, the " +
            "container's seccomp profile), or await a receive instead, which costs no thread.");

    /// <summary>A call on an open queue failed in a way that its rules exclude.</summary>
    public static MqException Unexpected(int errno, string queue, string call) => new($"Queue '{queue}': {call} failed: {Errno.Describe(errno)}.", errno);

    // The kernel gives EMFILE for two limits. Which one it was shows in whether a descriptor is left.
    private static MqLimitException DescriptorOrBudget(string queue, PosixGeometry asked, PosixLimits limits)
    {
        if (!limits.HasDescriptorLeft)
        {
            return DescriptorErrors.OutOfDescriptors(queue, limits.OpenFiles);
        }

        string alone = limits.QueueBytes is { } budget && asked.Bytes > budget
            ? "which is more than all queues of the user may take together"
            : "and with the user's other queues that is more than all may take together";
        string use = limits.Use.Queues == 0 ? "" : $" In use: {limits.Use.Bytes} bytes by {limits.Use.Queues} queues of this scope, besides those of other scopes and programs.";
        return new(
            queue,
            "RLIMIT_MSGQUEUE",
            limits.QueueBytes is { } bytes ? $"{Text(bytes)} bytes" : null,
            $"The queue needs {asked.Bytes} bytes (Capacity {asked.Capacity} x (message size {asked.MessageSize} + {PosixGeometry.BytesPerPlace})), {alone}.{use} " +
            "Ask for a smaller Capacity or MaxMessageBytes, delete queues that are not used, or raise the limit (ulimit -q, LimitMSGQUEUE= in a systemd unit).",
            Errno.EMFILE);
    }

    private static MqException TooLarge(int errno, string queue, PosixGeometry asked, int reserved, PosixLimits limits)
    {
        string envelope = reserved == 0 ? "" : $", {reserved} bytes of them for the envelope";
        bool capacity = asked.Capacity > limits.MaxMessages;
        bool size = asked.MessageSize > limits.MaxMessageSize;
        string also = capacity && size ? $" The message size of {asked.MessageSize} bytes{envelope}, exceeds {PosixLimits.Folder}msgsize_max = {Text(limits.MaxMessageSize)} too." : "";
        return (capacity, size) switch
        {
            (true, _) => new MqLimitException(
                queue, PosixLimits.Folder + "msg_max", Text(limits.MaxMessages), $"Capacity = {asked.Capacity} was asked for. Ask for less, or raise the limit (sysctl fs.mqueue.msg_max).{also}", errno),
            (_, true) => new MqLimitException(
                queue,
                PosixLimits.Folder + "msgsize_max",
                Text(limits.MaxMessageSize),
                $"A message size of {asked.MessageSize} bytes was asked for{envelope}. Ask for a smaller MaxMessageBytes, or raise the limit (sysctl fs.mqueue.msgsize_max).",
                errno),
            _ => new MqException(
                $"Queue '{queue}': the kernel refuses Capacity = {asked.Capacity} with a message size of {asked.MessageSize} bytes ({Errno.Describe(errno)}). " +
                "Whatever the privileges, it takes at most 65536 messages of at most 16777216 bytes.",
                errno),
        };
    }

    private static string Verb(MqAccess access) => access switch
    {
        MqAccess.Receive => "receive",
        MqAccess.Send => "send",
        _ => "receive and send",
    };

    private static string? Text(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
