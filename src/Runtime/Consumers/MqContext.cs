using TypedMq.Transports;

namespace TypedMq;

/// <summary>What is known about a message while it is handled. Each attempt has its own; it may be kept. Tests of handlers can make one.</summary>
public sealed class MqContext
{
    /// <summary>The name of the queue.</summary>
    public required string Channel { get; init; }

    /// <summary>The name of the contract.</summary>
    public string Contract { get; init; } = "";

    /// <summary>The priority of the message.</summary>
    public int Priority { get; init; }

    /// <summary>How often the message was delivered, this time included: 1 or more. Transports that deliver at most once always say 1.</summary>
    public int DeliveryCount { get; init; } = 1;

    /// <summary>Whether the message was delivered before, and not settled: what its handler did may have been done already.</summary>
    public bool Redelivered => DeliveryCount > 1;

    /// <summary>Which attempt of this delivery it is, in this process: 1 or more.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The envelope with the fields that its sender set.</summary>
    public MqEnvelope Envelope { get; init; }

    /// <summary>When the message was sent (UTC, by the sender's clock); null when the sender did not say so.</summary>
    public DateTimeOffset? SentAt => MqEnvelopeValues.SentAt(Envelope);

    /// <summary>What relates a reply to its request; null when the sender set none.</summary>
    public ulong? CorrelationId => MqEnvelopeValues.CorrelationId(Envelope);

    /// <summary>The trace that the sender was part of; null when the sender set none.</summary>
    public MqTraceContext? TraceContext => MqEnvelopeValues.TraceContext(Envelope);

    /// <summary>The services of the attempt's own scope; without a container it has none.</summary>
    public IServiceProvider Services { get; init; } = WithoutServices;

    /// <summary>Cancelled when the consumer has stopped and its <see cref="MqConsumerOptions.ShutdownTimeout"/> has passed.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What stands for services where there is no container.</summary>
    internal static IServiceProvider WithoutServices { get; } = new NoServices();

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
