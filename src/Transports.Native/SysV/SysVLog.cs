using Microsoft.Extensions.Logging;

namespace TypedMq.Transports.SysV;

/// <summary>What the System V transport logs. Event ids are stable.</summary>
internal static partial class SysVLog
{
    [LoggerMessage(201, LogLevel.Warning, "Queue '{Queue}' exists with other values than were asked for, and is used as it is: Capacity = {ActualCapacity} (asked {AskedCapacity}), MaxMessageBytes = {ActualMessageBytes} (asked {AskedMessageBytes})")]
    public static partial void OtherGeometry(ILogger logger, string queue, int actualCapacity, int? askedCapacity, int actualMessageBytes, int? askedMessageBytes);

    [LoggerMessage(202, LogLevel.Warning, "Queue '{Queue}' was removed from outside, or by a reboot: its entry in {Folder} is replaced")]
    public static partial void StaleEntry(ILogger logger, string queue, string folder);

    [LoggerMessage(203, LogLevel.Information, "Removed System V queue {Id}, which a process left unfinished when it was killed while it created queue '{Queue}'")]
    public static partial void UnfinishedQueue(ILogger logger, int id, string queue);
}
