namespace TypedMq.Tests.Zoo;

/// <summary>A struct of values: the compiler checks that it is received without an allocation.</summary>
[MqContract(ZeroAllocation = true)]
public readonly record struct Trade(FixedUtf8<FixedUtf8Buffer16> Symbol, double Price, long Quantity, DateTime At, Guid Id, Side? Side);

[MqChannel("trades")]
public interface ITrades : IMqQueue<Trade>;

/// <summary>Objects that the caller owns.</summary>
[MqContract]
public sealed record Headline(long Id, string Text, List<int> Codes);

[MqChannel("headlines")]
public interface IHeadlines : IMqQueue<Headline>;

/// <summary>Text that repeats.</summary>
[MqChannel("headlines", CachedStrings = 16)]
public interface ICachedHeadlines : IMqQueue<Headline>;

[MqView(typeof(Headline))]
public readonly ref partial struct HeadlineView;

/// <summary>Text that is seen in place.</summary>
[MqChannel("headlines")]
public interface ISeenHeadlines : IMqSender<Headline>, IMqViewReceiver<HeadlineView>;
