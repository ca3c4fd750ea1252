using TypedMq.Consumers;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>
/// What stands behind the copies of one delivery. It is used again for others: its version grows when a delivery ends, so that old copies find out.
/// </summary>
internal sealed class DeliveryToken(MqChannelCore channel)
{
    private MqLease _lease;
    private MqEnvelope _envelope;
    private long _version;

    /// <summary>Begins a delivery.</summary>
    /// <returns>Its version.</returns>
    public long Hold(scoped in MqLease lease)
    {
        _lease = lease;
        _envelope = lease.ReadEnvelope();
        return Volatile.Read(ref _version);
    }

    public bool IsHeld(long version) => Volatile.Read(ref _version) == version;

    public MqEnvelope Envelope(long version)
    {
        // Looked at afterwards, and not earlier: it may have become that of another delivery meanwhile.
        MqEnvelope envelope = _envelope;
        Interlocked.MemoryBarrier();
        return IsHeld(version) ? envelope : throw Settled();
    }

    public void Complete(long version)
    {
        MqLease lease = End(version);
        channel.Queue.Complete(ref lease);
    }

    public void Abandon(long version)
    {
        MqLease lease = End(version);
        channel.Queue.Abandon(ref lease);
    }

    public void DeadLetter(long version, string reason, int attempts)
    {
        MqLease lease = End(version);
        DeadLetterOutcome outcome;
        try
        {
            outcome = channel.DeadLetters.Write(in lease, new(reason, null, attempts));
        }
        catch
        {
            channel.Queue.Abandon(ref lease);
            throw;
        }

        if (outcome == DeadLetterOutcome.Written)
        {
            channel.Queue.Complete(ref lease);
            channel.Telemetry.CountIncoming(Instruments.DeadLettered);
            return;
        }

        int length = lease.Length;
        channel.Queue.Abandon(ref lease);
        throw channel.DeadLetters.Refused(outcome, length);
    }

    public void Dispose(long version)
    {
        if (TryEnd(version, out MqLease lease))
        {
            channel.Queue.Abandon(ref lease);
        }
    }

    private MqLease End(long version) => TryEnd(version, out MqLease lease) ? lease : throw Settled();

    private bool TryEnd(long version, out MqLease lease)
    {
        lease = _lease;
        if (Interlocked.CompareExchange(ref _version, version + 1, version) != version)
        {
            return false;
        }

        channel.Return(this);
        return true;
    }

    private InvalidOperationException Settled() => new($"This delivery of queue '{channel.Queue.Name}' is settled already: complete, abandon or dead-letter it once.");
}
