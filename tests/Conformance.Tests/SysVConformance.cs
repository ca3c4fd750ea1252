namespace TypedMq.Conformance;

/// <summary>System V message queues.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVConformance : HostTransportConformance
{
    protected override IReadOnlyList<string> PeerCommand => Peer.Command("sysv");

    protected override void Configure(MqOptions options) => options.UseSysV();
}
