using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.Posix;

/// <summary>The POSIX message queues of the host's kernel, by <c>mq_overview(7)</c>.</summary>
/// <remarks>
/// <para>A queue is known to other programs by its name in the user's own scope (<c>/orders</c>), and as <c>/typedmq:desk:orders</c> in scope
/// <c>desk</c>. With <see cref="MqEnvelopeMode.Standard"/> its message size is that of the payload and
/// <see cref="MqEnvelopePrefix.ReservedBytes"/> more.</para>
/// <para>Queues are few: unless an administrator raises RLIMIT_MSGQUEUE, a user has 819,200 bytes for all of them, which is nine of default size.</para>
/// </remarks>
public sealed class PosixTransport : MqTransport
{
    /// <summary>The name by which options and configuration choose it.</summary>
    public const string TransportName = "posix";

    /// <summary>The highest priority that Linux takes.</summary>
    public const int MaxPriority = 32767;

    private readonly MqTransportContext _context;
    private readonly Lock _lock = new();
    private PosixRegistry? _registry;

    /// <summary>Makes the transport.</summary>
    /// <param name="context">Where its names live, and where it logs.</param>
    public PosixTransport(MqTransportContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
    }

    /// <inheritdoc/>
    public override string Name => TransportName;

    /// <inheritdoc/>
    public override MqCapabilities Capabilities { get; } = new()
    {
        MaxPriority = MaxPriority,
        AtLeastOnce = false,
        AsyncWithoutThread = true,
        ForeignPeers = true,
        RemovedKeepsWorking = true,
        Notifications = true,
        Survives = MqSurvival.Process,
        SpinTime = TimeSpan.Zero,
    };

    /// <inheritdoc/>
    public override bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = PosixSupport.ReasonAgainst;
        return reason is null;
    }

    /// <inheritdoc/>
    public override MqQueue Open(MqQueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string name = options.Name.Value;
        if (!PosixSupport.IsUsable)
        {
            throw Unusable(name);
        }

        if (options.Delivery == MqDelivery.AtLeastOnce)
        {
            throw new MqNotSupportedException(
                name, Name, "delivery at least once", "The kernel forgets a message when it is received. Leave Delivery unset, or choose a transport that keeps messages until they are completed.");
        }

        if (options.Private)
        {
            return GetPrivate(name).Open(options);
        }

        string kernelName = _context.Scope.QualifiedName(options.Name);
        PosixRegistry registry = GetRegistry(name);
        DescriptorHandle descriptor = PosixOpening.Open(options, kernelName, registry, out bool created);
        try
        {
            return Adopt(descriptor, options, kernelName, registry, created);
        }
        catch (Exception error)
        {
            // Refused contracts mean that somebody else has opened it meanwhile.
            descriptor.Dispose();
            if (created && error is not MqContractMismatchException)
            {
                registry.Unlink(options.Name);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>By <c>mq_unlink(3)</c>: those who have the queue open keep it, and a new one of the same name is another queue.</remarks>
    public override bool Delete(MqQueueName name)
    {
        if (!PosixSupport.IsUsable)
        {
            throw Unusable(name.Value);
        }

        int result = GetRegistry(name.Value).Unlink(name);
        return result switch
        {
            0 => true,
            -Errno.ENOENT => false,
            -Errno.EACCES => throw new MqAccessDeniedException(name.Value, $"/{_context.Scope.QualifiedName(name)} belongs to another user. Delete it as its owner.", Errno.EACCES),
            _ => throw PosixErrors.Unexpected(-result, name.Value, "mq_unlink"),
        };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// From TypedMq's own notes in the folder of the scope, checked against the kernel; with those of other programs where the file system of
    /// queues is mounted (<c>mq_overview(7)</c>).
    /// </remarks>
    public override IReadOnlyList<MqQueueName> List()
    {
        string scope = _context.Scope.Name ?? "(own)";
        if (!PosixSupport.IsUsable)
        {
            throw Unusable(scope);
        }

        HashSet<MqQueueName> names = [.. GetRegistry(scope).List()];
        foreach (string kernelName in MqueueFileSystem.List() ?? [])
        {
            if (_context.Scope.TryGetQueueName(kernelName, out MqQueueName name))
            {
                names.Add(name);
            }
        }

        return [.. names];
    }

    /// <inheritdoc/>
    public override int SweepPrivate()
    {
        string scope = _context.Scope.Name ?? "(own)";
        return PosixSupport.IsUsable ? GetPrivate(scope).Sweep(scope) : throw Unusable(scope);
    }

    /// <summary>Checks that the queue suffices, before anything else is done with it.</summary>
    [SupportedOSPlatform("linux")]
    private PosixQueue Adopt(DescriptorHandle descriptor, MqQueueOptions options, string kernelName, PosixRegistry registry, bool created)
    {
        string name = options.Name.Value;
        int result = MessageQueueCalls.GetAttributes(descriptor, out MessageQueueAttributes attributes);
        if (result != 0)
        {
            throw PosixErrors.Unexpected(-result, name, "mq_getattr");
        }

        int capacity = (int)attributes.MaxMessages;
        int payload = (int)attributes.MessageSize - PosixGeometry.ReservedBytes(options.Envelope);
        if (options.Capacity > capacity || options.MaxMessageBytes > payload || payload <= 0)
        {
            throw new MqQueueMismatchException(name, options.Capacity, capacity, options.MaxMessageBytes, Math.Max(payload, 0));
        }

        if (!created && ((options.Capacity ?? capacity) != capacity || (options.MaxMessageBytes ?? payload) != payload))
        {
            PosixLog.OtherGeometry(_context.Logger, name, capacity, options.Capacity, payload, options.MaxMessageBytes);
        }

        PosixGeometry geometry = new(capacity, attributes.MessageSize);
        registry.Add(options.Name, descriptor, geometry, created);
        registry.CheckManifest(descriptor, options);
        if (created)
        {
            WarnOfBudget(name, geometry, registry);
        }

        return new(descriptor, options, $"/{kernelName} in IPC namespace {IpcNamespace.Current}", capacity, (int)attributes.MessageSize, _context.Logger);
    }

    /// <summary>Says so before the kernel refuses a queue: RLIMIT_MSGQUEUE counts what all queues of the user could hold, used or not.</summary>
    [SupportedOSPlatform("linux")]
    private void WarnOfBudget(string queue, PosixGeometry geometry, PosixRegistry registry)
    {
        if (ResourceLimit.MessageQueueBytes is { } limit)
        {
            PosixUse use = registry.Use(Libc.EffectiveUser());
            if (use.Bytes + geometry.Bytes > limit)
            {
                PosixLog.BudgetNearlyUsed(_context.Logger, queue, (long)use.Bytes, use.Queues, limit, (long)geometry.Bytes);
            }
        }
    }

    /// <summary>The queues of the scope; its folder, which knows in which IPC namespace they live, is checked once.</summary>
    [SupportedOSPlatform("linux")]
    private PosixRegistry GetRegistry(string queue)
    {
        lock (_lock)
        {
            return _registry ??= new(ScopeFolder.Open(_context.Scope, queue), _context.Scope, queue);
        }
    }

    [SupportedOSPlatform("linux")]
    private PrivateQueues GetPrivate(string queue) => new(ScopeFolder.Open(_context.Scope, queue), TransportName, Open, Delete);

    private static MqNotSupportedException Unusable(string queue) => new(queue, TransportName, "this system", $"{PosixSupport.ReasonAgainst} Choose another transport.");
}
