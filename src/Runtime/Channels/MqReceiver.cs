using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Receives one contract from one queue: what the methods of a generated proxy call. Thread-safe.</summary>
/// <typeparam name="TFormatter">The contract's formatter.</typeparam>
/// <typeparam name="T">The contract.</typeparam>
public sealed partial class MqReceiver<TFormatter, T>
    where TFormatter : struct, IMqFormatter<T>
{
    private readonly MqChannelCore _channel;
    private readonly MqQueue _queue;
    private readonly string _contract;
    private readonly uint _tag;
    private readonly MqStringCache? _strings;

    internal MqReceiver(MqChannelCore channel, string contract, uint tag)
    {
        _channel = channel;
        _queue = channel.Queue;
        _contract = contract;
        _tag = tag;
        _strings = channel.CachedStrings == 0 ? null : new(channel.CachedStrings);
    }

    /// <summary>Receives, and waits while the queue is empty.</summary>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The message.</returns>
    public T Receive(CancellationToken cancellationToken)
    {
        QueueLoop.Receive(_channel, MqDeadline.Infinite, cancellationToken, out MqLease lease);
        return Take(ref lease);
    }

    /// <summary>Receives, and waits for a time while the queue is empty.</summary>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>The message.</returns>
    /// <exception cref="TimeoutException">The time has passed, and the queue is empty.</exception>
    public T Receive(TimeSpan timeout) => TryReceive(out T? message, timeout)
        ? message
        : throw new TimeoutException($"No message arrived in queue '{_queue.Name}' within {timeout}.");

    /// <summary>Receives if there is a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryReceive([MaybeNullWhen(false)] out T message) => TryReceive(out message, MqDeadline.Now);

    /// <summary>Receives, and waits for a time while the queue is empty. A message that is there is returned whatever the timeout.</summary>
    /// <param name="message">The message.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryReceive([MaybeNullWhen(false)] out T message, TimeSpan timeout) => TryReceive(out message, _channel.DeadlineAfter(timeout));

    /// <summary>Receives into a message that is there, if there is one in the queue, and reuses its memory: see <see cref="IMqFormatter{T}.ReadInto"/>.</summary>
    /// <param name="message">The message that is there, or null; it is left alone when the queue is empty. No other thread may use it meanwhile.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="MqDecodeException">What came is not the contract, and is gone; the message that is there may be partly overwritten.</exception>
    public bool TryReceiveInto(ref T message) => TryReceiveInto(ref message, MqDeadline.Now);

    /// <summary>Receives into a message that is there, and waits for a time while the queue is empty.</summary>
    /// <param name="message">The message that is there, or null; it is left alone when no other came. No other thread may use it meanwhile.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="MqDecodeException">What came is not the contract, and is gone; the message that is there may be partly overwritten.</exception>
    public bool TryReceiveInto(ref T message, TimeSpan timeout) => TryReceiveInto(ref message, _channel.DeadlineAfter(timeout));

    /// <summary>Receives, and waits while the queue is empty without blocking a thread where the transport can.</summary>
    /// <remarks>What is returned is pooled: await it, once; to block on it, or to keep it, make a task of it (<see cref="ValueTask{TResult}.AsTask"/>).</remarks>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return _channel.TryReceive(out MqLease lease) ? new(Take(ref lease)) : ReceiveWhenThere(cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<T>(error);
        }
    }

    /// <summary>Receives message after message; each is settled when the next is asked for.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The messages; the stream ends when the channel is disposed.</returns>
    public async IAsyncEnumerable<T> ReceiveAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            MqLease lease;
            try
            {
                lease = await QueueLoop.ReceiveAsync(_channel, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                yield break;
            }

            T message = Decode(ref lease);
            bool handled = false;
            try
            {
                yield return message;
                handled = true;
            }
            finally
            {
                if (handled)
                {
                    _queue.Complete(ref lease);
                }
                else
                {
                    _queue.Abandon(ref lease);
                }
            }
        }
    }

    private bool TryReceive([MaybeNullWhen(false)] out T message, MqDeadline deadline)
    {
        if (!QueueLoop.Receive(_channel, deadline, CancellationToken.None, out MqLease lease))
        {
            message = default;
            return false;
        }

        message = Take(ref lease);
        return true;
    }

    private bool TryReceiveInto(ref T message, MqDeadline deadline)
    {
        if (!QueueLoop.Receive(_channel, deadline, CancellationToken.None, out MqLease lease))
        {
            return false;
        }

        MqReader reader = default;
        try
        {
            reader = Open(ref lease);
            TFormatter.ReadInto(ref reader, ref message);
            reader.End();
        }
        catch (Exception error)
        {
            FailDecoding(ref lease, reader.Position, error);
            throw;
        }

        _queue.Complete(ref lease);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> ReceiveWhenThere(CancellationToken cancellationToken)
    {
        MqLease lease = await QueueLoop.ReceiveAsync(_channel, cancellationToken).ConfigureAwait(false);
        return Take(ref lease);
    }

    /// <summary>Decodes a message and settles it.</summary>
    private T Take(ref MqLease lease)
    {
        T message = Decode(ref lease);
        _queue.Complete(ref lease);
        return message;
    }

    /// <summary>Decodes a message; one that cannot be decoded is settled.</summary>
    private T Decode(ref MqLease lease)
    {
        MqReader reader = default;
        try
        {
            reader = Open(ref lease);
            T message = TFormatter.Read(ref reader);
            reader.End();
            return message;
        }
        catch (Exception error)
        {
            FailDecoding(ref lease, reader.Position, error);
            throw;
        }
    }

    /// <summary>Settles a message that cannot be decoded, or it would stand at the head of the queue for ever.</summary>
    /// <exception cref="MqDecodeException">The contract's own code threw. The contract is named, not the member: a constructor runs after all that it takes was read.</exception>
    private void FailDecoding(scoped ref MqLease lease, int offset, Exception error)
    {
        _queue.Complete(ref lease);
        Exception settled = Settled(offset, error);
        if (settled != error)
        {
            throw settled;
        }
    }

    /// <summary>What is thrown for a message that could not be decoded, once it is settled.</summary>
    private Exception Settled(int offset, Exception error)
    {
        _channel.CountDecodeError();
        if (error is MqDecodeException refusal)
        {
            refusal.IsUnsettled = false;
        }

        return MqDecodeException.IsRefusal(error) ? new MqDecodeException(MqDecodeException.RefusedBy(error), _contract, member: null, offset, error) : error;
    }

    /// <summary>A reader over a message, once its tag says that it is of this contract.</summary>
    private MqReader Open(scoped ref MqLease lease)
    {
        if (lease.Tag != _tag && lease.Tag != 0)
        {
            throw new MqDecodeException($"queue '{_queue.Name}' held a message of another contract (its tag is 0x{lease.Tag:x8}, this one's 0x{_tag:x8}); let one channel carry one contract, or use the same version of it on both sides", _contract, null, 0);
        }

        if (Instruments.AreOn)
        {
            _channel.Telemetry.Received(in lease);
        }

        return new(lease.Payload, _strings);
    }
}
