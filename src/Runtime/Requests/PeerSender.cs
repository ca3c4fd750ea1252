using System.Numerics;
using System.Runtime.CompilerServices;
using TypedMq.Channels;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>Sends to private queues of others. One that is gone, or has no room for too long, gets nothing: that is counted, and no error. Thread-safe.</summary>
internal sealed class PeerSender(MqChannelCore channel) : IDisposable
{
    private readonly PeerQueues _peers = new(channel);
    private long _dropped;

    /// <summary>How many messages were for somebody who has gone, or had no room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>How many queues are open.</summary>
    public int OpenQueues => _peers.Count;

    /// <summary>Sends, and waits for room. The value is encoded before this returns.</summary>
    /// <param name="to">The id of the queue.</param>
    /// <param name="envelope">What travels with it.</param>
    /// <param name="value">What is sent.</param>
    /// <param name="patience">How long to wait for room; zero means not to wait.</param>
    /// <param name="cancellationToken">Ends the wait as its end does.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="MqMessageTooLargeException">It is larger than the queue takes.</exception>
    public ValueTask<bool> SendAsync<TFormatter, T>(ulong to, in MqEnvelope envelope, in T value, TimeSpan patience, CancellationToken cancellationToken = default)
        where TFormatter : struct, IMqFormatter<T>
    {
        PeerQueues.Peer? peer = _peers.TryRent(to);
        if (peer is null)
        {
            return new(Drop());
        }

        bool isGone = false;
        bool isWaiting = false;
        try
        {
            if (EncodedSend.TrySend<TFormatter, T>(peer.Channel, in envelope, in value, 0, out PooledBytes unsent))
            {
                return new(true);
            }

            if (patience <= TimeSpan.Zero)
            {
                unsent.Dispose();
                return new(Drop());
            }

            isWaiting = true;
            return SendWhenRoom(peer, envelope, unsent, patience, cancellationToken);
        }
        catch (Exception error) when (IsGone(error))
        {
            isGone = true;
            return new(Drop());
        }
        finally
        {
            if (!isWaiting)
            {
                _peers.Return(peer, isGone);
            }
        }
    }

    public void Dispose() => _peers.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendWhenRoom(PeerQueues.Peer peer, MqEnvelope envelope, PooledBytes payload, TimeSpan patience, CancellationToken cancellationToken)
    {
        bool isGone = false;
        using CancellationTokenSource deadline = new(patience, peer.Channel.Queue.Clock);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), deadline);
        try
        {
            await QueueLoop.SendAsync(peer.Channel, envelope, 0, payload, deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is OperationCanceledException || IsGone(error))
        {
            isGone = error is not OperationCanceledException;
            return Drop();
        }
        finally
        {
            _peers.Return(peer, isGone);
        }
    }

    private static bool IsGone(Exception error) => error is MqQueueRemovedException or ObjectDisposedException or MqCorruptQueueException;

    private bool Drop()
    {
        long count = Interlocked.Increment(ref _dropped);
        if (BitOperations.IsPow2(count))
        {
            Log.ReplyDropped(channel.Logger, channel.Queue.Name.Value, count);
        }

        return false;
    }
}
