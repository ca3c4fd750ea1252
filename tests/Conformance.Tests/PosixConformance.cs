namespace TypedMq.Conformance;

/// <summary>POSIX message queues. The kernel bounds what a user may have of them, so these tests do not run at once with others that use them.</summary>
[Collection("posix")]
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixConformance : HostTransportConformance
{
    protected override IReadOnlyList<string> PeerCommand => Peer.Command("posix");

    protected override void Configure(MqOptions options) => options.UsePosix();
}
