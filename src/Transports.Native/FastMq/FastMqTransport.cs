using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Versioning;
using TypedMq.Scopes;

namespace TypedMq.Transports.FastMq;

/// <summary>FastMq: queues in memory that the processes of a host share, which lose nothing when one of them is killed.</summary>
/// <remarks>
/// <para>A queue is a file in the folder of the scope, under <c>/dev/shm</c> unless <c>TYPEDMQ_SCOPE_ROOT</c> says otherwise. Nothing else belongs to it: deleting the queue
/// leaves nothing behind, and so does a process that is killed while it creates one.</para>
/// <para>A message is written where it lies, and read where it lies. While both sides run no system call is made. docs/fastmq.md describes the layout, the
/// protocol, and what is promised.</para>
/// </remarks>
public sealed class FastMqTransport : MqTransport
{
    /// <summary>The name by which options and configuration choose it.</summary>
    public const string TransportName = "fastmq";

    /// <summary>The highest priority.</summary>
    public const int MaxPriority = 32767;

    /// <summary>How many messages a queue holds when nothing else is said.</summary>
    public const int DefaultCapacity = 1024;

    /// <summary>The largest payload in bytes when neither the channel nor its contracts say anything.</summary>
    public const int DefaultMaxMessageBytes = 8192;

    /// <summary>How many different priorities a queue has room for when nothing else is said.</summary>
    public const int DefaultMaxPriorities = 8;

    /// <summary>A sleeper's wake-up costs about 20 µs: it is worth looking about as long before one sleeps.</summary>
    private static readonly TimeSpan DefaultSpinTime = TimeSpan.FromMicroseconds(20);

    private readonly MqTransportContext _context;
    private readonly QuietLogger _logger;
    private readonly FastMqOptions _options;
    private readonly FastMqSettings? _settings;
    private readonly Lock _lock = new();
    private FastMqFolder? _folder;

    /// <summary>Makes the transport.</summary>
    /// <param name="context">Where its names live, and where it logs.</param>
    /// <param name="options">What new queues are like; null means the defaults.</param>
    public FastMqTransport(MqTransportContext context, FastMqOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _logger = new(context.Logger);
        _options = options ?? new();
    }

    /// <summary>Makes the transport as if the host could do less.</summary>
    [SupportedOSPlatform("linux")]
    internal FastMqTransport(MqTransportContext context, FastMqSettings settings)
        : this(context, new FastMqOptions { MaxHandles = settings.MaxHandles }) => _settings = settings;

    /// <inheritdoc/>
    public override string Name => TransportName;

    /// <inheritdoc/>
    public override MqCapabilities Capabilities { get; } = new()
    {
        MaxPriority = MaxPriority,
        DistinctPriorities = FastMqGeometry.MaxLanes,
        AtLeastOnce = true,
        AsyncWithoutThread = true,
        ForeignPeers = false,
        RemovedKeepsWorking = false,
        Peek = true,
        OneToOne = true,
        DropOldest = true,
        ReservedSlots = true,
        Survives = MqSurvival.Process,
        SpinTime = Environment.ProcessorCount > 1 ? DefaultSpinTime : TimeSpan.Zero,
    };

    [SupportedOSPlatformGuard("linux")]
    private static bool IsUsable => OperatingSystem.IsLinux() && Environment.Is64BitProcess && BitConverter.IsLittleEndian;

    /// <inheritdoc/>
    public override bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = IsUsable ? null : "FastMq needs 64-bit Linux on a little-endian processor.";
        return reason is null;
    }

    /// <inheritdoc/>
    public override MqQueue Open(MqQueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string name = options.Name.Value;
        if (!IsUsable)
        {
            throw Unusable(name);
        }

        if (options.Private)
        {
            return GetPrivate(name).Open(options);
        }

        FastMqFolder folder = GetFolder(name);
        FastMqSettings settings = GetSettings();
        FastMqMemory memory = folder.Open(options, settings, out bool created);
        try
        {
            if (!created)
            {
                CheckSuffices(memory, options);
                folder.CheckManifest(memory, options);
            }

            Participants participants = Participants.Join(memory, name, _logger);
            return memory.Geometry.Engine == FastMqEngine.OneToOne
                ? new OneToOneQueue(memory, participants, options, settings, folder.PathOf(name), _logger)
                : new PoolQueue(memory, participants, options, settings, folder.PathOf(name), _logger);
        }
        catch
        {
            memory.Close();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Those who have the queue open get <see cref="MqQueueRemovedException"/>, also those who wait; one that is created later is another one.</remarks>
    public override bool Delete(MqQueueName name) => IsUsable ? GetFolder(name.Value).Delete(name.Value) : throw Unusable(name.Value);

    /// <inheritdoc/>
    public override IReadOnlyList<MqQueueName> List()
    {
        string scope = _context.Scope.Name ?? "(own)";
        return IsUsable ? GetFolder(scope).List() : throw Unusable(scope);
    }

    /// <inheritdoc/>
    public override int SweepPrivate()
    {
        string scope = _context.Scope.Name ?? "(own)";
        return IsUsable ? GetPrivate(scope).Sweep(scope) : throw Unusable(scope);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && IsUsable)
        {
            lock (_lock)
            {
                _folder?.Dispose();
                _folder = null;
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Checks that a queue which was there before is what is asked for, before anything is done with it.</summary>
    [SupportedOSPlatform("linux")]
    private void CheckSuffices(FastMqMemory memory, MqQueueOptions options)
    {
        string name = options.Name.Value;
        FastMqGeometry geometry = memory.Geometry;
        if (options.Capacity > geometry.Capacity || options.MaxMessageBytes > geometry.MaxMessageBytes)
        {
            throw new MqQueueMismatchException(name, options.Capacity, geometry.Capacity, options.MaxMessageBytes, geometry.MaxMessageBytes);
        }

        MqTopology topology = geometry.Engine == FastMqEngine.OneToOne ? MqTopology.OneToOne : MqTopology.ManyToMany;
        if (options.Topology != topology)
        {
            throw new MqQueueMismatchException(name, nameof(options.Topology), options.Topology.ToString(), topology.ToString());
        }

        if (options.MaxPriorities > geometry.Lanes)
        {
            throw new MqQueueMismatchException(name, nameof(options.MaxPriorities), Text(options.MaxPriorities.Value), Text(geometry.Lanes));
        }

        // Others rely on what is reserved, and what is not: no other number will do.
        CheckSame(name, nameof(options.ReservedSlots), options.ReservedSlots, memory.ReservedSlots);
        CheckSame(name, nameof(options.ReservedForPriority), options.ReservedForPriority, memory.ReservedForPriority);
        WarnOfOther(name, nameof(options.Capacity), options.Capacity, geometry.Capacity);
        WarnOfOther(name, nameof(options.MaxMessageBytes), options.MaxMessageBytes, geometry.MaxMessageBytes);
        WarnOfOther(name, nameof(options.MaxPriorities), options.MaxPriorities, geometry.Lanes);
    }

    private void WarnOfOther(string queue, string setting, int? asked, int actual)
    {
        if (asked is { } value && value != actual)
        {
            FastMqLog.OtherSetting(_context.Logger, queue, setting, actual, value);
        }
    }

    /// <summary>The folder in the scope's, which was checked once.</summary>
    [SupportedOSPlatform("linux")]
    private FastMqFolder GetFolder(string queue)
    {
        lock (_lock)
        {
            if (_folder?.IsGone == true)
            {
                // With all its queues: there may be another one by now.
                _folder.Dispose();
                _folder = null;
            }

            return _folder ??= new(ScopeFolder.Open(_context.Scope, queue, isOfKernelQueues: false), queue, GetSettings().HasNamelessFiles);
        }
    }

    /// <summary>Its folder is looked for each time: private queues are made seldom, and the scope may be deleted in between.</summary>
    [SupportedOSPlatform("linux")]
    private PrivateQueues GetPrivate(string queue) => new(ScopeFolder.Open(_context.Scope, queue, isOfKernelQueues: false), TransportName, Open, Delete);

    [SupportedOSPlatform("linux")]
    private FastMqSettings GetSettings() => _settings ?? new() { MaxHandles = _options.MaxHandles };

    private static void CheckSame(string queue, string setting, int? asked, int actual)
    {
        if (asked is { } value && value != actual)
        {
            throw new MqQueueMismatchException(queue, setting, Text(value), Text(actual));
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static MqNotSupportedException Unusable(string queue) =>
        new(queue, TransportName, "this system", "FastMq needs 64-bit Linux on a little-endian processor. Choose another transport.");
}
