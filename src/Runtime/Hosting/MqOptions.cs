using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq;

/// <summary>What a node works with. Set up once, before the node is made; not thread-safe.</summary>
public sealed class MqOptions
{
    private readonly Dictionary<string, Func<MqTransportContext, MqTransport>> _transports = new(StringComparer.OrdinalIgnoreCase)
    {
        [InProcessTransport.TransportName] = static context => new InProcessTransport(new(), context.Scope),
    };

    private readonly Dictionary<string, MqChannelOptions> _channels = new(new ChannelNames());

    /// <summary>
    /// The transport of every channel that names none: one of <see cref="TransportNames"/>. There is no default;
    /// <c>UsePosix()</c>, <c>UseSysV()</c> or <c>UseInProcess()</c> sets it.
    /// </summary>
    public string? Transport { get; set; }

    /// <summary>Where queue names live: 1 to 32 lower-case letters, digits, <c>-</c> and <c>_</c>; null is the user's own scope.</summary>
    public string? Scope { get; set; }

    /// <summary>The group whose members share the scope; null when the user keeps it for itself.</summary>
    public string? ScopeGroup { get; set; }

    /// <summary>Settings of single channels, by the name of their queue. They win over attributes and over what is passed when a channel is opened.</summary>
    /// <remarks>As in configuration, the case of a key does not matter; nor does a leading slash.</remarks>
    public IDictionary<string, MqChannelOptions> Channels => _channels;

    /// <summary>The transports that can be chosen.</summary>
    public IEnumerable<string> TransportNames => _transports.Keys;

    /// <summary>Makes a transport one that can be chosen by its name.</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <param name="factory">Makes the transport when a channel first needs it; the node disposes it.</param>
    /// <returns>The same options.</returns>
    public MqOptions AddTransport(string name, Func<MqTransportContext, MqTransport> factory)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(factory);
        _transports[name] = factory;
        return this;
    }

    /// <summary>Chooses queues in the memory of this node: for tests, and for services that share a process.</summary>
    /// <param name="configure">Sets what tests need: users, a clock, faults, a host that several nodes share.</param>
    /// <returns>The same options.</returns>
    public MqOptions UseInProcess(Action<InProcessOptions>? configure = null)
    {
        Transport = InProcessTransport.TransportName;
        if (configure is null)
        {
            return this;
        }

        InProcessOptions options = new();
        configure(options);
        return AddTransport(InProcessTransport.TransportName, context => new InProcessTransport(options, context.Scope));
    }

    internal Func<MqTransportContext, MqTransport>? FindTransport(string name) => _transports.GetValueOrDefault(name);

    private sealed class ChannelNames : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => Bare(x).Equals(Bare(y), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string name) => string.GetHashCode(Bare(name), StringComparison.OrdinalIgnoreCase);

        private static ReadOnlySpan<char> Bare(string? name) => name is ['/', ..] ? name.AsSpan(1) : name;
    }
}
