namespace TypedMq;

/// <summary>Marks an interface as a channel: the generator writes a proxy that carries its methods over a queue.</summary>
/// <remarks>What is set here is the default: code (<c>MqNode.Open</c>) wins over it, configuration over both.</remarks>
/// <param name="name">The name of the queue, by the rules of <c>mq_overview(7)</c>: 1 to 254 bytes, no slash inside.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class MqChannelAttribute(string name) : Attribute
{
    /// <summary>The name of the queue.</summary>
    public string Name { get; } = name;

    /// <summary>The transport, by its name; null leaves the choice to the node.</summary>
    public string? Transport { get; set; }

    /// <summary>Where the name lives; null leaves it to the node: see <see cref="MqChannelOptions.Scope"/>.</summary>
    public string? Scope { get; set; }

    /// <summary>The group that shares <see cref="Scope"/>: see <see cref="MqChannelOptions.ScopeGroup"/>.</summary>
    public string? ScopeGroup { get; set; }

    /// <summary>How many messages the queue holds; 0 leaves it to the transport.</summary>
    public int Capacity { get; set; }

    /// <summary>The largest payload in bytes; 0 leaves it to the transport and to the contracts.</summary>
    public int MaxMessageBytes { get; set; }

    /// <summary>How the envelope travels.</summary>
    public MqEnvelopeMode Envelope { get; set; }

    /// <summary>When a message counts as received; left out, the best that the transport can do.</summary>
    public MqDelivery Delivery { get; set; }

    /// <summary>What a send does while the queue is full.</summary>
    public MqFullMode FullMode { get; set; }

    /// <summary>Who uses the queue: see <see cref="MqChannelOptions.Topology"/>.</summary>
    public MqTopology Topology { get; set; }

    /// <summary>How many different priorities the queue can hold at a time; 0 leaves it to the transport: see <see cref="MqChannelOptions.MaxPriorities"/>.</summary>
    public int MaxPriorities { get; set; }

    /// <summary>How much of the capacity is kept for high priorities: see <see cref="MqChannelOptions.ReservedSlots"/>.</summary>
    public int ReservedSlots { get; set; }

    /// <summary>The lowest of those high priorities: see <see cref="MqChannelOptions.ReservedForPriority"/>.</summary>
    public int ReservedForPriority { get; set; }

    /// <summary>How long a message is of use, in milliseconds; 0 is without an end: see <see cref="MqChannelOptions.TimeToLive"/>.</summary>
    public int TimeToLiveMilliseconds { get; set; }

    /// <summary>How long a blocking call spins before it sleeps, in microseconds; left out, what suits the transport: see <see cref="MqChannelOptions.SpinTime"/>.</summary>
    public int SpinTimeMicroseconds { get; set; }

    /// <summary>How many short strings the receiver keeps to give out again: see <see cref="MqChannelOptions.CachedStrings"/>.</summary>
    public int CachedStrings { get; set; }

    /// <summary>How long a request waits for its reply, in milliseconds; 0 means 30 seconds: see <see cref="MqChannelOptions.RequestTimeout"/>.</summary>
    public int RequestTimeoutMilliseconds { get; set; }
}

/// <summary>
/// Marks a method as one that nobody replies to, though its name starts with none of the verbs of a queue: it returns when the message is in the queue, and the
/// server executes it as a handler does, with retries and dead letters.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MqOneWayAttribute : Attribute;

/// <summary>Marks a method as a request, though its name starts with a verb of a queue, or gives its requests a tag of their own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MqRequestAttribute : Attribute
{
    /// <summary>The method is a request, with the tag that follows from its name and its parameters.</summary>
    public MqRequestAttribute()
    {
    }

    /// <summary>The method is a request with this tag: it can be renamed, and go on with servers that know it.</summary>
    /// <param name="tag">The tag; no other method of the channel has it.</param>
    public MqRequestAttribute(string tag) => Tag = tag;

    /// <summary>The tag; null when it follows from the name and the parameters.</summary>
    public string? Tag { get; }
}

/// <summary>
/// Gives the messages of a method a fixed priority, or marks the <see cref="int"/> parameter that gives each message its own.
/// 0 is the lowest and the default; the highest is the transport's (<see cref="Transports.MqCapabilities.MaxPriority"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter)]
public sealed class MqPriorityAttribute : Attribute
{
    /// <summary>On a parameter: it is the priority.</summary>
    public MqPriorityAttribute()
    {
    }

    /// <summary>On a method: its messages have this priority.</summary>
    /// <param name="priority">The priority, 0 or more.</param>
    public MqPriorityAttribute(int priority) => Priority = priority;

    /// <summary>The priority.</summary>
    public int Priority { get; }
}
