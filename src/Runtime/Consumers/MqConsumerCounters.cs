namespace TypedMq;

/// <summary>What one consumer has done since it was started.</summary>
/// <param name="Handled">Messages that were handled, and are gone.</param>
/// <param name="Failed">Attempts that failed, each counted: of one message there can be several.</param>
/// <param name="DeadLettered">Messages that were put into the dead-letter queue, those that could not be decoded included.</param>
/// <param name="Abandoned">Messages that were given back: because the consumer was stopped. They come again.</param>
/// <param name="Lost">Messages that are gone without having been handled: <see cref="MqConsumerOptions.DeadLetter"/> is false, or a transport that delivers at most once had to be left. Each is logged as an error.</param>
/// <param name="Unreadable">Messages without a usable envelope. Those that came whole from a kernel's queue are dead letters, too.</param>
public readonly record struct MqConsumerCounters(long Handled, long Failed, long DeadLettered, long Abandoned, long Lost, long Unreadable);
