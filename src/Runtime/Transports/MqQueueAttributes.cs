namespace TypedMq;

/// <summary>What a queue is and holds at one moment.</summary>
/// <param name="Capacity">How many messages it can hold.</param>
/// <param name="MaxMessageBytes">The largest payload that it takes, in bytes, without the envelope.</param>
/// <param name="Count">How many messages it holds.</param>
public readonly record struct MqQueueAttributes(int Capacity, int MaxMessageBytes, int Count);
