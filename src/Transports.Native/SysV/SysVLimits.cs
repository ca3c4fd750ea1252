using System.Globalization;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.SysV;

/// <summary>The limits of <c>msgget(2)</c> and <c>msgop(2)</c> in this IPC namespace, as they are now.</summary>
/// <param name="MaxMessageBytes">The largest message; nobody sends a larger one.</param>
/// <param name="MaxQueueBytes">The bytes of a new queue, and the most that it can be given without CAP_SYS_RESOURCE.</param>
/// <param name="MaxQueues">How many queues there may be.</param>
/// <param name="Queues">How many there are.</param>
[SupportedOSPlatform("linux")]
internal readonly record struct SysVLimits(int MaxMessageBytes, int MaxQueueBytes, int MaxQueues, int Queues)
{
    public const string MessageFile = "/proc/sys/kernel/msgmax";
    public const string QueueFile = "/proc/sys/kernel/msgmnb";
    public const string QueuesFile = "/proc/sys/kernel/msgmni";

    public static SysVLimits Read()
    {
        // IPC_INFO and MSG_INFO need no permission, and no /proc.
        SystemVCalls.GetQueueLimits(out SystemVQueueLimits limits);
        SystemVCalls.GetQueueTotals(out SystemVQueueLimits totals);
        return new(limits.MaxMessageBytes, limits.MaxQueueBytes, limits.MaxQueues, totals.Queues);
    }

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
