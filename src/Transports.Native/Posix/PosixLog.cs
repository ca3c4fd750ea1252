using Microsoft.Extensions.Logging;

namespace TypedMq.Transports.Posix;

/// <summary>What the POSIX transport logs. Event ids are stable.</summary>
internal static partial class PosixLog
{
    [LoggerMessage(101, LogLevel.Warning, "Queue '{Queue}' exists with other values than were asked for, and is used as it is: Capacity = {ActualCapacity} (asked {AskedCapacity}), MaxMessageBytes = {ActualMessageBytes} (asked {AskedMessageBytes})")]
    public static partial void OtherGeometry(ILogger logger, string queue, int actualCapacity, int? askedCapacity, int actualMessageBytes, int? askedMessageBytes);

    [LoggerMessage(102, LogLevel.Warning, "Queue '{Queue}': another process registered for its notifications before this one had renewed its registration; until that one ends, the queue is looked at every 10 ms. Let one process alone be notified")]
    public static partial void NotificationDisplaced(ILogger logger, string queue);

    [LoggerMessage(103, LogLevel.Warning, "Queue '{Queue}' was created; {Queues} queues of this scope now take {UsedBytes} of the {Limit} bytes that all POSIX queues of the user may take (RLIMIT_MSGQUEUE), and another one like it ({Bytes} bytes) will be refused. Ask for a smaller Capacity or MaxMessageBytes, or raise the limit (ulimit -q, LimitMSGQUEUE=)")]
    public static partial void BudgetNearlyUsed(ILogger logger, string queue, long usedBytes, int queues, long limit, long bytes);
}
