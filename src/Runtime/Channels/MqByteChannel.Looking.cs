using System.Runtime.CompilerServices;
using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>What goes beyond taking what comes first: choosing, looking, being told.</summary>
public sealed partial class MqByteChannel
{
    /// <summary>Receives a message that a selection allows, and waits while there is none; others stay for others.</summary>
    /// <param name="buffer">Where the message goes: at least <see cref="MaxMessageBytes"/> bytes; what lies behind the message is left alone.</param>
    /// <param name="selection">Which priorities.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The length of the message.</returns>
    /// <exception cref="MqBufferTooSmallException">The buffer is too small; nothing was taken.</exception>
    /// <exception cref="MqQueueEmptyException">There is no such message, and the handle does not wait.</exception>
    /// <exception cref="MqNotSupportedException">The transport cannot choose (<see cref="MqCapabilities.SelectiveReceive"/>).</exception>
    public int Receive(Span<byte> buffer, MqSelection selection, out int priority, CancellationToken cancellationToken = default)
    {
        _channel.CheckSelection();
        CheckBuffer(buffer.Length);
        if (!QueueLoop.Receive(_channel, selection, _isBlocking ? MqDeadline.Infinite : MqDeadline.Now, cancellationToken, out MqLease lease))
        {
            throw Empty();
        }

        return Take(ref lease, buffer, out priority);
    }

    /// <summary>Receives a message that a selection allows, and waits for a time while there is none; others stay for others.</summary>
    /// <param name="buffer">Where the message goes: at least <see cref="MaxMessageBytes"/> bytes; what lies behind the message is left alone.</param>
    /// <param name="selection">Which priorities.</param>
    /// <param name="length">The length of the message.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="MqBufferTooSmallException">The buffer is too small; nothing was taken.</exception>
    /// <exception cref="MqNotSupportedException">The transport cannot choose (<see cref="MqCapabilities.SelectiveReceive"/>).</exception>
    public bool TryReceive(Span<byte> buffer, MqSelection selection, out int length, out int priority, TimeSpan timeout = default)
    {
        _channel.CheckSelection();
        CheckBuffer(buffer.Length);
        if (!QueueLoop.Receive(_channel, selection, DeadlineAfter(timeout), CancellationToken.None, out MqLease lease))
        {
            length = priority = 0;
            return false;
        }

        length = Take(ref lease, buffer, out priority);
        return true;
    }

    /// <summary>Receives a message that a selection allows, and waits while there is none without blocking a thread where the transport can.</summary>
    /// <remarks>What is returned is pooled: await it, once; to block on it, or to keep it, make a task of it (<see cref="ValueTask{TResult}.AsTask"/>).</remarks>
    /// <param name="buffer">Where the message goes: at least <see cref="MaxMessageBytes"/> bytes; what lies behind the message is left alone.</param>
    /// <param name="selection">Which priorities.</param>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The length and the priority of the message.</returns>
    /// <exception cref="MqBufferTooSmallException">The buffer is too small; nothing was taken.</exception>
    /// <exception cref="MqQueueEmptyException">There is no such message, and the handle does not wait.</exception>
    /// <exception cref="MqNotSupportedException">The transport cannot choose (<see cref="MqCapabilities.SelectiveReceive"/>).</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(int Length, int Priority)> ReceiveAsync(Memory<byte> buffer, MqSelection selection, CancellationToken cancellationToken = default)
    {
        _channel.CheckSelection();
        CheckBuffer(buffer.Length);
        MqLease lease;
        if (_isBlocking)
        {
            lease = await QueueLoop.ReceiveAsync(_channel, selection, cancellationToken).ConfigureAwait(false);
        }
        else if (!QueueLoop.Receive(_channel, selection, MqDeadline.Now, cancellationToken, out lease))
        {
            throw Empty();
        }

        int length = Take(ref lease, buffer.Span, out int priority);
        return (length, priority);
    }

    /// <summary>Copies a message that stays in the queue, for whoever receives it.</summary>
    /// <param name="index">Which one, from 0 on. The order is the transport's: of sending on System V and in-process queues, elsewhere that of receiving.</param>
    /// <param name="buffer">Where the copy goes: at least <see cref="MaxMessageBytes"/> bytes; what lies behind the message is left alone.</param>
    /// <param name="length">The length of the message.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <returns>False when the queue holds no more than <paramref name="index"/> messages.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="MqBufferTooSmallException">The buffer is too small; nothing was copied.</exception>
    /// <exception cref="MqNotSupportedException">The transport cannot look at messages (<see cref="MqCapabilities.Peek"/>), or its kernel cannot.</exception>
    public bool TryPeek(int index, Span<byte> buffer, out int length, out int priority)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        _channel.CheckPeek();
        CheckBuffer(buffer.Length);
        return _queue.TryPeek(index, buffer, out length, out priority);
    }

    /// <inheritdoc/>
    public IDisposable Notify(Action callback, bool once = false) => _channel.Notify(callback, once);

    /// <inheritdoc/>
    public IAsyncEnumerable<MqQueueAttributes> NotificationsAsync(CancellationToken cancellationToken = default) => _channel.NotificationsAsync(cancellationToken);
}
