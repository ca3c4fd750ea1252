using Microsoft.Extensions.Logging;

namespace TypedMq.Transports.FastMq;

/// <summary>What the FastMq transport logs. Event ids are stable.</summary>
internal static partial class FastMqLog
{
    [LoggerMessage(301, LogLevel.Warning, "Queue '{Queue}' exists with other values than were asked for, and is used as it is: {Setting} = {Actual} (asked {Asked})")]
    public static partial void OtherSetting(ILogger logger, string queue, string setting, int actual, int asked);

    [LoggerMessage(302, LogLevel.Warning, "Queue '{Queue}': process {Process} died while it had the queue open; of its messages {Aborted} were not sent yet, {Orphaned} are delivered again, {Lost} are lost")]
    public static partial void ParticipantReaped(ILogger logger, string queue, uint process, int aborted, int orphaned, int lost);

    [LoggerMessage(303, LogLevel.Error, "Queue '{Queue}' is corrupt and is not used any more: {Path} has {Found}. Delete it so that it is created anew")]
    public static partial void Quarantined(ILogger logger, string queue, string path, string found);

    [LoggerMessage(304, LogLevel.Warning, "Queue '{Queue}': {Path} was deleted from outside; the queue counts as removed")]
    public static partial void LostItsName(ILogger logger, string queue, string path);
}
