using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Sends one contract over one queue: what the methods of a generated proxy call. Thread-safe.</summary>
/// <typeparam name="TFormatter">The contract's formatter.</typeparam>
/// <typeparam name="T">The contract.</typeparam>
public sealed class MqSender<TFormatter, T>
    where TFormatter : struct, IMqFormatter<T>
{
    private readonly MqQueue _queue;
    private readonly MqEnvelope _envelope;
    private readonly int _maxPriority;
    private readonly MqFullMode _fullMode;
    private readonly TimeSpan _spinTime;

    internal MqSender(MqChannelCore channel, uint tag)
    {
        _queue = channel.Queue;
        _envelope = new() { Tag = tag };
        _maxPriority = channel.Transport.Capabilities.MaxPriority;
        _fullMode = channel.FullMode;
        _spinTime = channel.SpinTime;
    }

    /// <summary>Sends, and waits while the queue is full, or does what the channel's full mode says.</summary>
    /// <param name="message">The message.</param>
    /// <param name="priority">The priority.</param>
    /// <param name="cancellationToken">Ends the wait; the message is then not sent.</param>
    public void Send(in T message, int priority, CancellationToken cancellationToken)
    {
        MqDeadline deadline = _fullMode == MqFullMode.Fail ? MqDeadline.Now : MqDeadline.Infinite;
        if (!Send(in message, priority, deadline, cancellationToken))
        {
            throw new MqQueueFullException(_queue.Name.Value, _queue.Capacity);
        }
    }

    /// <summary>Sends, and waits for a time while the queue is full.</summary>
    /// <param name="message">The message.</param>
    /// <param name="priority">The priority.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or the priority is not one of the transport's.</exception>
    public bool Send(in T message, int priority, TimeSpan timeout) => Send(in message, priority, MqDeadline.After(timeout), CancellationToken.None);

    /// <summary>Sends if there is room.</summary>
    /// <param name="message">The message.</param>
    /// <param name="priority">The priority.</param>
    /// <returns>Whether it was sent.</returns>
    public bool TrySend(in T message, int priority)
    {
        CheckPriority(priority);
        if (!_queue.TryClaim(in _envelope, priority, out MqClaim claim))
        {
            return false;
        }

        int length = Write(in message, ref claim);
        if (_queue.TryCommit(ref claim, length))
        {
            return true;
        }

        _queue.Abort(ref claim);
        return false;
    }

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
            CheckPriority(priority);
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
        CheckPriority(priority);
        if (!QueueLoop.Claim(_queue, in _envelope, priority, _spinTime, deadline, cancellationToken, out MqClaim claim))
        {
            return false;
        }

        int length = Write(in message, ref claim);
        return QueueLoop.Commit(_queue, ref claim, length, _spinTime, deadline, cancellationToken);
    }

    private ValueTask SendWhenRoom(int priority, PooledBytes payload, CancellationToken cancellationToken)
    {
        if (_fullMode == MqFullMode.Fail)
        {
            payload.Dispose();
            throw new MqQueueFullException(_queue.Name.Value, _queue.Capacity);
        }

        return QueueLoop.SendAsync(_queue, _envelope, priority, payload, cancellationToken);
    }

    private void CheckPriority(int priority)
    {
        if ((uint)priority > (uint)_maxPriority)
        {
            throw new ArgumentOutOfRangeException(nameof(priority), priority, $"Queue '{_queue.Name}' takes priorities from 0 to {_maxPriority}.");
        }
    }

    /// <summary>Encodes into the claim; gives it back when that fails.</summary>
    private int Write(in T message, ref MqClaim claim)
    {
        MqWriter writer = new(claim.Payload);
        try
        {
            TFormatter.Write(ref writer, in message);
        }
        catch
        {
            _queue.Abort(ref claim);
            throw;
        }

        if (writer.Overflowed)
        {
            _queue.Abort(ref claim);
            throw new MqMessageTooLargeException(_queue.Name.Value, writer.Length, _queue.MaxMessageBytes);
        }

        return (int)writer.Length;
    }

    /// <summary>Encodes into a buffer, where the queue has no room to claim.</summary>
    private PooledBytes Encode(in T message)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(_queue.MaxMessageBytes);
        MqWriter writer = new(buffer.AsSpan(0, _queue.MaxMessageBytes));
        PooledBytes rented = new(buffer, 0);
        try
        {
            TFormatter.Write(ref writer, in message);
        }
        catch
        {
            rented.Dispose();
            throw;
        }

        if (writer.Overflowed)
        {
            rented.Dispose();
            throw new MqMessageTooLargeException(_queue.Name.Value, writer.Length, _queue.MaxMessageBytes);
        }

        return new(buffer, (int)writer.Length);
    }
}
