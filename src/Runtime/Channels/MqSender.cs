using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Sends one contract over one queue: what the methods of a generated proxy call. Thread-safe.</summary>
/// <typeparam name="TFormatter">The contract's formatter.</typeparam>
/// <typeparam name="T">The contract.</typeparam>
public sealed class MqSender<TFormatter, T>
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
            throw _channel.Full();
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
            if (_queue.TryClaim(in _envelope, priority, out MqClaim claim))
            {
                int length = Write(in message, ref claim);
                if (_queue.TryCommit(ref claim, length))
                {
                    return ValueTask.CompletedTask;
                }

                PooledBytes written = PooledBytes.Copy(claim.Payload[..length]);
                _queue.Abort(ref claim);
                return SendWhenRoom(priority, written, cancellationToken);
            }

            return SendWhenRoom(priority, Encode(in message), cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    private bool Send(in T message, int priority, MqDeadline deadline, CancellationToken cancellationToken)
    {
        _channel.CheckPriority(priority);
        if (!QueueLoop.Claim(_queue, in _envelope, priority, _channel.SpinTime, deadline, cancellationToken, out MqClaim claim))
        {
            return false;
        }

        int length = Write(in message, ref claim);
        return QueueLoop.Commit(_queue, ref claim, length, _channel.SpinTime, deadline, cancellationToken);
    }

    private ValueTask SendWhenRoom(int priority, PooledBytes payload, CancellationToken cancellationToken)
    {
        if (_channel.FullMode == MqFullMode.Fail)
        {
            payload.Dispose();
            throw _channel.Full();
        }

        return QueueLoop.SendAsync(_queue, _envelope, priority, payload, cancellationToken);
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

    /// <summary>Encodes into a buffer of its own, where the queue has no room to claim.</summary>
    private PooledBytes Encode(in T message)
    {
        PooledBytes rented = PooledBytes.Rent(_queue.MaxMessageBytes);
        try
        {
            return rented.First(Encode(in message, rented.Buffer));
        }
        catch
        {
            rented.Dispose();
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
