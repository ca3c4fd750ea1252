using System.Runtime.CompilerServices;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>The queue's operations as a channel uses them: what is full makes room where the full mode says so, and what has expired is not received.</summary>
public sealed partial class MqChannelCore
{
    private const MqEnvelopeFields Lifetime = MqEnvelopeFields.SentAt | MqEnvelopeFields.TimeToLive;

    /// <summary>Claims room for a message, also by dropping the oldest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim) =>
        Queue.TryClaim(in envelope, priority, out claim) || (FullMode == MqFullMode.DropOldest && TryClaimDropping(in envelope, priority, out claim));

    /// <summary>Sends what was written into a claim, also by dropping the oldest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryCommit(ref MqClaim claim, int length)
    {
        if (!Queue.TryCommit(ref claim, length) && (FullMode != MqFullMode.DropOldest || !TryCommitDropping(ref claim, length)))
        {
            return false;
        }

        CountSent(1);
        return true;
    }

    /// <summary>Sends what was written into several claims.</summary>
    internal int TryCommit(Span<MqClaim> claims, ReadOnlySpan<int> lengths)
    {
        int sent = Queue.TryCommit(claims, lengths);
        CountSent(sent);
        return sent;
    }

    /// <summary>Takes a message that has not expired.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReceive(out MqLease lease)
    {
        while (Queue.TryReceive(out lease))
        {
            if (!DropIfExpired(ref lease))
            {
                CountTaken(in lease);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a message that a selection allows and that has not expired.</summary>
    internal bool TryReceive(MqSelection selection, out MqLease lease)
    {
        while (Queue.TryReceive(selection, out lease))
        {
            if (!DropIfExpired(ref lease))
            {
                CountTaken(in lease);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes as many messages as there are, of which none has expired.</summary>
    /// <param name="leases">Where they go; all of it is cleared already, and where an error comes in between, those are there that were taken before it.</param>
    /// <returns>How many were taken; 0 when the queue is empty, or held only what had expired.</returns>
    internal int TryReceive(Span<MqLease> leases)
    {
        while (Queue.TryReceive(leases) is > 0 and var received)
        {
            if (DropExpired(leases[..received]) is > 0 and var kept)
            {
                return kept;
            }
        }

        return 0;
    }

    /// <summary>Of messages that were taken at once, leaves those that have not expired, in their order; the rest is cleared.</summary>
    /// <returns>How many those are: the first ones.</returns>
    internal int DropExpired(Span<MqLease> leases)
    {
        int kept = 0;
        for (int i = 0; i < leases.Length; i++)
        {
            if (!DropIfExpired(ref leases[i]))
            {
                CountTaken(in leases[i]);
                leases[kept++] = leases[i];
            }
        }

        leases[kept..].Clear();
        return kept;
    }

    /// <summary>An envelope that says until when the message is of use.</summary>
    internal MqEnvelope Stamp(in MqEnvelope envelope) => envelope with
    {
        Fields = envelope.Fields | Lifetime,
        SentAt = _clock.GetUtcNow().UtcTicks,
        TimeToLive = TimeToLive,
    };

    /// <summary>What becomes of messages for which there was no room, of a send that does not say whether there was.</summary>
    /// <exception cref="MqQueueFullException">The full mode does not drop.</exception>
    internal void GiveUp(int messages = 1)
    {
        if (FullMode is not (MqFullMode.DropWrite or MqFullMode.DropOldest))
        {
            throw Full();
        }

        CountDropped(messages);
    }

    /// <summary>The one place where a message expires. Its envelope is read only when it says that it can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool DropIfExpired(ref MqLease lease) => (lease.Fields & Lifetime) == Lifetime && DropIfOver(ref lease);

    private bool DropIfOver(ref MqLease lease)
    {
        // Whatever the bytes say, this does not overflow: the time to live has 32 bits.
        MqEnvelope envelope = lease.ReadEnvelope();
        if (envelope.SentAt > _clock.GetUtcNow().UtcTicks - (envelope.TimeToLive * TimeSpan.TicksPerMillisecond))
        {
            return false;
        }

        Queue.Complete(ref lease);
        CountExpired();
        return true;
    }

    private bool TryClaimDropping(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        // Somebody else may take the room that was made: then another message has to go.
        while (Queue.TryDiscardOldest(priority))
        {
            CountDropped(1);
            if (Queue.TryClaim(in envelope, priority, out claim))
            {
                return true;
            }
        }

        // A receiver may have been faster than we.
        return Queue.TryClaim(in envelope, priority, out claim);
    }

    private bool TryCommitDropping(ref MqClaim claim, int length)
    {
        while (Queue.TryDiscardOldest(claim.Priority))
        {
            CountDropped(1);
            if (Queue.TryCommit(ref claim, length))
            {
                return true;
            }
        }

        return Queue.TryCommit(ref claim, length);
    }
}
