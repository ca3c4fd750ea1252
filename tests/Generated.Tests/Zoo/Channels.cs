namespace TypedMq.Tests.Zoo;

[MqChannel("orders", Capacity = 8, MaxMessageBytes = 4096, FullMode = MqFullMode.Fail)]
public interface IOrders : IMqQueue<PositionalStruct>;

[MqChannel("values")]
public interface IValues : IMqQueue<Values>;

[MqChannel("/alerts")]
internal interface IAlerts
{
    void Send(in PositionalStruct message, [MqPriority] int priority);

    [MqPriority(5)]
    void SendAlert(Outer.Inner message);

    bool Send(Outer.Inner message, TimeSpan timeout);

    bool TrySend(Outer.Inner message);

    Task SendLaterAsync(Outer.Inner message, CancellationToken cancellationToken = default);

    ValueTask SendAsync(Outer.Inner message, CancellationToken cancellationToken = default);
}

[MqChannel("alerts")]
internal interface IAlertReader : IDisposable
{
    PositionalStruct Receive();

    PositionalStruct Receive(TimeSpan timeout);

    bool TryReceive(out PositionalStruct message);

    bool TryReceive(out PositionalStruct message, TimeSpan timeout);

    Task<PositionalStruct> ReceiveAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<PositionalStruct> ReceiveAllAsync(CancellationToken cancellationToken = default);

    /// <summary>A method with a body is the user's own.</summary>
    bool IsThere() => TryReceive(out _);
}

[MqChannel("fleeting", Delivery = MqDelivery.AtMostOnce)]
internal interface IFleeting : IMqQueue<PositionalStruct>;
