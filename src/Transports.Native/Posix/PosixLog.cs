using Microsoft.Extensions.Logging;

namespace TypedMq.Transports.Posix;

/// <summary>What the POSIX transport logs. Event ids are stable.</summary>
internal static partial class PosixLog
{
    [LoggerMessage(101, LogLevel.Warning, "Queue '{Queue}' exists with other values than were asked for, and is used as it is: Capacity = {ActualCapacity} (asked {AskedCapacity}), MaxMessageBytes = {ActualMessageBytes} (asked {AskedMessageBytes})")]
    public static partial void OtherGeometry(ILogger logger, string queue, int actualCapacity, int? askedCapacity, int actualMessageBytes, int? askedMessageBytes);

    [LoggerMessage(102, LogLevel.Warning, "Queue '{Queue}': another process registered for its notifications before this one had renewed its registration; until that one ends, the queue is looked at every 10 ms. Let one process alone be notified")]
    public static partial void NotificationDisplaced(ILogger logger, string queue);
}
