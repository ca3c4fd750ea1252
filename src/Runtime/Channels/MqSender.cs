using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Sends one contract over one queue: what the methods of a generated proxy call. Thread-safe.</summary>
/// <typeparam name="TFormatter">The contract's formatter.</typeparam>
/// <typeparam name="T">The contract.</typeparam>
public sealed partial class MqSender<TFormatter, T>
    where TFormatter : struct, IMqFormatter<T>
{
    private readonly MqChannelCore _channel;
    private readonly MqQueue _queue;
    private readonly MqEnvelope _envelope;

    internal MqSender(MqChannelCore channel, uint tag)
    {
        _channel = channel;
        _queue = channel.Queue;
        _envelope = new() { Tag = tag };
    }

    /// <summary>Sends, and waits while the queue is full, or does what the channel's full mode says.</summary>
    /// <param name="message">The message.</param>
    /// <param name="priority">The priority.</param>
    /// <param name="cancellationToken">Ends the wait; the message is then not sent.</param>
    public void Send(in T message, int priority, CancellationToken cancellationToken)
    {
        if (!Send(in message, priority, _channel.SendDeadline, cancellationToken))
        {
            _channel.GiveUp();
        }
    }

    /// <summary>Sends, and waits for a time while the queue is full.</summary>
    /// <param name="message">The message.</param>
    /// <param name="priority">The priority.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or the priority is not one of the transport's.</exception>
    public bool Send(in T message, int priority, TimeSpan timeout) => Send(in message, priority, _channel.DeadlineAfter(timeout), CancellationToken.None);

    /// <summary>Sends if there is room.</summary>
    /// <param name="message">The message.</param>
    /// <param name="priority">The priority.</param>
    /// <returns>Whether it was sent.</returns>
    public bool TrySend(in T message, int priority) => Send(in message, priority, MqDeadline.Now, CancellationToken.None);

    /// <summary>Sends, and waits while the queue is full without blocking the thread. The message is encoded before this returns.</summary>
    /// <remarks>What is returned is pooled: await it, once; to block on it, or to keep it, make a task of it (<see cref="ValueTask.AsTask"/>).</remarks>
    /// <param name="message">The message.</param>
    /// <param name="priority">The priority.</param>
    /// <param name="cancellationToken">Ends the wait; the message is then not sent.</param>
    /// <returns>Completes when the message is in the queue.</returns>
    public ValueTask SendAsync(in T message, int priority, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            _channel.CheckPriority(priority);
            return Instruments.AreOn
                ? SendObservedAsync(message, priority, cancellationToken)
                : _channel.TimeToLive == 0
                    ? SendAsync(in _envelope, in message, priority, cancellationToken)
                    : SendAsync(_channel.Stamp(in _envelope), in message, priority, cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    private bool Send(in T message, int priority, MqDeadline deadline, CancellationToken cancellationToken)
    {
        _channel.CheckPriority(priority);
        return Instruments.AreOn
            ? SendObserved(in message, priority, deadline, cancellationToken)
            : _channel.TimeToLive == 0
                ? Send(in _envelope, in message, priority, deadline, cancellationToken)
                : Send(_channel.Stamp(in _envelope), in message, priority, deadline, cancellationToken);
    }

    private bool Send(in MqEnvelope envelope, in T message, int priority, MqDeadline deadline, CancellationToken cancellationToken)
    {
        if (!QueueLoop.Claim(_channel, in envelope, priority, deadline, cancellationToken, out MqClaim claim))
        {
            return false;
        }

        int length = Write(in message, ref claim);
        return QueueLoop.Commit(_channel, ref claim, length, deadline, cancellationToken);
    }

    private ValueTask SendAsync(in MqEnvelope envelope, in T message, int priority, CancellationToken cancellationToken) =>
        EncodedSend.TrySend<TFormatter, T>(_channel, in envelope, in message, priority, out PooledBytes unsent)
            ? ValueTask.CompletedTask
            : SendWhenRoom(in envelope, priority, unsent, cancellationToken);

    private ValueTask SendWhenRoom(in MqEnvelope envelope, int priority, PooledBytes payload, CancellationToken cancellationToken)
    {
        if (_channel.FullMode == MqFullMode.Wait)
        {
            return QueueLoop.SendAsync(_channel, envelope, priority, payload, cancellationToken);
        }

        payload.Dispose();
        _channel.GiveUp();
        return ValueTask.CompletedTask;
    }

    /// <summary>Encodes into the claim; gives it back when that fails.</summary>
    private int Write(in T message, ref MqClaim claim)
    {
        try
        {
            return Encode(in message, claim.Payload);
        }
        catch
        {
            _queue.Abort(ref claim);
            throw;
        }
    }

    private int Encode(in T message, Span<byte> buffer)
    {
        MqWriter writer = new(buffer);
        TFormatter.Write(ref writer, in message);
        return writer.Overflowed
            ? throw new MqMessageTooLargeException(_queue.Name.Value, writer.Length, _queue.MaxMessageBytes)
            : (int)writer.Length;
    }
}
