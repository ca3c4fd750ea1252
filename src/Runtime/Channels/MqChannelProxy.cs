using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>The base of generated proxies: owns the open queue.</summary>
public abstract class MqChannelProxy : IMqChannel
{
    private readonly MqQueue _queue;
    private readonly MqTransport _transport;

    /// <summary>A proxy over an open queue.</summary>
    /// <param name="channel">The queue.</param>
    protected MqChannelProxy(MqChannelCore channel)
    {
        _queue = channel.Queue;
        _transport = channel.Transport;
    }

    string IMqChannel.Name => _queue.Name.Value;

    string IMqChannel.Transport => _transport.Name;

    MqQueueAttributes IMqChannel.GetAttributes() => _queue.GetAttributes();

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
