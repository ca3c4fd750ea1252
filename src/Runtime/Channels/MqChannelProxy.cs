namespace TypedMq.Channels;

/// <summary>The base of generated proxies: owns the open queue.</summary>
public abstract class MqChannelProxy : IMqChannel
{
    private readonly MqChannelCore _channel;

    /// <summary>A proxy over an open queue.</summary>
    /// <param name="channel">The queue.</param>
    protected MqChannelProxy(MqChannelCore channel) => _channel = channel;

    string IMqChannel.Name => _channel.Queue.Name.Value;

    string IMqChannel.Transport => _channel.Transport.Name;

    MqChannelCounters IMqChannel.Counters => _channel.Counters;

    MqQueueAttributes IMqChannel.GetAttributes() => _channel.Queue.GetAttributes();

    IDisposable IMqChannel.Notify(Action callback, bool once) => _channel.Notify(callback, once);

    IAsyncEnumerable<MqQueueAttributes> IMqChannel.NotificationsAsync(CancellationToken cancellationToken) => _channel.NotificationsAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Close();
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
