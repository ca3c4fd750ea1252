namespace TypedMq.Conformance;

/// <summary>One contract as several builds of a service have it: what they share is the tag.</summary>
internal static class Evolving
{
    public const string Tag = "evolving-order";
}

[MqContract(Evolving.Tag)]
internal sealed record FirstOrder(long Id, int Count, decimal Price);

/// <summary>A wider integer, a member more, and other names.</summary>
[MqContract(Evolving.Tag)]
internal sealed record SecondOrder(long Number, long Amount, decimal Price, string? Note);

[MqContract(Evolving.Tag)]
internal sealed record ThirdOrder(long Number, long Amount, decimal Price, string? Note, List<int>? Lines);

/// <summary>A price that became text.</summary>
[MqContract(Evolving.Tag)]
internal sealed record OrderPlaced(long Id, int Count, string Price);

/// <summary>A member that others do not send.</summary>
[MqContract(Evolving.Tag)]
internal sealed record DemandingOrder
{
    [MqKey(0)]
    public long Id { get; init; }

    [MqKey(1)]
    public int Count { get; init; }

    [MqKey(2)]
    public decimal Price { get; init; }

    [MqKey(3)]
    public required string Reason { get; init; }
}

[MqContract("evolving-shape", UnknownCaseIsNull = true)]
[MqUnion(0, typeof(EvolvingCircle))]
internal interface IFewShapes;

[MqContract("evolving-shape", UnknownCaseIsNull = true)]
[MqUnion(0, typeof(EvolvingCircle))]
[MqUnion(1, typeof(EvolvingSquare))]
internal interface IMoreShapes;

/// <summary>Refuses cases that it does not know.</summary>
[MqContract("evolving-shape")]
[MqUnion(0, typeof(EvolvingCircle))]
internal interface IStrictShapes;

[MqContract]
internal sealed record EvolvingCircle(double Radius) : IFewShapes, IMoreShapes, IStrictShapes;

[MqContract]
internal sealed record EvolvingSquare(double Side) : IMoreShapes;

[MqChannel("evolving")]
internal interface IFirstOrders : IMqQueue<FirstOrder>;

[MqChannel("evolving")]
internal interface ISecondOrders : IMqQueue<SecondOrder>;

[MqChannel("evolving")]
internal interface IThirdOrders : IMqQueue<ThirdOrder>;

[MqChannel("evolving")]
internal interface IChangedOrders : IMqQueue<OrderPlaced>;

[MqChannel("evolving")]
internal interface IDemandingOrders : IMqQueue<DemandingOrder>;

[MqChannel("evolving")]
internal interface ISendDemandingOrders : IMqSender<DemandingOrder>;

[MqChannel("evolving")]
internal interface IFewShapesQueue : IMqQueue<IFewShapes>;

[MqChannel("evolving")]
internal interface IMoreShapesQueue : IMqQueue<IMoreShapes>;

[MqChannel("evolving")]
internal interface IStrictShapesQueue : IMqQueue<IStrictShapes>;
