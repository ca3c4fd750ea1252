using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Scopes;

namespace TypedMq.Transports.SysV;

/// <summary>The System V message queues of the host's kernel, by <c>sysvipc(7)</c>.</summary>
/// <remarks>
/// <para>System V has no names: a registry in the folder of the scope maps each name to a queue with a key of its own, by which other programs join
/// (<c>msgget(2)</c>); the address of an open queue shows key and id. The type of a message is 32768 less its priority.</para>
/// <para>The kernel counts bytes, not messages: a queue for <c>Capacity</c> messages of full size holds more of smaller ones. With
/// <see cref="MqEnvelopeMode.Standard"/> the size of a message is that of the payload and <see cref="MqEnvelopePrefix.ReservedBytes"/> more.</para>
/// <para>Messages with a type above 32768, which only other programs send, are received with priority 0, after all others.</para>
/// </remarks>
public sealed class SysVTransport : MqTransport
{
    /// <summary>The name by which options and configuration choose it.</summary>
    public const string TransportName = "sysv";

    /// <summary>The highest priority; its type is 1.</summary>
    public const int MaxPriority = 32767;

    /// <summary>The most bytes that a queue is made for, whatever the privileges: as many as <c>msgmnb</c> can be raised to.</summary>
    public const int MaxQueueBytes = int.MaxValue;

    private static readonly Lazy<string?> ReasonAgainst = new(SysVSupport.FindReasonAgainst);

    private readonly MqTransportContext _context;
    private readonly SysVMqOptions _options;
    private readonly Lock _lock = new();
    private SysVRegistry? _registry;

    /// <summary>Makes the transport.</summary>
    /// <param name="context">Where its names live, and where it logs.</param>
    /// <param name="options">Its settings; null means the defaults.</param>
    public SysVTransport(MqTransportContext context, SysVMqOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _options = options ?? new();
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
        RemovedKeepsWorking = false,
        CountsBytes = true,
        SelectiveReceive = true,
        Peek = true,
        Survives = MqSurvival.Process,
        SpinTime = TimeSpan.Zero,
    };

    [SupportedOSPlatformGuard("linux")]
    private static bool IsUsable => OperatingSystem.IsLinux() && ReasonAgainst.Value is null;

    /// <inheritdoc/>
    public override bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = ReasonAgainst.Value;
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

        if (options.Delivery == MqDelivery.AtLeastOnce)
        {
            throw new MqNotSupportedException(
                name, Name, "delivery at least once", "The kernel forgets a message when it is received. Leave Delivery unset, or choose a transport that keeps messages until they are completed.");
        }

        if (options.Private)
        {
            return GetPrivate(name).Open(options);
        }

        while (true)
        {
            SysVEntry entry = GetRegistry(name).Open(options);
            try
            {
                if (TryAdopt(entry, options) is { } queue)
                {
                    return queue;
                }

                // Removed since it was found: there is another one by now, or none.
                entry.Doorbell.Dispose();
            }
            catch (Exception error)
            {
                // Refused contracts mean that somebody else has opened it meanwhile.
                entry.Doorbell.Dispose();
                if (entry.Created && error is not MqContractMismatchException)
                {
                    GetRegistry(name).Delete(name);
                }

                throw;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>By IPC_RMID of <c>msgctl(2)</c>: those who have the queue open get <see cref="MqQueueRemovedException"/>, also those who wait.</remarks>
    public override bool Delete(MqQueueName name) => IsUsable ? GetRegistry(name.Value).Delete(name.Value) : throw Unusable(name.Value);

    /// <inheritdoc/>
    /// <remarks>Those of the registry; what other programs made is not in it.</remarks>
    public override IReadOnlyList<MqQueueName> List()
    {
        string scope = _context.Scope.Name ?? "(own)";
        return IsUsable ? GetRegistry(scope).List() : throw Unusable(scope);
    }

    /// <inheritdoc/>
    public override int SweepPrivate()
    {
        string scope = _context.Scope.Name ?? "(own)";
        return IsUsable ? GetPrivate(scope).Sweep(scope) : throw Unusable(scope);
    }

    /// <summary>Checks that the queue suffices and may be used, before anything else is done with it.</summary>
    /// <returns>The handle; null when the queue is not there any more.</returns>
    [SupportedOSPlatform("linux")]
    private SysVQueue? TryAdopt(SysVEntry entry, MqQueueOptions options)
    {
        const int ReadBits = 0b100_000_000, WriteBits = 0b010_000_000;
        string name = options.Name.Value;
        int wanted = ((options.Access & MqAccess.Receive) != 0 ? ReadBits : 0) | ((options.Access & MqAccess.Send) != 0 ? WriteBits : 0);
        int result = SystemVCalls.GetQueue(entry.Record.Key, wanted);
        if (result < 0 && result != -Errno.ENOENT)
        {
            throw result == -Errno.EACCES ? SysVErrors.AccessDenied(name, SysVQueue.AddressOf(entry.Record), options.Access) : SysVErrors.Unexpected(-result, name, "msgget");
        }

        if (result != entry.Record.Id)
        {
            return null;
        }

        int capacity = entry.Record.Capacity;
        int payload = entry.Record.MessageSize - SysVGeometry.ReservedBytes(options.Envelope);
        if (options.Capacity > capacity || options.MaxMessageBytes > payload || payload <= 0)
        {
            throw new MqQueueMismatchException(name, options.Capacity, capacity, options.MaxMessageBytes, Math.Max(payload, 0));
        }

        if (!entry.Created && ((options.Capacity ?? capacity) != capacity || (options.MaxMessageBytes ?? payload) != payload))
        {
            SysVLog.OtherGeometry(_context.Logger, name, capacity, options.Capacity, payload, options.MaxMessageBytes);
        }

        GetRegistry(name).CheckManifest(entry.Record, options);
        return new SysVQueue(entry, options);
    }

    /// <summary>The registry in the folder of the scope, which was checked once, and knows in which IPC namespace the scope's queues live.</summary>
    [SupportedOSPlatform("linux")]
    private SysVRegistry GetRegistry(string queue)
    {
        lock (_lock)
        {
            return _registry ??= new(ScopeFolder.Open(_context.Scope, queue), queue, _options, _context.Logger);
        }
    }

    [SupportedOSPlatform("linux")]
    private PrivateQueues GetPrivate(string queue) => new(ScopeFolder.Open(_context.Scope, queue), TransportName, Open, Delete);

    private static MqNotSupportedException Unusable(string queue) => new(queue, TransportName, "this system", $"{ReasonAgainst.Value} Choose another transport.");
}
