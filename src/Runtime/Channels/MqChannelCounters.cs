namespace TypedMq;

/// <summary>What one channel has dropped since it was opened.</summary>
/// <param name="DroppedMessages">Messages that it dropped because the queue was full: new ones, and old ones to make room (<see cref="MqFullMode"/>).</param>
/// <param name="ExpiredMessages">Messages that it took and dropped because their time to live was over (<see cref="MqChannelOptions.TimeToLive"/>).</param>
public readonly record struct MqChannelCounters(long DroppedMessages, long ExpiredMessages)
{
    /// <summary>Replies that came when nobody waited for them any more: their requests had been cancelled, or had timed out.</summary>
    public long LateReplies { get; init; }
}
