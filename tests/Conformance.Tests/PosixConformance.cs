namespace TypedMq.Conformance;

/// <summary>POSIX message queues. The kernel bounds what a user may have of them, so these tests do not run at once with others that use them.</summary>
[Collection("posix")]
public sealed class PosixConformance : HostTransportConformance
{
    protected override string Transport => "posix";
}
