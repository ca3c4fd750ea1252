using System.Diagnostics.CodeAnalysis;
using TypedMq.Transports;

namespace TypedMq.Tests.Hosting;

/// <summary>A transport that can do nothing but open a queue that it is given, or does not work here at all.</summary>
internal sealed class LeastTransport(string? reason = null, MqQueue? queue = null) : MqTransport
{
    public override string Name => "least";

    public override MqCapabilities Capabilities { get; } = new()
    {
        MaxPriority = 0,
        DistinctPriorities = 2,
        AtLeastOnce = false,
        AsyncWithoutThread = false,
        ForeignPeers = false,
        RemovedKeepsWorking = false,
        Survives = MqSurvival.Nothing,
    };

    public override bool IsSupported([NotNullWhen(false)] out string? reasonNot)
    {
        reasonNot = reason;
        return reason is null;
    }

    public override MqQueue Open(MqQueueOptions options) => queue ?? throw new InvalidOperationException("It was to be refused before.");

    public override bool Delete(MqQueueName name) => false;

    public override IReadOnlyList<MqQueueName> List() => [];
}
