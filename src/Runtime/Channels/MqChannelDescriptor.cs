using System.Runtime.CompilerServices;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>What the generator knows of a channel: registered by the module initializer of the assembly that holds its interface.</summary>
public sealed class MqChannelDescriptor
{
    /// <summary>The interface.</summary>
    public required Type Interface { get; init; }

    /// <summary>The name of the queue.</summary>
    public required string Name { get; init; }

    /// <summary>What the methods of the interface do.</summary>
    public required MqAccess Access { get; init; }

    /// <summary>Makes the proxy over an open queue.</summary>
    public required Func<MqChannelCore, MqChannelProxy> Create { get; init; }

    /// <summary>The contracts that the channel sends or receives, each once.</summary>
    public IReadOnlyList<MqMessageType> Messages { get; init; } = [];

    /// <summary>The worst-case size of the contracts in bytes; <see cref="MqSize.Unbounded"/> when they have none.</summary>
    public required int MaxContractBytes { get; init; }

    /// <summary>The highest priority that a method is marked with.</summary>
    public int MaxPriority { get; init; }

    /// <summary>Whether a method receives messages that are settled by hand (<see cref="MqDelivery{T}"/>).</summary>
    public bool HasDeliveries { get; init; }

    /// <summary>The transport of the attribute.</summary>
    public string? Transport { get; init; }

    /// <summary>The scope of the attribute; null when it has none.</summary>
    public string? Scope { get; init; }

    /// <summary>The group of the attribute's scope; null when it has none.</summary>
    public string? ScopeGroup { get; init; }

    /// <summary>The capacity of the attribute; 0 when it has none.</summary>
    public int Capacity { get; init; }

    /// <summary>The message size of the attribute; 0 when it has none.</summary>
    public int MaxMessageBytes { get; init; }

    /// <summary>The envelope of the attribute.</summary>
    public MqEnvelopeMode Envelope { get; init; }

    /// <summary>The delivery of the attribute; null when it has none.</summary>
    public MqDelivery? Delivery { get; init; }

    /// <summary>The full mode of the attribute.</summary>
    public MqFullMode FullMode { get; init; }

    /// <summary>The topology of the attribute.</summary>
    public MqTopology Topology { get; init; }

    /// <summary>How many different priorities the attribute has the queue hold; 0 when it has none.</summary>
    public int MaxPriorities { get; init; }

    /// <summary>How many slots the attribute reserves; null when it has none.</summary>
    public int? ReservedSlots { get; init; }

    /// <summary>For which priorities the attribute reserves them; null when it has none.</summary>
    public int? ReservedForPriority { get; init; }

    /// <summary>The time to live of the attribute in milliseconds; 0 when it has none.</summary>
    public int TimeToLiveMilliseconds { get; init; }

    /// <summary>The spin time of the attribute in microseconds; null when it has none.</summary>
    public int? SpinTimeMicroseconds { get; init; }

    /// <summary>How many strings the attribute lets the receiver keep; 0 when it has none.</summary>
    public int CachedStrings { get; init; }

    /// <summary>How long a request waits by the attribute, in milliseconds; 0 when it does not say.</summary>
    public int RequestTimeoutMilliseconds { get; init; }

    /// <summary>Whether a method waits for a reply, so that only a server may take the messages.</summary>
    public bool HasRequests { get; init; }

    /// <summary>Gives requests and other messages to whoever serves the channel; null when it receives itself.</summary>
    public MqChannelDispatcher? Dispatcher { get; init; }

    /// <summary>What is compared with other services when the queue is opened: the form of the contracts, as text (docs/evolution.md); null skips that.</summary>
    public string? Manifest { get; init; }

    /// <summary>The same for what consumes the channel: it receives also what the interface only sends, and a server sends the replies that its callers receive.</summary>
    internal string? ConsumerManifest
    {
        get
        {
            string? manifest = Manifest?.Replace("\nsends ", "\nboth ", StringComparison.Ordinal);
            return Dispatcher is null ? manifest : manifest?.Replace("\nreceives ", "\nboth ", StringComparison.Ordinal);
        }
    }
}

/// <summary>Where module initializers register the channels of their assembly.</summary>
public static class MqChannelRegistry
{
    /// <summary>Registers a channel; called by generated code.</summary>
    /// <typeparam name="TChannel">The interface.</typeparam>
    /// <param name="descriptor">What the generator knows of it.</param>
    public static void Register<TChannel>(MqChannelDescriptor descriptor)
        where TChannel : class => Holder<TChannel>.Descriptor = descriptor;

    internal static MqChannelDescriptor Get<TChannel>()
        where TChannel : class
    {
        if (Holder<TChannel>.Descriptor is null)
        {
            // Naming a type does not run the initializer of its module.
            RuntimeHelpers.RunModuleConstructor(typeof(TChannel).Module.ModuleHandle);
        }

        return Holder<TChannel>.Descriptor ?? throw new MqConfigurationException(
            typeof(TChannel).ToString(),
            null,
            "It is no channel: mark the interface with [MqChannel(\"name\")], and let its project reference TypedMq, so that the generator runs.");
    }

    private static class Holder<TChannel>
        where TChannel : class
    {
        public static MqChannelDescriptor? Descriptor { get; set; }
    }
}
