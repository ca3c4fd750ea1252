using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;
using TypedMq.Transports.InProcess;
using TypedMq.Transports.Posix;
using TypedMq.Transports.SysV;

namespace TypedMq.Benchmarks.Systems;

/// <summary>A way to open TypedMq's queues: a transport, and what is asked of it.</summary>
/// <param name="Name">The name that the system under test has.</param>
/// <param name="Make">Makes the transport.</param>
/// <param name="References">The systems that it is shown beside: the first one that can be measured here.</param>
internal sealed record TransportKind(string Name, Func<MqTransportContext, MqTransport> Make, params string[] References)
{
    /// <summary>The scope of all queues of benchmarks: nobody else's are in it.</summary>
    public const string ScopeName = "benchmark";

    // Both sides' queues are in it.
    private static readonly InProcessOptions InOneProcess = new();

    public static TransportKind FastMq { get; } = new("fastmq", static context => new FastMqTransport(context), NativeSystem.CRing, "plain-ring");

    public static TransportKind FastMqOneToOne { get; } = new("fastmq-one-to-one", static context => new FastMqTransport(context), NativeSystem.CRing, "plain-ring") { Topology = MqTopology.OneToOne };

    public static TransportKind Posix { get; } = new("posix", static context => new PosixTransport(context), "c-posix", "posix-calls")
    {
        IsOfKernel = true,
        MaxCapacity = static _ => ReadLimit("/proc/sys/fs/mqueue/msg_max", 10),
    };

    public static TransportKind SysV { get; } = new("sysv", static context => new SysVTransport(context), "c-sysv", "sysv-calls")
    {
        IsOfKernel = true,
        MaxCapacity = static bytes => Math.Max(ReadLimit("/proc/sys/kernel/msgmnb", 16384) / bytes, 1),
    };

    public static TransportKind InProcess { get; } = new("inprocess", static context => new InProcessTransport(InOneProcess, context.Scope), "channels") { CrossesProcesses = false };

    /// <summary>The system that it is shown beside.</summary>
    public string? Reference => Array.Find(References, static name => AllSystems.Make(name).WhyNot is null);

    /// <summary>Who uses a queue.</summary>
    public MqTopology Topology { get; init; }

    /// <summary>Whether two processes can share a queue.</summary>
    public bool CrossesProcesses { get; init; } = true;

    /// <summary>Whether each message takes system calls: beside them, nothing else counts.</summary>
    public bool IsOfKernel { get; init; }

    /// <summary>How many messages of so many bytes a user without privileges may ask for.</summary>
    public Func<int, int> MaxCapacity { get; init; } = static _ => int.MaxValue;

    /// <summary>Makes the transport, in the scope of the benchmarks.</summary>
    public MqTransport Create() => Make(new(MqScope.Create(ScopeName), NullLogger.Instance));

    /// <summary>How to open a queue.</summary>
    public MqQueueOptions Options(QueueShape shape, MqAccess access, bool creates, MqDelivery delivery) => new()
    {
        Name = MqQueueName.Parse(shape.Name),
        Access = access,
        OpenMode = creates ? MqOpenMode.CreateNew : MqOpenMode.OpenExisting,
        Capacity = Math.Min(shape.Capacity, MaxCapacity(shape.MessageBytes)),
        MaxMessageBytes = shape.MessageBytes,
        MaxPriorities = Topology == MqTopology.OneToOne ? null : Math.Max(shape.Priorities, 1),
        Envelope = MqEnvelopeMode.None,
        Delivery = delivery,
        Topology = Topology,
    };

    private static int ReadLimit(string path, int otherwise) => File.Exists(path) && int.TryParse(File.ReadAllText(path), out int limit) ? limit : otherwise;
}
