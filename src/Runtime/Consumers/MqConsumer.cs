using TypedMq.Consumers;

namespace TypedMq;

/// <summary>A running consumer of one queue, as <see cref="MqNode.StartHandler"/> starts it. Thread-safe.</summary>
public sealed class MqConsumer : IAsyncDisposable
{
    private readonly MqNode _node;
    private readonly ConsumerPump _pump;
    private readonly Lock _lock = new();
    private Task? _stopped;

    internal MqConsumer(MqNode node, ConsumerPump pump)
    {
        _node = node;
        _pump = pump;
        node.Add(this);
        pump.Start();
    }

    /// <summary>The name of the queue.</summary>
    public string Queue => _pump.Channel.Queue.Name.Value;

    /// <summary>What it has done so far.</summary>
    public MqConsumerCounters Counters => _pump.Counters;

    /// <summary>What happened on its handle of the queue, such as messages that had expired.</summary>
    public MqChannelCounters ChannelCounters => _pump.Channel.Counters;

    /// <summary>Whether it takes messages: false once it was told to stop, and when its queue was removed or its node disposed under it.</summary>
    public bool IsRunning => _pump.IsRunning;

    /// <summary>Whether it was told to stop.</summary>
    internal bool IsStopping => _pump.Stopping.IsCancellationRequested;

    /// <summary>Whether the last message that was to be put into the dead-letter queue could not be: it is full, or cannot be used.</summary>
    public bool IsDeadLetterBlocked => _pump.DeadLetters?.IsBlocked == true;

    /// <summary>The name of the transport.</summary>
    internal string Transport => _pump.Channel.Transport.Name;

    /// <summary>What the queue is and holds.</summary>
    /// <exception cref="MqException">It cannot be looked at.</exception>
    internal MqQueueAttributes GetAttributes() => _pump.Channel.Queue.GetAttributes();

    /// <summary>What the dead-letter queue is and holds; null when there is none.</summary>
    /// <exception cref="MqException">It cannot be looked at.</exception>
    internal MqQueueAttributes? TryGetDeadLetterAttributes() => _pump.DeadLetters?.TryGetAttributes();

    /// <summary>The name of the dead-letter queue; null when there is none.</summary>
    internal string? DeadLetterQueue => _pump.DeadLetters?.Name;

    /// <summary>
    /// Takes no message any more, and lets those that are being handled end: for <see cref="MqConsumerOptions.ShutdownTimeout"/>, then they are cancelled, and a
    /// second later given back under handlers that do not end. What is given back stays in the queue where it delivers at least once.
    /// </summary>
    /// <param name="cancellationToken">Ends the patience, also that of others who have told it to stop: handlers are cancelled at once.</param>
    /// <returns>Completes when nothing is being handled any more, or was given back.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Task stopped;
        lock (_lock)
        {
            stopped = _stopped ??= StopOnceAsync();
        }

        using (cancellationToken.UnsafeRegister(static pump => ((ConsumerPump)pump!).LosePatience(), _pump))
        {
            await stopped.ConfigureAwait(false);
        }
    }

    /// <summary>Stops it.</summary>
    /// <returns>Completes as <see cref="StopAsync"/> does.</returns>
    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>Its node was disposed: nothing is waited for.</summary>
    internal void Abort() => _pump.Abort();

    private async Task StopOnceAsync()
    {
        await _pump.StopAsync().ConfigureAwait(false);
        _node.Remove(this);
    }
}
