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
    private ScopeFolder? _folder;

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

        string kernelName = _context.Scope.QualifiedName(options.Name);
        ScopeFolder folder = GetFolder(name);
        DescriptorHandle descriptor = PosixOpening.Open(options, kernelName, folder, out bool created);
        try
        {
            return Adopt(descriptor, options, kernelName, created);
        }
        catch
        {
            descriptor.Dispose();
            if (created)
            {
                MessageQueueCalls.Unlink(kernelName);
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

        GetFolder(name.Value);
        string kernelName = _context.Scope.QualifiedName(name);
        int result = MessageQueueCalls.Unlink(kernelName);
        return result switch
        {
            0 => true,
            -Errno.ENOENT => false,
            -Errno.EACCES => throw new MqAccessDeniedException(name.Value, $"/{kernelName} belongs to another user. Delete it as its owner.", Errno.EACCES),
            _ => throw PosixErrors.Unexpected(-result, name.Value, "mq_unlink"),
        };
    }

    /// <inheritdoc/>
    /// <remarks>The kernel has no call for it: the file system of queues must be mounted (<c>mq_overview(7)</c>). Nothing else needs it.</remarks>
    public override IReadOnlyList<MqQueueName> List()
    {
        string scope = _context.Scope.Name ?? "(own)";
        if (!PosixSupport.IsUsable)
        {
            throw Unusable(scope);
        }

        GetFolder(scope);
        string folder = MqueueFileSystem.FindMountPoint() ?? throw new MqNotSupportedException(
            scope, Name, "listing queues here", "The file system of queues is not mounted: mkdir -p /dev/mqueue && mount -t mqueue none /dev/mqueue (as root).");
        List<MqQueueName> names = [];
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            if (_context.Scope.TryGetQueueName(Path.GetFileName(path), out MqQueueName name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>Checks that the queue suffices, before anything else is done with it.</summary>
    [SupportedOSPlatform("linux")]
    private PosixQueue Adopt(DescriptorHandle descriptor, MqQueueOptions options, string kernelName, bool created)
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

        return new(descriptor, options, $"/{kernelName} in IPC namespace {IpcNamespace.Current}", capacity, (int)attributes.MessageSize, _context.Logger);
    }

    /// <summary>The folder of the scope, checked once: it knows in which IPC namespace the scope's queues live.</summary>
    [SupportedOSPlatform("linux")]
    private ScopeFolder GetFolder(string queue)
    {
        lock (_lock)
        {
            return _folder ??= ScopeFolder.Open(_context.Scope, queue);
        }
    }

    private static MqNotSupportedException Unusable(string queue) => new(queue, TransportName, "this system", $"{PosixSupport.ReasonAgainst} Choose another transport.");
}
