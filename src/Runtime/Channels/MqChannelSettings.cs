namespace TypedMq;

/// <summary>Whether opening a queue may create it.</summary>
public enum MqOpenMode
{
    /// <summary>Open it, or create it when it does not exist; atomic between processes.</summary>
    OpenOrCreate,

    /// <summary>Open it; <see cref="MqQueueNotFoundException"/> when it does not exist.</summary>
    OpenExisting,

    /// <summary>Create it; <see cref="MqQueueExistsException"/> when it exists.</summary>
    CreateNew,
}

/// <summary>When a message counts as received.</summary>
public enum MqDelivery
{
    /// <summary>When it is taken from the queue: a receiver that dies loses the message that it was handling.</summary>
    AtMostOnce,

    /// <summary>When it is completed: a message that is abandoned, or whose receiver died, is delivered again.</summary>
    AtLeastOnce,
}

/// <summary>How the envelope travels on a channel.</summary>
public enum MqEnvelopeMode
{
    /// <summary>Each message carries which contract it is, and what else is used (see <see cref="Transports.MqEnvelope"/>).</summary>
    Standard,

    /// <summary>
    /// The payload alone: for queues shared with programs that know nothing of TypedMq. One contract a channel.
    /// </summary>
    None,
}

/// <summary>What a send does while the queue is full.</summary>
public enum MqFullMode
{
    /// <summary>It waits for room.</summary>
    Wait,

    /// <summary>It throws <see cref="MqQueueFullException"/> at once.</summary>
    Fail,

    /// <summary>
    /// The new message is dropped, and counted (<see cref="MqChannelCounters.DroppedMessages"/>): the send returns as if it had been sent. Sends that
    /// say whether there was room (<c>TrySend</c>, with a timeout) go on to say so.
    /// </summary>
    DropWrite,

    /// <summary>
    /// The oldest message of the lowest priority is dropped, and counted, to make room, for any kind of send. Never one of a higher priority than
    /// the new one's: where all are, the new one is dropped as by <see cref="DropWrite"/>. Only where the transport can
    /// (<see cref="Transports.MqCapabilities.DropOldest"/>).
    /// </summary>
    DropOldest,
}

/// <summary>Who uses a queue.</summary>
public enum MqTopology
{
    /// <summary>Any number of senders and receivers.</summary>
    ManyToMany,

    /// <summary>
    /// One sender and one receiver at a time, which makes both faster where the transport can (<see cref="Transports.MqCapabilities.OneToOne"/>). There
    /// are no priorities, and what is abandoned need not come again. A second handle for the same direction is refused by
    /// <see cref="MqLimitException"/> when it is opened.
    /// </summary>
    OneToOne,
}
