namespace TypedMq.Benchmarks.ColdStart;

/// <summary>The first message of a service that has just started.</summary>
/// <param name="Process">Whose it is.</param>
/// <param name="Text">What it says.</param>
[MqContract]
public readonly record struct FirstMessage(int Process, string Text);

[MqChannel("cold-start", Capacity = 4)]
internal interface IFirstMessageSender : IMqSender<FirstMessage>;

[MqChannel("cold-start", Capacity = 4)]
internal interface IFirstMessageReceiver : IMqReceiver<FirstMessage>;
