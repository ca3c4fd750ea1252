using System.Numerics;
using System.Runtime.CompilerServices;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>What happens on a channel, counted: what is rare for everybody who asks, each message only while somebody listens.</summary>
public sealed partial class MqChannelCore
{
    private long _dropped;
    private long _expired;
    private long _fullWaits;
    private long _redelivered;
    private long _decodeErrors;
    private long _undelivered;

    internal MqChannelCounters Counters => new(
        Volatile.Read(ref _dropped),
        Volatile.Read(ref _expired),
        Volatile.Read(ref _fullWaits),
        Volatile.Read(ref _redelivered),
        Volatile.Read(ref _decodeErrors))
    {
        LateReplies = _caller?.LateReplies ?? 0,
        UndeliveredReplies = Volatile.Read(ref _undelivered),
        PendingRequests = _caller?.Pending.Count ?? 0,
    };

    /// <summary>A reply reached nobody.</summary>
    internal void CountUndelivered()
    {
        long count = Interlocked.Increment(ref _undelivered);
        if (BitOperations.IsPow2(count))
        {
            Log.ReplyDropped(_logger, Queue.Name.Value, count);
        }
    }

    /// <summary>A send finds its queue full, and will wait.</summary>
    internal void CountFullWait()
    {
        Interlocked.Increment(ref _fullWaits);
        Telemetry.CountOutgoing(Instruments.FullWaits);
    }

    /// <summary>A message was not the contract.</summary>
    internal void CountDecodeError()
    {
        Telemetry.CountIncoming(Instruments.DecodeErrors);
        long count = Interlocked.Increment(ref _decodeErrors);
        if (BitOperations.IsPow2(count))
        {
            Log.NotDecoded(_logger, Queue.Name.Value, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountSent(int messages)
    {
        if (Instruments.Sent.Enabled)
        {
            Telemetry.CountOutgoing(Instruments.Sent, messages);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountTaken(in MqLease lease)
    {
        if (lease.DeliveryCount > 1)
        {
            CountRedelivered();
        }

        if (Instruments.Consumed.Enabled)
        {
            Telemetry.CountIncoming(Instruments.Consumed);
        }
    }

    private void CountRedelivered()
    {
        Interlocked.Increment(ref _redelivered);
        Telemetry.CountIncoming(Instruments.Redelivered);
    }

    private void CountExpired()
    {
        Telemetry.CountIncoming(Instruments.Expired);
        long count = Interlocked.Increment(ref _expired);
        if (BitOperations.IsPow2(count))
        {
            Log.Expired(_logger, Queue.Name.Value, count);
        }
    }

    private void CountDropped(int messages)
    {
        Telemetry.CountOutgoing(Instruments.Dropped, messages);
        long count = Interlocked.Add(ref _dropped, messages);
        if (BitOperations.Log2((ulong)count) != BitOperations.Log2((ulong)(count - messages)) || count == messages)
        {
            Log.Dropped(_logger, Queue.Name.Value, count, FullMode);
        }
    }
}
