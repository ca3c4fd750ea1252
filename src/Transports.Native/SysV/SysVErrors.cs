using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.SysV;

/// <summary>What an errno of <c>msgget(2)</c>, <c>msgop(2)</c> and <c>msgctl(2)</c> means to the one who reads it at night.</summary>
[SupportedOSPlatform("linux")]
internal static class SysVErrors
{
    /// <summary>No permission on a queue.</summary>
    public static MqAccessDeniedException AccessDenied(string queue, string address, MqAccess access) => new(
        queue,
        $"{address} belongs to another user or group, or its mode does not let this process {Verb(access)}. " +
        "Run as its owner, or share it in the scope of a group (Scope and ScopeGroup).",
        Errno.EACCES);

    /// <summary>A handle of the one direction was used for the other.</summary>
    public static MqAccessDeniedException WrongDirection(string queue, MqAccess needed) => new(
        queue,
        $"this handle cannot {Verb(needed)}, it was opened with Access = {(needed == MqAccess.Send ? MqAccess.Receive : MqAccess.Send)}. Open one with Access = {needed} or {MqAccess.Both}.",
        Errno.EBADF);

    /// <summary>msgget(2) makes no queue.</summary>
    public static MqException ForCreate(int errno, string queue) => errno switch
    {
        Errno.ENOSPC => TooManyQueues(queue, SysVLimits.Read()),
        Errno.ENOMEM => OutOfMemory(queue),
        Errno.ENOSYS => new MqNotSupportedException(queue, SysVTransport.TransportName, "this kernel", "It has no System V message queues: choose another transport."),
        _ => Unexpected(errno, queue, "msgget"),
    };

    /// <summary>A call on an open queue failed.</summary>
    public static MqException ForCall(int errno, string queue, string address, string call, MqAccess access) => errno switch
    {
        // EIDRM to who was in the call, EINVAL to who comes later.
        Errno.EIDRM or Errno.EINVAL => new MqQueueRemovedException(queue, errno),
        Errno.EACCES => AccessDenied(queue, address, access),
        Errno.ENOMEM => OutOfMemory(queue),
        _ => Unexpected(errno, queue, call),
    };

    /// <summary>The limit that a geometry breaks; null when it breaks none that is known before the kernel is asked.</summary>
    public static MqLimitException? FindBrokenLimit(string queue, SysVGeometry asked, int reserved, SysVLimits limits)
    {
        string envelope = reserved == 0 ? "" : $", {reserved} bytes of them for the envelope";
        return asked.MessageSize > limits.MaxMessageBytes
                ? new(
                    queue,
                    SysVLimits.MessageFile,
                    SysVLimits.Text(limits.MaxMessageBytes),
                    $"A message size of {asked.MessageSize} bytes was asked for{envelope}. Ask for a smaller MaxMessageBytes, or raise the limit (sysctl kernel.msgmax).",
                    Errno.EINVAL)
            : asked.Bytes > SysVTransport.MaxQueueBytes
                ? new(
                    queue,
                    "bytes of a queue",
                    SysVLimits.Text(SysVTransport.MaxQueueBytes),
                    $"Capacity {asked.Capacity} x message size {asked.MessageSize} is {asked.Bytes} bytes. Ask for a smaller Capacity or MaxMessageBytes.",
                    Errno.EINVAL)
            : null;
    }

    /// <summary>EPERM of IPC_SET: more than msgmnb, without CAP_SYS_RESOURCE.</summary>
    public static MqLimitException TooManyBytes(string queue, SysVGeometry asked, SysVLimits limits) => new(
        queue,
        SysVLimits.QueueFile,
        SysVLimits.Text(limits.MaxQueueBytes),
        $"The queue needs {asked.Bytes} bytes (Capacity {asked.Capacity} x message size {asked.MessageSize}). " +
        "Ask for a smaller Capacity or MaxMessageBytes, raise the limit (sysctl kernel.msgmnb), or give the service CAP_SYS_RESOURCE.",
        Errno.EPERM);

    /// <summary>msgmax was lowered after the queue was made.</summary>
    public static MqLimitException MessageLimitLowered(string queue, int size, SysVLimits limits) => new(
        queue,
        SysVLimits.MessageFile,
        SysVLimits.Text(limits.MaxMessageBytes),
        $"The message has {size} bytes, and the limit was lowered after the queue was created. Raise it again (sysctl kernel.msgmax).",
        Errno.EINVAL);

    /// <summary>A call failed in a way that its rules exclude.</summary>
    public static MqException Unexpected(int errno, string queue, string call) => new($"Queue '{queue}': {call} failed: {Errno.Describe(errno)}.", errno);

    private static MqLimitException TooManyQueues(string queue, SysVLimits limits) => new(
        queue,
        SysVLimits.QueuesFile,
        SysVLimits.Text(limits.MaxQueues),
        $"There are too many queues on this host: {limits.Queues} of at most {limits.MaxQueues}. " +
        "Delete queues that are not used (ipcs -q lists them), or raise the limit (sysctl kernel.msgmni).",
        Errno.ENOSPC);

    private static MqLimitException OutOfMemory(string queue) => new(
        queue, "memory of the kernel", null, "It has no room for a queue or a message. Free memory, or raise the memory limit of the service.", Errno.ENOMEM);

    private static string Verb(MqAccess access) => access switch
    {
        MqAccess.Receive => "receive",
        MqAccess.Send => "send",
        _ => "receive and send",
    };
}
