namespace TypedMq.Conformance;

/// <summary>Queues in the memory of one node.</summary>
[Trait("Transport", "inprocess")]
[Trait("Layer", "typed")]
public sealed class InProcessConformance : TransportConformance
{
    protected override void Configure(MqOptions options) => options.UseInProcess();
}
