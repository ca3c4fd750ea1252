using System.Numerics;
using System.Runtime.CompilerServices;
using TypedMq.Channels;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>Sends to private queues of others. One that is gone, or has no room for too long, gets nothing: that is no error. Thread-safe.</summary>
/// <param name="channel">The channel on whose behalf.</param>
/// <param name="countDropped">Told of each message that reached nobody.</param>
internal sealed class PeerSender(MqChannelCore channel, Action? countDropped = null) : IDisposable
{
    private readonly PeerQueues _peers = new(channel);
    private long _unusable;

    /// <summary>Sends if there is room. Whatever comes of it, nothing is counted.</summary>
    /// <returns>Null when there is no room, false when the queue is gone.</returns>
    /// <exception cref="MqException">The queue cannot be opened, or takes no message of that size.</exception>
    public bool? TrySend<TFormatter, T>(ulong to, in MqEnvelope envelope, in T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        bool? sent = TrySend<TFormatter, T>(to, in envelope, in value, out PeerQueues.Peer? peer, out PooledBytes unsent);
        if (sent is null)
        {
            unsent.Dispose();
            _peers.Return(peer!);
        }

        return sent;
    }

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
        try
        {
            return TrySend<TFormatter, T>(to, in envelope, in value, out PeerQueues.Peer? peer, out PooledBytes unsent) switch
            {
                true => new(true),
                false => new(Drop()),
                null => SendWhenRoom(peer!, envelope, unsent, patience, cancellationToken),
            };
        }
        catch (MqException error) when (error is not (MqMessageTooLargeException or MqEncodeException))
        {
            // Nothing would be better if the request were executed again.
            long count = Interlocked.Increment(ref _unusable);
            if (BitOperations.IsPow2(count))
            {
                Log.NoPeerQueue(channel.Logger, error, channel.Queue.Name.Value, count);
            }

            return new(Drop());
        }
    }

    public void Dispose() => _peers.Dispose();

    /// <summary>Sends if there is room.</summary>
    /// <param name="to">The id of the queue.</param>
    /// <param name="envelope">What travels with it.</param>
    /// <param name="value">What is sent.</param>
    /// <param name="peer">The queue, to be returned, when there is no room.</param>
    /// <param name="unsent">The encoded value, when there is no room.</param>
    /// <returns>Null when there is no room, false when the queue is gone.</returns>
    private bool? TrySend<TFormatter, T>(ulong to, in MqEnvelope envelope, in T value, out PeerQueues.Peer? peer, out PooledBytes unsent)
        where TFormatter : struct, IMqFormatter<T>
    {
        unsent = default;
        peer = _peers.TryRent(to);
        if (peer is null)
        {
            return false;
        }

        bool? sent = false;
        bool isGone = false;
        try
        {
            sent = EncodedSend.TrySend<TFormatter, T>(peer.Channel, in envelope, in value, 0, out unsent) ? true : null;
            return sent;
        }
        catch (Exception error) when (IsGone(error))
        {
            isGone = true;
            return false;
        }
        finally
        {
            if (sent is not null)
            {
                _peers.Return(peer, isGone);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendWhenRoom(PeerQueues.Peer peer, MqEnvelope envelope, PooledBytes payload, TimeSpan patience, CancellationToken cancellationToken)
    {
        bool isGone = false;
        if (patience <= TimeSpan.Zero)
        {
            payload.Dispose();
            _peers.Return(peer);
            return Drop();
        }

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
        countDropped?.Invoke();
        return false;
    }
}
