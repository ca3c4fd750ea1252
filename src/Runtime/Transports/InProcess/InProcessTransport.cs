using System.Diagnostics.CodeAnalysis;

namespace TypedMq.Transports.InProcess;

/// <summary>
/// Queues in memory, with the semantics of POSIX message queues (<c>mq_overview(7)</c>): for tests, and for services that share a process.
/// </summary>
/// <remarks>
/// Names belong to an <see cref="InProcessHost"/>, by default one for each transport's instance, so for each <see cref="MqNode"/>: two nodes never
/// meet, and tests run in parallel. Messages are bytes here too, so that what works here works between processes.
/// </remarks>
public sealed class InProcessTransport : MqTransport
{
    /// <summary>The name by which options and configuration choose it.</summary>
    public const string TransportName = "inprocess";

    /// <summary>The capacity of a queue for which none is set, in messages.</summary>
    public const int DefaultCapacity = 1024;

    /// <summary>The message size of a queue for which none is set and whose contracts have no bound, in bytes.</summary>
    public const int DefaultMaxMessageBytes = 8192;

    /// <summary>The largest capacity, in messages.</summary>
    public const int MaxCapacity = 1_048_575;

    /// <summary>The largest message size, in bytes.</summary>
    public const int MaxMaxMessageBytes = 1 << 30;

    private const UnixFileMode OwnersMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode GroupsMode = OwnersMode | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly InProcessOptions _options;
    private readonly InProcessHost _host;
    private readonly MqScope _scope;

    /// <summary>Makes the transport, with queues of its own.</summary>
    public InProcessTransport()
        : this(new(), MqScope.Default)
    {
    }

    /// <summary>Makes the transport.</summary>
    /// <param name="options">What its queues are like.</param>
    /// <param name="scope">Where in the host its names live.</param>
    public InProcessTransport(InProcessOptions options, MqScope scope)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(scope);
        _options = options;
        _host = options.Host;
        _scope = scope;
        Capabilities = new()
        {
            MaxPriority = InProcessStore.MaxPriority,
            AtLeastOnce = true,
            AsyncWithoutThread = true,
            ForeignPeers = false,
            RemovedKeepsWorking = _host.RemovedKeepsWorking,
            Notifications = true,
            SelectiveReceive = true,
            Peek = true,
            DropOldest = true,
            ReservedSlots = true,
            OneToOne = true,
            Survives = MqSurvival.Nothing,
            SpinTime = TimeSpan.FromMicroseconds(20),
        };
    }

    /// <inheritdoc/>
    public override string Name => TransportName;

    /// <inheritdoc/>
    public override MqCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public override bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return true;
    }

    /// <inheritdoc/>
    public override MqQueue Open(MqQueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string key = _scope.QualifiedName(options.Name);
        if (options.Private)
        {
            MqQueue queue = Open(options with { Private = false, OpenMode = MqOpenMode.CreateNew });
            queue.Own(new Ownership(this, options.Name));
            return queue;
        }

        UnixFileMode mode = options.Mode is { } asked ? asked & ~_options.Umask : _scope.Group is null ? OwnersMode : GroupsMode;
        InProcessStore store = _host.Open(key, options, _options.User, mode);
        return _options.Faults is { } faults
            ? new FaultyInProcessQueue(store, options, _options.Clock, faults.Of(options.Name), () => _host.Destroy(key, store))
            : new InProcessQueue(store, options, _options.Clock);
    }

    /// <inheritdoc/>
    public override bool Delete(MqQueueName name) => _host.Delete(_scope.QualifiedName(name), name.Value, _options.User);

    /// <inheritdoc/>
    public override IReadOnlyList<MqQueueName> List()
    {
        List<MqQueueName> names = [];
        foreach (string key in _host.List())
        {
            if (_scope.TryGetQueueName(key, out MqQueueName name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>What goes with the handle of a private queue. No queue outlives its process here: there is nothing to sweep.</summary>
    private sealed class Ownership(InProcessTransport transport, MqQueueName name) : IDisposable
    {
        public void Dispose() => transport.Delete(name);
    }
}
