namespace TypedMq.Tests.Zoo;

// Contracts that are sent as one of several.

[MqContract]
[MqUnion(0, typeof(Circle))]
[MqUnion(7, typeof(Blank))]
[MqUnion(-1, typeof(Corner))]
[MqUnion(70000, typeof(Group))]
public interface IShape;

[MqContract]
public record Circle(double Radius) : IShape;

/// <summary>No case, although it derives from one.</summary>
public sealed record Ball(double Radius) : Circle(Radius);

[MqContract]
public sealed class Blank : IShape;

[MqContract]
public readonly record struct Corner(int X, int Y) : IShape;

[MqContract]
public sealed class Group : IShape
{
    [MqKey("first")]
    public required IShape First { get; init; }

    [MqKey("second")]
    public IShape? Second { get; init; }

    [MqKey("rest")]
    public List<IShape?> Rest { get; init; } = [];
}

[MqContract(UnknownCaseIsNull = true)]
[MqUnion(1, typeof(Started))]
[MqUnion(2, typeof(Stopped))]
public abstract record Happened([property: MqKey(0)] long Time);

[MqContract]
public sealed record Started(long Time) : Happened(Time);

[MqContract]
public sealed record Stopped(long Time, [property: MqKey(1)] int Code) : Happened(Time);

[MqContract]
public sealed record Diary(List<Happened?> Events);

[MqChannel("shapes")]
internal interface IShapes : IMqQueue<IShape>;
