namespace TypedMq.Conformance;

/// <summary>Queues in the memory of one node.</summary>
public sealed class InProcessConformance : TransportConformance
{
    protected override string Transport => "inprocess";

    protected override MqNode OtherNode() => Node;
}
