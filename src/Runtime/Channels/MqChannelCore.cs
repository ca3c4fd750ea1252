using Microsoft.Extensions.Logging;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>An open queue with the settings of the channel that uses it: what a generated proxy makes its senders and receivers from.</summary>
public sealed partial class MqChannelCore
{
    private readonly MqNode _node;
    private readonly MqCapabilities _capabilities;
    private readonly int _maxPriority;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    internal MqChannelCore(MqNode node, MqQueue queue, MqTransport transport, MqChannelOptions settings, ILogger logger, string? toldAs = null)
    {
        _node = node;
        _capabilities = transport.Capabilities;
        _maxPriority = settings.Topology == MqTopology.OneToOne ? 0 : _capabilities.MaxPriority;
        _clock = queue.Clock;
        _logger = logger;
        Queue = queue;
        Transport = transport;
        FullMode = settings.FullMode ?? MqFullMode.Wait;
        TimeToLive = (uint)Math.Ceiling(settings.TimeToLive?.TotalMilliseconds ?? 0);
        SpinTime = settings.SpinTime ?? _capabilities.SpinTime;
        CachedStrings = settings.CachedStrings ?? 0;
        RequestTimeout = settings.RequestTimeout ?? MqChannelOptions.DefaultRequestTimeout;
        MaxMessageBytes = settings.MaxMessageBytes;
        HasEnvelope = settings.Envelope != MqEnvelopeMode.None;
        KeepsUntilCompleted = settings.Delivery == MqDelivery.AtLeastOnce && settings.Topology != MqTopology.OneToOne;
        IsOneToOne = settings.Topology == MqTopology.OneToOne;
        Handler = settings.Handler;
        Server = settings.Server;
        Place = new() { Transport = transport.Name, Scope = settings.Scope, ScopeGroup = settings.ScopeGroup };
        Telemetry = new(toldAs ?? queue.Name.Value, transport.Name);
    }

    internal MqQueue Queue { get; }

    internal MqTransport Transport { get; }

    internal ILogger Logger => _logger;

    internal MqFullMode FullMode { get; }

    internal int MaxPriority => _maxPriority;

    /// <summary>What is told of this channel.</summary>
    internal ChannelTelemetry Telemetry { get; }

    /// <summary>Whether anything travels with a payload.</summary>
    internal bool HasEnvelope { get; }

    /// <summary>How long what is sent here is of use, in milliseconds; 0 is without an end.</summary>
    internal uint TimeToLive { get; }

    internal TimeSpan SpinTime { get; }

    /// <summary>How many strings each receiver keeps; 0 means none.</summary>
    internal int CachedStrings { get; }

    /// <summary>Whether what is abandoned comes again, and deliveries are counted.</summary>
    internal bool KeepsUntilCompleted { get; }

    /// <summary>Whether its receiver takes one message at a time.</summary>
    internal bool IsOneToOne { get; }

    /// <summary>What configuration says of the channel's handlers; null when it says nothing.</summary>
    internal MqHandlerOptions? Handler { get; }

    /// <summary>What configuration says of the channel's servers; null when it says nothing.</summary>
    internal MqServerOptions? Server { get; }

    /// <summary>The transport and the scope, as settings of other queues beside this one.</summary>
    internal MqChannelOptions Place { get; }

    /// <summary>Makes the sender of one contract.</summary>
    /// <typeparam name="TFormatter">The contract's formatter.</typeparam>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="tag">The contract's tag.</param>
    /// <returns>The sender.</returns>
    public MqSender<TFormatter, T> CreateSender<TFormatter, T>(uint tag)
        where TFormatter : struct, IMqFormatter<T> => new(this, tag);

    /// <summary>Makes the receiver of one contract.</summary>
    /// <typeparam name="TFormatter">The contract's formatter.</typeparam>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="contract">The contract's name, for error messages.</param>
    /// <param name="tag">The contract's tag.</param>
    /// <returns>The receiver.</returns>
    public MqReceiver<TFormatter, T> CreateReceiver<TFormatter, T>(string contract, uint tag)
        where TFormatter : struct, IMqFormatter<T> => new(this, contract, tag);

    /// <summary>Until when a send without a timeout waits for room.</summary>
    internal MqDeadline SendDeadline => FullMode == MqFullMode.Wait ? MqDeadline.Infinite : MqDeadline.Now;

    /// <summary>The deadline that lies a timeout ahead, by the clock of the queue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, but not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    internal MqDeadline DeadlineAfter(TimeSpan timeout) => MqDeadline.After(timeout, _clock);

    internal MqQueueFullException Full() => new(Queue.Name.Value, Queue.Capacity);

    internal void CheckPriority(int priority)
    {
        if ((uint)priority > (uint)_maxPriority)
        {
            throw new ArgumentOutOfRangeException(nameof(priority), priority, $"Queue '{Queue.Name}' takes priorities from 0 to {_maxPriority}.");
        }
    }

    internal IDisposable Notify(Action callback, bool once)
    {
        ArgumentNullException.ThrowIfNull(callback);
        CheckNotifications();
        return Queue.Notify(callback, once);
    }

    internal IAsyncEnumerable<MqQueueAttributes> NotificationsAsync(CancellationToken cancellationToken)
    {
        CheckNotifications();
        return QueueNotifications.ReadAsync(Queue, cancellationToken);
    }

    internal void CheckSelection()
    {
        if (!_capabilities.SelectiveReceive)
        {
            throw NotSupported("a receive that chooses by priority", "Receive whatever comes first, use one queue for each kind of message, or choose a transport with SelectiveReceive.");
        }
    }

    internal void CheckPeek()
    {
        if (!_capabilities.Peek)
        {
            throw NotSupported("looking at messages that stay in the queue", "Receive them, or choose a transport with Peek.");
        }
    }

    private void CheckNotifications()
    {
        if (!_capabilities.Notifications)
        {
            throw NotSupported("notifications", "Await a receive, which costs no thread, or choose a transport with Notifications.");
        }
    }

    private MqNotSupportedException NotSupported(string feature, string remedy) => new(Queue.Name.Value, Transport.Name, feature, remedy);
}
