using System.Runtime.CompilerServices;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Messages that are settled by hand.</summary>
public sealed partial class MqReceiver<TFormatter, T>
{
    /// <summary>Receives a message to be settled by hand if there is one.</summary>
    /// <param name="delivery">The message.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryReceiveDelivery(out MqDelivery<T> delivery) => TryReceiveDelivery(out delivery, MqDeadline.Now);

    /// <summary>Receives a message to be settled by hand, and waits for a time while the queue is empty.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryReceiveDelivery(out MqDelivery<T> delivery, TimeSpan timeout) => TryReceiveDelivery(out delivery, _channel.DeadlineAfter(timeout));

    /// <summary>Receives a message to be settled by hand, and waits while the queue is empty without blocking a thread where the transport can.</summary>
    /// <remarks>What is returned is pooled: await it, once; to block on it, or to keep it, make a task of it (<see cref="ValueTask{TResult}.AsTask"/>).</remarks>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The message.</returns>
    public ValueTask<MqDelivery<T>> ReceiveDeliveryAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<MqDelivery<T>>(cancellationToken);
        }

        try
        {
            return _channel.TryReceive(out MqLease lease) ? new(Deliver(ref lease)) : ReceiveDeliveryWhenThere(cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<MqDelivery<T>>(error);
        }
    }

    /// <summary>Receives message after message, each to be settled by hand, whenever that is: who asks for the next one settles nothing by it.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The messages; the stream ends when the channel is disposed.</returns>
    public async IAsyncEnumerable<MqDelivery<T>> ReceiveDeliveriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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

            yield return Deliver(ref lease);
        }
    }

    private bool TryReceiveDelivery(out MqDelivery<T> delivery, MqDeadline deadline)
    {
        if (!QueueLoop.Receive(_channel, deadline, CancellationToken.None, out MqLease lease))
        {
            delivery = default;
            return false;
        }

        delivery = Deliver(ref lease);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<MqDelivery<T>> ReceiveDeliveryWhenThere(CancellationToken cancellationToken)
    {
        MqLease lease = await QueueLoop.ReceiveAsync(_channel, cancellationToken).ConfigureAwait(false);
        return Deliver(ref lease);
    }

    /// <summary>Decodes a message and leaves it to be settled; one that cannot be decoded is settled.</summary>
    private MqDelivery<T> Deliver(ref MqLease lease) => new(Decode(ref lease), _channel.RentToken(), in lease);
}
