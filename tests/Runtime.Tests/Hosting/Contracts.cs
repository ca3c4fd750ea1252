namespace TypedMq.Tests.Hosting;

[MqContract]
public readonly record struct Ping(int Number);

[MqChannel("pings", Capacity = 3)]
public interface IPings : IMqQueue<Ping>;

[MqChannel("pings", Transport = "carrier-pigeon")]
public interface IPigeons : IMqQueue<Ping>;

/// <summary>Has no attribute, so nothing was generated for it.</summary>
public interface INotAChannel;

[MqChannel("alerts", Capacity = 4, ReservedSlots = 2, ReservedForPriority = 5, MaxPriorities = 4, FullMode = MqFullMode.DropOldest, TimeToLiveMilliseconds = 60_000)]
public interface IAlerts : IMqQueue<Ping>
{
    [MqPriority(10)]
    void SendAlert(Ping ping);
}

[MqContract]
public readonly record struct Pong(int Number);

/// <summary>Sends two contracts; whoever handles them tells them apart.</summary>
[MqChannel("pings-and-pongs")]
public interface IPingsAndPongs
{
    void SendPing(Ping ping);

    void SendPong(Pong pong);
}
