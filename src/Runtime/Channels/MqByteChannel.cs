using System.Runtime.CompilerServices;
using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>A queue of plain bytes: the same waiting, priorities and errors as typed channels, without contracts. Thread-safe.</summary>
/// <remarks>
/// Unless it is opened otherwise it has no envelope (<see cref="MqEnvelopeMode.None"/>), so that what is sent is what other programs see.
/// Messages come by priority, and in the order of sending within one.
/// </remarks>
public sealed partial class MqByteChannel : IMqChannel
{
    private readonly MqChannelCore _channel;
    private readonly MqQueue _queue;
    private volatile bool _isBlocking = true;

    internal MqByteChannel(MqChannelCore channel)
    {
        _channel = channel;
        _queue = channel.Queue;
    }

    /// <inheritdoc/>
    public string Name => _queue.Name.Value;

    /// <inheritdoc/>
    public string Transport => _channel.Transport.Name;

    /// <summary>How many messages the queue can hold.</summary>
    public int Capacity => _queue.Capacity;

    /// <summary>The largest message that the queue takes, in bytes; a receiver's buffer must have at least this size.</summary>
    public int MaxMessageBytes => _queue.MaxMessageBytes;

    /// <summary>
    /// Whether calls on this handle wait; true unless it is set. Other handles do not notice, as O_NONBLOCK has it (<c>mq_setattr(3)</c>). While
    /// it is false, sends to a full queue throw <see cref="MqQueueFullException"/> and receives from an empty one
    /// <see cref="MqQueueEmptyException"/>, both transient, and calls with a timeout return false at once. A wait that has begun goes on.
    /// </summary>
    public bool IsBlocking
    {
        get => _isBlocking;
        set => _isBlocking = value;
    }

    /// <inheritdoc/>
    public MqChannelCounters Counters => _channel.Counters;

    /// <inheritdoc/>
    public MqQueueAttributes GetAttributes() => _queue.GetAttributes();

    /// <summary>Sends, and waits while the queue is full, or does what the channel's full mode says.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="priority">The priority: 0, the lowest, or more.</param>
    /// <param name="cancellationToken">Ends the wait; the message is then not sent.</param>
    /// <exception cref="MqMessageTooLargeException">The message is larger than the queue takes; nothing was sent.</exception>
    /// <exception cref="MqQueueFullException">The queue is full, and the full mode is <see cref="MqFullMode.Fail"/>, or it is <see cref="MqFullMode.Wait"/> and the handle does not wait.</exception>
    public void Send(ReadOnlySpan<byte> message, int priority = 0, CancellationToken cancellationToken = default)
    {
        if (!Send(message, priority, _isBlocking ? _channel.SendDeadline : MqDeadline.Now, cancellationToken))
        {
            _channel.GiveUp();
        }
    }

    /// <summary>Sends, and waits for a time while the queue is full.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <param name="priority">The priority: 0, the lowest, or more.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="MqMessageTooLargeException">The message is larger than the queue takes; nothing was sent.</exception>
    public bool Send(ReadOnlySpan<byte> message, TimeSpan timeout, int priority = 0) =>
        Send(message, priority, DeadlineAfter(timeout), CancellationToken.None);

    /// <summary>Sends if there is room.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="priority">The priority: 0, the lowest, or more.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="MqMessageTooLargeException">The message is larger than the queue takes; nothing was sent.</exception>
    public bool TrySend(ReadOnlySpan<byte> message, int priority = 0) => Send(message, priority, MqDeadline.Now, CancellationToken.None);

    /// <summary>Sends, and waits while the queue is full without blocking the thread. The bytes are copied before this returns.</summary>
    /// <remarks>What is returned is pooled: await it, once; to block on it, or to keep it, make a task of it (<see cref="ValueTask.AsTask"/>).</remarks>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="priority">The priority: 0, the lowest, or more.</param>
    /// <param name="cancellationToken">Ends the wait; the message is then not sent.</param>
    /// <returns>Completes when the message is in the queue.</returns>
    /// <exception cref="MqMessageTooLargeException">The message is larger than the queue takes; nothing was sent.</exception>
    /// <exception cref="MqQueueFullException">The queue is full, and the full mode is <see cref="MqFullMode.Fail"/>, or it is <see cref="MqFullMode.Wait"/> and the handle does not wait.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, int priority = 0, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            if (TrySend(message.Span, priority))
            {
                return ValueTask.CompletedTask;
            }

            if (_channel.FullMode == MqFullMode.Wait && _isBlocking)
            {
                return QueueLoop.SendAsync(_channel, Envelope(), priority, PooledBytes.Copy(message.Span), cancellationToken);
            }

            _channel.GiveUp();
            return ValueTask.CompletedTask;
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    /// <summary>Receives, and waits while the queue is empty.</summary>
    /// <param name="buffer">Where the message goes: at least <see cref="MaxMessageBytes"/> bytes; what lies behind the message is left alone.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The length of the message.</returns>
    /// <exception cref="MqBufferTooSmallException">The buffer is too small; nothing was taken.</exception>
    /// <exception cref="MqQueueEmptyException">The queue is empty, and the handle does not wait.</exception>
    public int Receive(Span<byte> buffer, out int priority, CancellationToken cancellationToken = default)
    {
        CheckBuffer(buffer.Length);
        if (!QueueLoop.Receive(_channel, _isBlocking ? MqDeadline.Infinite : MqDeadline.Now, cancellationToken, out MqLease lease))
        {
            throw Empty();
        }

        return Take(ref lease, buffer, out priority);
    }

    /// <summary>Receives, and waits for a time while the queue is empty. A message that is there is returned whatever the timeout.</summary>
    /// <param name="buffer">Where the message goes: at least <see cref="MaxMessageBytes"/> bytes; what lies behind the message is left alone.</param>
    /// <param name="length">The length of the message.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="MqBufferTooSmallException">The buffer is too small; nothing was taken.</exception>
    public bool TryReceive(Span<byte> buffer, out int length, out int priority, TimeSpan timeout = default)
    {
        CheckBuffer(buffer.Length);
        if (!QueueLoop.Receive(_channel, DeadlineAfter(timeout), CancellationToken.None, out MqLease lease))
        {
            length = priority = 0;
            return false;
        }

        length = Take(ref lease, buffer, out priority);
        return true;
    }

    /// <summary>Receives, and waits while the queue is empty without blocking a thread where the transport can.</summary>
    /// <remarks>What is returned is pooled: await it, once; to block on it, or to keep it, make a task of it (<see cref="ValueTask{TResult}.AsTask"/>).</remarks>
    /// <param name="buffer">Where the message goes: at least <see cref="MaxMessageBytes"/> bytes; what lies behind the message is left alone.</param>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The length and the priority of the message.</returns>
    /// <exception cref="MqBufferTooSmallException">The buffer is too small; nothing was taken.</exception>
    /// <exception cref="MqQueueEmptyException">The queue is empty, and the handle does not wait.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(int Length, int Priority)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        CheckBuffer(buffer.Length);
        MqLease lease;
        if (_isBlocking)
        {
            lease = await QueueLoop.ReceiveAsync(_channel, cancellationToken).ConfigureAwait(false);
        }
        else if (!QueueLoop.Receive(_channel, MqDeadline.Now, cancellationToken, out lease))
        {
            throw Empty();
        }

        int length = Take(ref lease, buffer.Span, out int priority);
        return (length, priority);
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Close();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private bool Send(ReadOnlySpan<byte> message, int priority, MqDeadline deadline, CancellationToken cancellationToken)
    {
        _channel.CheckPriority(priority);
        if (message.Length > MaxMessageBytes)
        {
            throw new MqMessageTooLargeException(Name, message.Length, MaxMessageBytes);
        }

        if (!QueueLoop.Claim(_channel, Envelope(), priority, deadline, cancellationToken, out MqClaim claim))
        {
            return false;
        }

        message.CopyTo(claim.Payload);
        return QueueLoop.Commit(_channel, ref claim, message.Length, deadline, cancellationToken);
    }

    private MqEnvelope Envelope() => _channel.TimeToLive == 0 ? default : _channel.Stamp(default);

    /// <summary>The deadline of a call with a timeout. What is no timeout is refused also while the handle does not wait.</summary>
    private MqDeadline DeadlineAfter(TimeSpan timeout)
    {
        MqDeadline deadline = _channel.DeadlineAfter(timeout);
        return _isBlocking ? deadline : MqDeadline.Now;
    }

    private MqQueueEmptyException Empty() => new(Name);

    private int Take(ref MqLease lease, Span<byte> buffer, out int priority)
    {
        int length = lease.Length;
        priority = lease.Priority;
        lease.Payload.CopyTo(buffer);
        _queue.Complete(ref lease);
        return length;
    }

    private void CheckBuffer(int size)
    {
        if (size < MaxMessageBytes)
        {
            throw new MqBufferTooSmallException(Name, size, MaxMessageBytes);
        }
    }
}
