using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TypedMq.Transports;

namespace TypedMq.Channels;

public sealed partial class MqReceiver<TFormatter, T>
{
    /// <summary>How many messages are taken, and settled, at once.</summary>
    private const int MaxAtOnce = 64;

    // Errors of messages between others: the call that met them had something to return. Null as long as there was none.
    private ConcurrentQueue<ExceptionDispatchInfo>? _errors;

    /// <summary>Receives several messages: waits for the first while the queue is empty, and takes as many as are there.</summary>
    /// <param name="into">Where they go, from the first on; what lies behind them is left alone.</param>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>How many came: 1 or more, unless <paramref name="into"/> is empty.</returns>
    /// <exception cref="MqDecodeException">
    /// A message is not the contract; it is gone. Where others came with it, they are returned first, and the next batch that is asked for throws.
    /// </exception>
    public int ReceiveBatch(Span<T> into, CancellationToken cancellationToken) => ReceiveBatch(into, MqDeadline.Infinite, cancellationToken);

    /// <summary>Receives several messages: waits for the first for a time while the queue is empty, and takes as many as are there.</summary>
    /// <param name="into">Where they go, from the first on; what lies behind them is left alone.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>How many came; 0 when the time has passed.</returns>
    /// <exception cref="MqDecodeException">
    /// A message is not the contract; it is gone. Where others came with it, they are returned first, and the next batch that is asked for throws.
    /// </exception>
    public int ReceiveBatch(Span<T> into, TimeSpan timeout) => ReceiveBatch(into, _channel.DeadlineAfter(timeout), CancellationToken.None);

    private int ReceiveBatch(Span<T> into, MqDeadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (into.IsEmpty)
        {
            return 0;
        }

        ThrowLeftOver();
        int most = Math.Min(into.Length, MaxAtOnce);
        MqLease[] leases = ArrayPool<MqLease>.Shared.Rent(most);
        try
        {
            int received = 0;
            while (received < into.Length)
            {
                Span<MqLease> next = leases.AsSpan(0, Math.Min(into.Length - received, most));
                int taken = received == 0 ? TakeSome(next, deadline, cancellationToken) : TakeSome(next, MqDeadline.Now, CancellationToken.None);
                received += DecodeAll(next[..taken], into[received..]);
                if (received == 0)
                {
                    ThrowLeftOver();
                }

                if (taken < next.Length)
                {
                    break;
                }
            }

            return received;
        }
        finally
        {
            ArrayPool<MqLease>.Shared.Return(leases, clearArray: true);
        }
    }

    /// <summary>Takes messages at once. An error behind the first is kept for the next call.</summary>
    private int TakeSome(Span<MqLease> leases, MqDeadline deadline, CancellationToken cancellationToken)
    {
        leases.Clear();
        try
        {
            return QueueLoop.Receive(_channel, leases, deadline, cancellationToken);
        }
        catch (Exception error) when (leases[0].DeliveryCount > 0)
        {
            Keep(error);
            int taken = 1;
            while (taken < leases.Length && leases[taken].DeliveryCount > 0)
            {
                taken++;
            }

            return _channel.DropExpired(leases[..taken]);
        }
    }

    /// <summary>Decodes messages and settles them at once, also those that are not the contract.</summary>
    private int DecodeAll(Span<MqLease> leases, Span<T> into)
    {
        int decoded = 0;
        foreach (ref MqLease lease in leases)
        {
            MqReader reader = default;
            try
            {
                reader = Open(ref lease);
                T message = TFormatter.Read(ref reader);
                reader.End();
                into[decoded++] = message;
            }
            catch (Exception error)
            {
                Keep(Settled(reader.Position, error));
            }
        }

        _queue.Complete(leases);
        return decoded;
    }

    private void Keep(Exception error) =>
        LazyInitializer.EnsureInitialized(ref _errors, static () => new ConcurrentQueue<ExceptionDispatchInfo>()).Enqueue(ExceptionDispatchInfo.Capture(error));

    private void ThrowLeftOver()
    {
        if (_errors is { } errors && errors.TryDequeue(out ExceptionDispatchInfo? error))
        {
            error.Throw();
        }
    }
}
