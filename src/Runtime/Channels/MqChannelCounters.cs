namespace TypedMq;

/// <summary>What happened on one channel since it was opened; other handles on the queue count their own.</summary>
/// <param name="DroppedMessages">Messages that it dropped because the queue was full: new ones, and old ones to make room (<see cref="MqFullMode"/>).</param>
/// <param name="ExpiredMessages">Messages that it took and dropped because their time to live was over (<see cref="MqChannelOptions.TimeToLive"/>).</param>
/// <param name="FullWaits">Sends that found the queue full and waited.</param>
/// <param name="RedeliveredMessages">Messages that it took and that somebody had taken before: they were abandoned, or their receiver died.</param>
/// <param name="DecodeErrors">Messages that it took and that were not the contract.</param>
public readonly record struct MqChannelCounters(
    long DroppedMessages,
    long ExpiredMessages,
    long FullWaits = 0,
    long RedeliveredMessages = 0,
    long DecodeErrors = 0)
{
    /// <summary>Replies that came when nobody waited for them any more: their requests had been cancelled, or had timed out.</summary>
    public long LateReplies { get; init; }

    /// <summary>Replies of a server that reached nobody: their callers had gone, or had no room for them as long as they waited.</summary>
    public long UndeliveredReplies { get; init; }

    /// <summary>Requests that wait for their replies now.</summary>
    public int PendingRequests { get; init; }
}
