using Microsoft.Extensions.Logging;

namespace TypedMq.Diagnostics;

/// <summary>What the runtime logs. Event ids are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Opened queue '{Queue}' on {Transport} ({Address}) for {Access}: {Count} of {Capacity} messages waiting, payload up to {MaxMessageBytes} bytes, scope '{Scope}'")]
    public static partial void Opened(ILogger logger, string queue, string transport, string address, string access, int count, int capacity, int maxMessageBytes, string scope);
}
