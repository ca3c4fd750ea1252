namespace TypedMq.Tests.Consumers;

[MqContract]
public sealed record Job([property: MqKey(0)] int Number);

[MqContract]
public sealed record Pause([property: MqKey(0)] string Why);

[MqChannel("jobs", Capacity = 64)]
public interface IJobs : IMqQueue<Job>;

[MqChannel("jobs")]
public interface IPrioritizedJobs
{
    void Send(Job job, [MqPriority] int priority);
}

/// <summary>A channel of two contracts, of which it only sends.</summary>
[MqChannel("work", Capacity = 64)]
public interface IWork : IMqSender<Job>
{
    void SendPause(Pause pause);

    [MqPriority(9)]
    void SendUrgent(Job job);
}

/// <summary>The same queue, as somebody has it who knows one contract more.</summary>
[MqChannel("jobs")]
public interface INewerJobs : IMqSender<Job>
{
    void SendPause(Pause pause);
}

/// <summary>Every shape of a receive that is settled by hand.</summary>
[MqChannel("jobs", Capacity = 64)]
public interface IJobDeliveries : IMqSender<Job>
{
    bool TryReceive(out MqDelivery<Job> delivery);

    bool TryReceive(out MqDelivery<Job> delivery, TimeSpan timeout);

    ValueTask<MqDelivery<Job>> ReceiveAsync(CancellationToken cancellationToken = default);

    Task<MqDelivery<Job>> ReceiveTaskAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<MqDelivery<Job>> ReceiveAllAsync(CancellationToken cancellationToken = default);
}

/// <summary>Says that it is a job, and is another one.</summary>
[MqContract("Job")]
public sealed record NamedJob([property: MqKey(0)] string Name);

[MqChannel("jobs")]
public interface INamedJobs : IMqSender<NamedJob>;
