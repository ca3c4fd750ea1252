using Microsoft.Extensions.Logging;

namespace TypedMq.Diagnostics;

/// <summary>What the runtime logs. Event ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Opened queue '{Queue}' on {Transport} ({Address}) for {Access}: {Count} of {Capacity} messages waiting, payload up to {MaxMessageBytes} bytes, scope '{Scope}'")]
    public static partial void Opened(ILogger logger, string queue, string transport, string address, string access, int count, int capacity, int maxMessageBytes, string scope);

    [LoggerMessage(2, LogLevel.Warning, "Queue '{Queue}' is full: this channel has dropped {Count} messages so far (FullMode = {FullMode}). Told at the first, and each time that their number has doubled")]
    public static partial void Dropped(ILogger logger, string queue, long count, MqFullMode fullMode);

    [LoggerMessage(3, LogLevel.Warning, "Queue '{Queue}': {Count} messages had expired when this channel received them, and were dropped. Told at the first, and each time that their number has doubled")]
    public static partial void Expired(ILogger logger, string queue, long count);

    [LoggerMessage(4, LogLevel.Error, "Queue '{Queue}': {Count} messages were not the contract that this channel receives. Told at the first, and each time that their number has doubled; the exception of each says what is wrong with it")]
    public static partial void NotDecoded(ILogger logger, string queue, long count);

    [LoggerMessage(30, LogLevel.Warning, "Queue '{Queue}': {Count} replies came when nobody waited for them any more. Told at the first, and each time that their number has doubled")]
    public static partial void LateReply(ILogger logger, string queue, long count);

    [LoggerMessage(31, LogLevel.Warning, "Queue '{Queue}': {Count} replies reached nobody: their callers had gone, or had no room in time. Told at the first, and each time that their number has doubled")]
    public static partial void ReplyDropped(ILogger logger, string queue, long count);

    [LoggerMessage(33, LogLevel.Warning, "Queue '{Queue}': the server's private queue cannot be made, so that callers cannot cancel requests: their deadlines do")]
    public static partial void NoControlQueue(ILogger logger, Exception error, string queue);

    [LoggerMessage(34, LogLevel.Warning, "Queue '{Queue}': the private queue of a caller, or of a server, cannot be used, and what was for it is dropped. It has happened {Count} times; told at the first, and each time that their number has doubled")]
    public static partial void NoPeerQueue(ILogger logger, Exception error, string queue, long count);

    [LoggerMessage(32, LogLevel.Debug, "Queue '{Queue}': {Method} failed, and its caller is told")]
    public static partial void RequestFailed(ILogger logger, string queue, string method, Exception error);
}
