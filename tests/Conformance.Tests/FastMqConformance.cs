namespace TypedMq.Conformance;

/// <summary>FastMq, the pool of slots.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqConformance : HostTransportConformance
{
    protected override IReadOnlyList<string> PeerCommand => Peer.Command("fastmq");

    protected override void Configure(MqOptions options) => options.UseFastMq();
}
