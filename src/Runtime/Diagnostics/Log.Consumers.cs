using Microsoft.Extensions.Logging;

namespace TypedMq.Diagnostics;

/// <summary>What consumers log: event ids from 20 on.</summary>
internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Information, "Consuming queue '{Queue}': {Concurrency} messages at once, {MaxAttempts} attempts each, dead letters in '{DeadLetters}'")]
    public static partial void ConsumerStarted(ILogger logger, string queue, int concurrency, int maxAttempts, string deadLetters);

    [LoggerMessage(21, LogLevel.Information, "Stopped consuming queue '{Queue}' after {Count} messages")]
    public static partial void ConsumerStopped(ILogger logger, string queue, long count);

    [LoggerMessage(22, LogLevel.Error, "Nothing more can be consumed from queue '{Queue}': it was removed. Restart the service to get its successor")]
    public static partial void ConsumerEnded(ILogger logger, Exception error, string queue);

    [LoggerMessage(23, LogLevel.Error, "Queue '{Queue}' gave an error in place of a message; it is asked again after a pause")]
    public static partial void ReceiveFailed(ILogger logger, Exception error, string queue);

    [LoggerMessage(24, LogLevel.Error, "Queue '{Queue}' held a message without a usable envelope; nothing is left of it")]
    public static partial void Unreadable(ILogger logger, Exception error, string queue);

    [LoggerMessage(25, LogLevel.Warning, "A message of queue '{Queue}' failed in attempt {Attempt} of {MaxAttempts}; the next is in {Delay}")]
    public static partial void AttemptFailed(ILogger logger, Exception error, string queue, int attempt, int maxAttempts, TimeSpan delay);

    [LoggerMessage(26, LogLevel.Error, "A message of queue '{Queue}' was put into '{DeadLetters}': {Reason}")]
    public static partial void DeadLettered(ILogger logger, Exception? error, string queue, string deadLetters, string reason);

    [LoggerMessage(27, LogLevel.Error, "A message of queue '{Queue}' that belongs into '{DeadLetters}' cannot be put there: {Problem}. It has happened {Count} times; told at the first, and each time that their number has doubled")]
    public static partial void DeadLetterBlocked(ILogger logger, Exception? error, string queue, string deadLetters, string problem, long count);

    [LoggerMessage(28, LogLevel.Error, "A message of queue '{Queue}' is lost ({Reason}), because {Why}")]
    public static partial void Lost(ILogger logger, Exception? error, string queue, string reason, string why);

    [LoggerMessage(29, LogLevel.Error, "A handler of queue '{Queue}' did not end when the consumer was stopped; its message was {Fate}")]
    public static partial void HandlerDidNotEnd(ILogger logger, string queue, string fate);
}
