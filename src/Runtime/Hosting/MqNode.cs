using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Channels;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>A service's place on the host: opens channels over its transports, and owns both. Thread-safe.</summary>
public sealed partial class MqNode : IDisposable, IAsyncDisposable
{
    private readonly MqOptions _options;
    private readonly MqScope _scope;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MqTransport> _transports = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<MqQueue, bool> _queues = [];
    private bool _disposed;

    internal MqNode(MqOptions options, ILoggerFactory loggerFactory)
    {
        MqOptionsValidator.Validate(options);
        _options = options;
        _scope = MqScope.Create(options.Scope, options.ScopeGroup);
        _logger = loggerFactory.CreateLogger("TypedMq");
        OpenQueues.Add(this);
    }

    /// <summary>Makes a node, for programs without a container.</summary>
    /// <param name="configure">Chooses at least the transport, for example <c>o =&gt; o.UseInProcess()</c>.</param>
    /// <param name="loggerFactory">Where it logs; null means nowhere.</param>
    /// <returns>The node; dispose it.</returns>
    /// <exception cref="MqConfigurationException">An option is missing or has a value that cannot be used.</exception>
    public static MqNode Create(Action<MqOptions> configure, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        MqOptions options = new();
        configure(options);
        return new(options, loggerFactory ?? NullLoggerFactory.Instance);
    }

    /// <summary>Opens a channel: each call opens the queue anew and makes a proxy of its own. Keep it.</summary>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>.</typeparam>
    /// <param name="configure">Settings that win over those of the attribute.</param>
    /// <returns>The proxy; the node disposes it.</returns>
    /// <exception cref="MqException">One of its kinds says what is wrong; nothing is half created.</exception>
    public TChannel Open<TChannel>(Action<MqChannelOptions>? configure = null)
        where TChannel : class
    {
        MqChannelDescriptor descriptor = MqChannelRegistry.Get<TChannel>();
        MqChannelOptions settings = Settings(descriptor, configure);
        return Open(settings, descriptor.Access, descriptor.MaxPriority, descriptor.MaxContractBytes, descriptor.Manifest, channel => (TChannel)(object)descriptor.Create(channel), descriptor.HasDeliveries);
    }

    /// <summary>Opens a queue of plain bytes, without an envelope unless it is configured otherwise.</summary>
    /// <param name="name">The name of the queue.</param>
    /// <param name="configure">Settings.</param>
    /// <param name="access">What the handle may do.</param>
    /// <returns>The channel; the node disposes it.</returns>
    /// <exception cref="MqException">One of its kinds says what is wrong; nothing is half created.</exception>
    public MqByteChannel OpenBytes(string name, Action<MqChannelOptions>? configure = null, MqAccess access = MqAccess.Both)
    {
        if (access is not (MqAccess.Receive or MqAccess.Send or MqAccess.Both))
        {
            throw new ArgumentOutOfRangeException(nameof(access), access, "A handle receives, sends, or does both.");
        }

        MqChannelOptions settings = new() { Name = name, Envelope = MqEnvelopeMode.None };
        configure?.Invoke(settings);
        return Open(settings, access, maxPriority: 0, MqSize.Unbounded, manifest: null, static channel => new MqByteChannel(channel));
    }

    /// <summary>Deletes a queue.</summary>
    /// <param name="name">The name of the queue.</param>
    /// <param name="transport">The transport; null means the node's.</param>
    /// <returns>Whether it existed; deleting what does not exist is no error.</returns>
    /// <exception cref="MqAccessDeniedException">The queue belongs to somebody else.</exception>
    public bool Delete(string name, string? transport = null) => GetTransport(transport).Delete(MqQueueName.Parse(name));

    /// <summary>Lists the queues of the node's scope.</summary>
    /// <param name="transport">The transport; null means the node's.</param>
    /// <returns>Their names, in no order.</returns>
    public IReadOnlyList<string> List(string? transport = null) => [.. GetTransport(transport).List().Select(name => name.Value)];

    /// <summary>What a transport can do.</summary>
    /// <param name="transport">The transport; null means the node's.</param>
    /// <returns>Its capabilities.</returns>
    public MqCapabilities GetCapabilities(string? transport = null) => GetTransport(transport).Capabilities;

    /// <summary>Closes every channel that was opened here, then the transports; handlers that run are not waited for. Queues and messages stay as their transport has it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        OpenQueues.Remove(this);
        // Nobody adds or forgets any more once _disposed is set.
        foreach (MqQueue queue in _queues.Keys)
        {
            queue.Dispose();
        }

        foreach (MqTransport transport in _transports.Values)
        {
            transport.Dispose();
        }
    }

    /// <summary>Stops every consumer that was started here (<see cref="MqConsumer.StopAsync"/>), then does what <see cref="Dispose"/> does.</summary>
    /// <returns>Completes when that is done.</returns>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Consumers.Select(consumer => consumer.StopAsync())).ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Adds how many messages each open queue holds; one that cannot say, because it is being closed or was removed, is left out.</summary>
    internal void MeasureDepths(List<Measurement<long>> depths)
    {
        MqQueue[] queues;
        lock (_lock)
        {
            queues = _disposed ? [] : [.. _queues.Where(static queue => queue.Value).Select(static queue => queue.Key).DistinctBy(static queue => (queue.GetType(), queue.Name))];
        }

        foreach (MqQueue queue in queues)
        {
            try
            {
                depths.Add(new(queue.GetAttributes().Count, new("messaging.system", "typedmq"), new KeyValuePair<string, object?>("messaging.destination.name", queue.Name.Value)));
            }
            catch (Exception problem) when (problem is MqException or ObjectDisposedException)
            {
            }
        }
    }

    internal void Close(MqQueue queue)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _queues.Remove(queue);
            }
        }

        queue.Dispose();
    }

    /// <summary>What the attribute of a channel says, and what code adds to it; configuration comes later.</summary>
    private static MqChannelOptions Settings(MqChannelDescriptor descriptor, Action<MqChannelOptions>? configure)
    {
        MqChannelOptions settings = new()
        {
            Name = descriptor.Name,
            Transport = descriptor.Transport,
            Capacity = descriptor.Capacity == 0 ? null : descriptor.Capacity,
            MaxMessageBytes = descriptor.MaxMessageBytes == 0 ? null : descriptor.MaxMessageBytes,
            Envelope = descriptor.Envelope,
            Delivery = descriptor.Delivery,
            FullMode = descriptor.FullMode,
            Topology = descriptor.Topology,
            MaxPriorities = descriptor.MaxPriorities == 0 ? null : descriptor.MaxPriorities,
            ReservedSlots = descriptor.ReservedSlots,
            ReservedForPriority = descriptor.ReservedForPriority,
            TimeToLive = descriptor.TimeToLiveMilliseconds == 0 ? null : TimeSpan.FromMilliseconds(descriptor.TimeToLiveMilliseconds),
            CachedStrings = descriptor.CachedStrings,
            RequestTimeout = descriptor.RequestTimeoutMilliseconds == 0 ? null : TimeSpan.FromMilliseconds(descriptor.RequestTimeoutMilliseconds),
        };
        configure?.Invoke(settings);
        return settings;
    }

    /// <summary>Adds what configuration says.</summary>
    /// <returns>The name of the queue.</returns>
    private MqQueueName Configure(MqChannelOptions settings)
    {
        MqQueueName name = MqQueueName.Parse(settings.Name);
        if (!_options.Channels.TryGetValue(name.Value, out MqChannelOptions? overrides))
        {
            return name;
        }

        overrides.CopyTo(settings);
        return MqQueueName.Parse(settings.Name);
    }

    private T Open<T>(MqChannelOptions settings, MqAccess access, int maxPriority, int maxContractBytes, string? manifest, Func<MqChannelCore, T> create, bool hasDeliveries = false)
    {
        MqQueueName name = Configure(settings);
        settings.Validate(name.Value);
        MqTransport transport = GetTransport(settings.Transport);
        MqCapabilities capabilities = transport.Capabilities;
        ChannelDemands.Check(name.Value, transport, settings, maxPriority, hasDeliveries);
        settings.Delivery ??= capabilities.AtLeastOnce ? MqDelivery.AtLeastOnce : MqDelivery.AtMostOnce;
        MqQueue queue = transport.Open(new MqQueueOptions
        {
            Name = name,
            Access = access,
            OpenMode = settings.OpenMode ?? MqOpenMode.OpenOrCreate,
            Capacity = settings.Capacity,
            MaxMessageBytes = settings.MaxMessageBytes,
            ContractBytes = maxContractBytes == MqSize.Unbounded ? null : WithHeadroom(maxContractBytes),
            Mode = settings.Mode,
            Envelope = settings.Envelope ?? MqEnvelopeMode.Standard,
            Delivery = settings.Delivery.Value,
            Topology = settings.Topology ?? MqTopology.ManyToMany,
            MaxPriorities = settings.MaxPriorities,
            ReservedSlots = settings.ReservedSlots,
            ReservedForPriority = settings.ReservedForPriority,

            // Without an envelope the others may be programs that know nothing of contracts.
            Manifest = settings.Envelope == MqEnvelopeMode.None ? null : manifest,
        });
        Own(queue);
        try
        {
            MqQueueAttributes attributes = queue.GetAttributes();
            Log.Opened(_logger, name.Value, transport.Name, queue.Address, access.ToString(), attributes.Count, attributes.Capacity, attributes.MaxMessageBytes, _scope.Name ?? "(own)");
            return create(new(this, queue, transport, settings, _logger));
        }
        catch
        {
            Close(queue);
            throw;
        }
    }

    private MqTransport GetTransport(string? name)
    {
        name ??= _options.Transport!;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_transports.TryGetValue(name, out MqTransport? transport))
            {
                MqOptionsValidator.CheckTransport(_options, "Transport", name);
                transport = _options.FindTransport(name)!(new(_scope, _logger)) ?? throw new MqConfigurationException("Transport", name, "Its factory made none.");
                if (!transport.IsSupported(out string? reason))
                {
                    transport.Dispose();
                    throw new MqConfigurationException("Transport", name, $"It does not work on this system: {reason}");
                }

                _transports.Add(name, transport);
            }

            return transport;
        }
    }

    /// <param name="queue">The queue.</param>
    /// <param name="isMeasured">Whether its depth is told: not of private queues, whose names are new each time, so that a collector would see no end of them.</param>
    private void Own(MqQueue queue, bool isMeasured = true)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _queues.Add(queue, isMeasured);
                return;
            }
        }

        queue.Dispose();
        throw new ObjectDisposedException(nameof(MqNode));
    }

    /// <summary>Room for keys that are added to a contract later: a quarter, 32 bytes at least, in steps of 32.</summary>
    internal static int WithHeadroom(int bytes) => MqSize.Add(bytes, Math.Max(bytes / 4, 32)) is var size && size > MqSize.Unbounded - 32 ? MqSize.Unbounded : (size + 31) / 32 * 32;
}
