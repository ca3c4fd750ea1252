using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TypedMq;

/// <summary>Looks at queues and consumers, and takes nothing.</summary>
internal sealed class MqHealthCheck(IServiceProvider services, MqNode node, IEnumerable<ChannelRegistration> channels, MqHealthOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        Findings findings = new();
        foreach (ChannelRegistration channel in channels)
        {
            Look(channel, findings);
        }

        foreach (MqConsumer consumer in node.Consumers)
        {
            Look(consumer, findings);
        }

        return Task.FromResult(findings.Result(context.Registration.FailureStatus));
    }

    private void Look(ChannelRegistration registration, Findings findings)
    {
        try
        {
            IMqChannel channel = (IMqChannel)registration.Resolve(services);
            Look(channel.Name, channel.Transport, channel.GetAttributes(), findings);
        }
        catch (Exception error)
        {
            findings.Failed($"The queue of {registration.Interface} cannot be used: {error.Message}", error);
        }
    }

    private void Look(string queue, string transport, MqQueueAttributes attributes, Findings findings)
    {
        findings.Note($"{queue}.depth", attributes.Count);

        // A queue may have several channels and consumers here: it is told of once.
        if (findings.IsFirst(queue, transport) && attributes.Count >= attributes.Capacity * options.FullFrom)
        {
            findings.Degraded($"Queue '{queue}' holds {attributes.Count} of {attributes.Capacity} messages.");
        }
    }

    private void Look(MqConsumer consumer, Findings findings)
    {
        if (!consumer.IsRunning && !consumer.IsStopping)
        {
            findings.Failed($"Nothing consumes queue '{consumer.Queue}' any more: it was removed.", null);
        }

        try
        {
            Look(consumer.Queue, consumer.Transport, consumer.GetAttributes(), findings);
        }
        catch (Exception error) when (error is MqQueueRemovedException or ObjectDisposedException)
        {
            // It is being stopped, or was told of above.
        }
        catch (MqException error)
        {
            findings.Failed($"Queue '{consumer.Queue}' cannot be looked at: {error.Message}", error);
        }

        if (consumer.IsDeadLetterBlocked)
        {
            findings.Degraded($"A message of queue '{consumer.Queue}' could not be put into '{consumer.DeadLetterQueue}'.");
        }

        try
        {
            if (consumer.TryGetDeadLetterAttributes() is not { } dead)
            {
                return;
            }

            findings.Note($"{consumer.DeadLetterQueue}.depth", dead.Count);
            if (dead.Count >= dead.Capacity * options.DeadLettersFullFrom)
            {
                findings.Degraded($"Dead-letter queue '{consumer.DeadLetterQueue}' holds {dead.Count} of {dead.Capacity} messages: replay or purge them.");
            }
        }
        catch (Exception error) when (error is MqException or ObjectDisposedException)
        {
            findings.Degraded($"Dead-letter queue '{consumer.DeadLetterQueue}' cannot be looked at: {error.Message}");
        }
    }

    /// <summary>What was found, in the order in which it was looked at.</summary>
    private sealed class Findings
    {
        private readonly Dictionary<string, object> _data = [];
        private readonly HashSet<(string, string)> _seen = [];
        private readonly List<string> _failed = [];
        private readonly List<string> _degraded = [];
        private Exception? _error;

        public void Note(string key, int value) => _data[key] = value;

        public bool IsFirst(string queue, string transport) => _seen.Add((queue, transport));

        public void Degraded(string what) => _degraded.Add(what);

        public void Failed(string what, Exception? error)
        {
            _failed.Add(what);
            _error ??= error;
        }

        public HealthCheckResult Result(HealthStatus failure) => (_failed.Count, _degraded.Count) switch
        {
            (0, 0) => HealthCheckResult.Healthy(data: _data),
            (0, _) => HealthCheckResult.Degraded(string.Join(' ', _degraded), data: _data),
            _ => new(failure, string.Join(' ', _failed.Concat(_degraded)), _error, _data),
        };
    }
}
