using TypedMq.Channels;

namespace TypedMq.Requests;

/// <summary>
/// The private queues of others to which this side sends, open as long as they are in use: the one that was used longest ago is closed for another one, and
/// each after a while. Thread-safe.
/// </summary>
internal sealed class PeerQueues : IDisposable
{
    // Where a removed queue lives on while somebody has it open, it takes of what its user may have.
    private const int FewPeers = 16;
    private const int ManyPeers = 256;

    /// <summary>What was not used for so long is closed.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly MqChannelCore _channel;
    private readonly int _capacity;
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Peer> _peers = [];
    private readonly Timer _timer;
    private bool _isTicking;
    private bool _disposed;

    public PeerQueues(MqChannelCore channel)
    {
        _channel = channel;
        _capacity = channel.Transport.Capabilities.RemovedKeepsWorking ? FewPeers : ManyPeers;
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        _timer = new(static state => ((PeerQueues)state!).CloseIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Opens a queue, or takes the one that is open; to be returned.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Null when there is none: its owner has gone.</returns>
    /// <exception cref="MqException">It cannot be opened: it is not as callers and servers make them, another user has it, or this process may open no more.</exception>
    public Peer? TryRent(ulong id)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return null;
            }

            if (!_peers.TryGetValue(id, out Peer? peer))
            {
                peer = TryOpen(id);
                if (peer is null)
                {
                    return null;
                }

                _peers.Add(id, peer);
                Shrink();
                if (!_isTicking)
                {
                    _isTicking = true;
                    _timer.Change(Idle, Idle);
                }
            }

            peer.Users++;
            peer.LastUsed = Environment.TickCount64;
            return peer;
        }
    }

    /// <summary>Gives a queue back.</summary>
    /// <param name="peer">The queue.</param>
    /// <param name="isGone">Whether it turned out to be removed.</param>
    public void Return(Peer peer, bool isGone = false)
    {
        lock (_lock)
        {
            peer.Users--;
            if (isGone || _disposed)
            {
                Remove(peer);
            }

            if (!peer.IsListed && peer.Users == 0)
            {
                peer.Channel.Close();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (Peer peer in (Peer[])[.. _peers.Values])
            {
                // Who sends to it waits no longer, and gives it back.
                Remove(peer);
                peer.Channel.Close();
            }
        }

        _timer.Dispose();
    }

    private Peer? TryOpen(ulong id)
    {
        try
        {
            return new(id, _channel.Node.OpenPeer(_channel, PrivateQueueName.Of(_channel.Queue.Name, id)));
        }
        catch (Exception error) when (error is MqQueueNotFoundException or MqCorruptQueueException or ObjectDisposedException)
        {
            return null;
        }
    }

    private void CloseIdle()
    {
        lock (_lock)
        {
            long since = Environment.TickCount64 - (long)Idle.TotalMilliseconds;
            foreach (Peer peer in (Peer[])[.. _peers.Values])
            {
                if (peer.Users == 0 && peer.LastUsed <= since)
                {
                    Remove(peer);
                    peer.Channel.Close();
                }
            }

            if (_peers.Count == 0 && _isTicking && !_disposed)
            {
                _isTicking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Shrink()
    {
        while (_peers.Count > _capacity)
        {
            Peer? oldest = null;
            foreach (Peer peer in _peers.Values)
            {
                oldest = peer.Users == 0 && !(peer.LastUsed >= oldest?.LastUsed) && peer.LastUsed != 0 ? peer : oldest;
            }

            if (oldest is null)
            {
                // All are in use: more than that wait for room at once.
                return;
            }

            Remove(oldest);
            oldest.Channel.Close();
        }
    }

    private void Remove(Peer peer)
    {
        if (peer.IsListed)
        {
            peer.IsListed = false;
            _peers.Remove(peer.Id);
        }
    }

    /// <summary>An open queue; its numbers are guarded by the lock of the others.</summary>
    internal sealed class Peer(ulong id, MqChannelCore channel)
    {
        public ulong Id { get; } = id;

        public MqChannelCore Channel { get; } = channel;

        public int Users { get; set; }

        /// <summary>When it was used last, in milliseconds; 0 when it was not yet.</summary>
        public long LastUsed { get; set; }

        public bool IsListed { get; set; } = true;
    }
}
