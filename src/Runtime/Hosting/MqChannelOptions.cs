using System.Globalization;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>Settings of one channel. What is null is left to the attribute, and then to the transport.</summary>
public sealed class MqChannelOptions
{
    /// <summary>How long a request waits when nothing else is said.</summary>
    internal static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan MaxSpinTime = TimeSpan.FromSeconds(1);

    // Timers ring no later.
    private static readonly TimeSpan MaxRequestTimeout = TimeSpan.FromDays(49);

    // What the envelope has room for.
    private static readonly TimeSpan MaxTimeToLive = TimeSpan.FromMilliseconds(uint.MaxValue);

    /// <summary>The name of the queue.</summary>
    public string? Name { get; set; }

    /// <summary>The transport, by its name.</summary>
    public string? Transport { get; set; }

    /// <summary>
    /// Where the name lives, as <see cref="MqOptions.Scope"/> has it for all channels of a node; null leaves it to the node. So a service can have queues of its own and
    /// share others with a group.
    /// </summary>
    public string? Scope { get; set; }

    /// <summary>The group whose members share <see cref="Scope"/>, which is to be set too; null when the user keeps it for itself.</summary>
    public string? ScopeGroup { get; set; }

    /// <summary>How many messages the queue holds: 1 or more.</summary>
    public int? Capacity { get; set; }

    /// <summary>The largest payload in bytes, without the envelope: 1 or more.</summary>
    public int? MaxMessageBytes { get; set; }

    /// <summary>How the envelope travels.</summary>
    public MqEnvelopeMode? Envelope { get; set; }

    /// <summary>When a message counts as received; null means the most that the transport can.</summary>
    public MqDelivery? Delivery { get; set; }

    /// <summary>What a send does while the queue is full.</summary>
    public MqFullMode? FullMode { get; set; }

    /// <summary>Who uses the queue.</summary>
    public MqTopology? Topology { get; set; }

    /// <summary>
    /// How many different priorities a created queue can hold at a time, where the transport has a limit (<see cref="Transports.MqCapabilities.DistinctPriorities"/>): 1
    /// to 64. One more is an <see cref="MqLimitException"/> for who sends it.
    /// </summary>
    public int? MaxPriorities { get; set; }

    /// <summary>
    /// How many messages of the capacity are kept for messages of at least <see cref="ReservedForPriority"/>, so that an alert always gets in: fewer than
    /// the capacity. Set both or neither.
    /// </summary>
    public int? ReservedSlots { get; set; }

    /// <summary>The lowest priority whose messages may take the last <see cref="ReservedSlots"/>: 0 or more.</summary>
    public int? ReservedForPriority { get; set; }

    /// <summary>
    /// How long a message is of use after it was sent; null is without an end. A receiver drops an expired message, and counts it
    /// (<see cref="MqChannelCounters.ExpiredMessages"/>). What counts is the sender's setting, which travels in the envelope in whole milliseconds, rounded
    /// up: above zero, at most 49 days. Sender and receiver compare by the clock of the host (UTC).
    /// </summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>
    /// How long a request waits for its reply, and a stream for its last item, when no timeout is passed: above zero, at most 49 days; null means 30 seconds. It
    /// travels with the request, and cancels the server's token.
    /// </summary>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>Whether the queue may be created.</summary>
    public MqOpenMode? OpenMode { get; set; }

    /// <summary>The permission bits of a queue that is created, before the umask: only bits of 0666.</summary>
    public UnixFileMode? Mode { get; set; }

    /// <summary>How long a blocking call spins before it sleeps: zero to a second; null means what suits the transport.</summary>
    public TimeSpan? SpinTime { get; set; }

    /// <summary>
    /// How many strings of at most 64 bytes each receiver keeps, to give them out again instead of new ones: 0, which is the default, to 65536,
    /// rounded up to a power of two. It pays where texts repeat (symbols, names of hosts); where they do not, each costs its hash, and each
    /// entry keeps its last string alive.
    /// </summary>
    public int? CachedStrings { get; set; }

    /// <summary>How the channel's messages are handled, where handlers are added for it; wins over what is set where they are added. Null leaves it to them.</summary>
    public MqHandlerOptions? Handler { get; set; }

    /// <summary>How the channel is served, from configuration: it wins over what <c>AddServer</c> and <c>StartServer</c> say.</summary>
    public MqServerOptions? Server { get; set; }

    /// <summary>Checks what a <see cref="Transports.MqQueueOptions"/> does not check, or does not hold.</summary>
    internal void Validate(string queue)
    {
        CheckDefined(queue, nameof(Envelope), Envelope);
        CheckDefined(queue, nameof(Delivery), Delivery);
        CheckDefined(queue, nameof(FullMode), FullMode);
        CheckDefined(queue, nameof(OpenMode), OpenMode);
        CheckDefined(queue, nameof(Topology), Topology);
        MqScope.Create(Scope, ScopeGroup, $"Channels:{queue}:");
        if (SpinTime < TimeSpan.Zero || SpinTime > MaxSpinTime)
        {
            throw new MqConfigurationException($"Channels:{queue}:SpinTime", SpinTime.ToString(), $"It is zero or more, and at most {MaxSpinTime}: all of it takes a whole processor.");
        }

        if (TimeToLive <= TimeSpan.Zero || TimeToLive > MaxTimeToLive)
        {
            throw new MqConfigurationException($"Channels:{queue}:TimeToLive", TimeToLive.ToString(), $"It is more than zero, and at most {MaxTimeToLive}; leave it unset for messages that never expire.");
        }

        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > MaxRequestTimeout)
        {
            throw new MqConfigurationException($"Channels:{queue}:RequestTimeout", RequestTimeout.ToString(), $"It is more than zero, and at most {MaxRequestTimeout}; leave it unset for {DefaultRequestTimeout}.");
        }

        Handler?.Validate($"Channels:{queue}:Handler");
        Server?.Validate($"Channels:{queue}:Server");
        if (CachedStrings is < 0 or > MqStringCache.MaxEntries)
        {
            throw new MqConfigurationException($"Channels:{queue}:CachedStrings", CachedStrings.Value.ToString(CultureInfo.InvariantCulture), $"It is 0, for none, to {MqStringCache.MaxEntries}.");
        }
    }

    /// <summary>Sets in the target what is set here.</summary>
    internal void CopyTo(MqChannelOptions target)
    {
        target.Name = Name ?? target.Name;
        target.Transport = Transport ?? target.Transport;
        (target.Scope, target.ScopeGroup) = Scope is null ? (target.Scope, ScopeGroup ?? target.ScopeGroup) : (Scope, ScopeGroup);
        target.Capacity = Capacity ?? target.Capacity;
        target.MaxMessageBytes = MaxMessageBytes ?? target.MaxMessageBytes;
        target.Envelope = Envelope ?? target.Envelope;
        target.Delivery = Delivery ?? target.Delivery;
        target.FullMode = FullMode ?? target.FullMode;
        target.Topology = Topology ?? target.Topology;
        target.MaxPriorities = MaxPriorities ?? target.MaxPriorities;
        target.ReservedSlots = ReservedSlots ?? target.ReservedSlots;
        target.ReservedForPriority = ReservedForPriority ?? target.ReservedForPriority;
        target.TimeToLive = TimeToLive ?? target.TimeToLive;
        target.RequestTimeout = RequestTimeout ?? target.RequestTimeout;
        target.OpenMode = OpenMode ?? target.OpenMode;
        target.Mode = Mode ?? target.Mode;
        target.SpinTime = SpinTime ?? target.SpinTime;
        target.CachedStrings = CachedStrings ?? target.CachedStrings;
        if (Server is not null)
        {
            MqServerOptions both = new();
            target.Server?.CopyTo(both);
            Server.CopyTo(both);
            target.Server = both;
        }

        if (Handler is not null)
        {
            MqHandlerOptions both = new();
            target.Handler?.CopyTo(both);
            Handler.CopyTo(both);
            target.Handler = both;
        }
    }

    private static void CheckDefined<T>(string queue, string key, T? value)
        where T : struct, Enum
    {
        if (value is { } given && !Enum.IsDefined(given))
        {
            throw new MqConfigurationException($"Channels:{queue}:{key}", given.ToString(), $"It is one of: {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }
}
