namespace HostWatch;

/// <summary>What became of the messages between two roles.</summary>
internal sealed record HopAccount
{
    /// <summary>Messages sent: those whose send returned, and those of a killed sender that have turned out to be sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages received by the receiving role; one that came again counts once.</summary>
    public required long Received { get; init; }

    /// <summary>Messages found in the queue at the end, and never received before.</summary>
    public required long Left { get; init; }

    /// <summary>Messages that came again: whoever had received them was killed before it asked for the next one.</summary>
    public required long DeliveredAgain { get; init; }

    /// <summary>Receivers that died.</summary>
    public required int DeadReceivers { get; init; }

    /// <summary>Sends during which the sender died, so that it could not tell whether they happened.</summary>
    public required long AmbiguousSends { get; init; }

    /// <summary>Those of them that arrived; they are counted as sent, the others are not.</summary>
    public required long AmbiguousSendsArrived { get; init; }

    /// <summary>Messages that were sent and are nowhere. Never happens.</summary>
    public required long Lost { get; init; }

    /// <summary>Messages that came twice though nobody died, or after a later one of the same lane. Never happens.</summary>
    public required long Disordered { get; init; }

    /// <summary>How long messages were under way: those that were received.</summary>
    public required LatencyHistogram Latencies { get; init; }

    /// <summary>Settles the account of a hop.</summary>
    /// <param name="senders">The ledgers of the sending role, by incarnation from 1; null for a process that died before it had one.</param>
    /// <param name="receivers">The ledgers of the receiving role, likewise.</param>
    /// <param name="rest">The ledger of what was in the queue at the end.</param>
    /// <returns>The account.</returns>
    public static HopAccount Settle(IReadOnlyList<LedgerReading?> senders, IReadOnlyList<LedgerReading?> receivers, LedgerReading rest)
    {
        List<LedgerReading?> takers = [.. receivers, rest];
        LatencyHistogram latencies = new();
        long sent = 0, ambiguous = 0, arrived = 0, lost = 0, again = 0, againInQueue = 0;
        long disordered = takers.Sum(static taker => taker?.Disordered ?? 0);

        for (MessageLane lane = 0; (int)lane < LedgerLayout.Lanes; lane++)
        {
            for (int sender = 1; sender <= senders.Count; sender++)
            {
                if (senders[sender - 1] is not { } ledger)
                {
                    continue;
                }

                // A lane is first in, first out, also from one receiver to the next.
                long last = 0;
                LedgerReading? lastTaker = null;
                foreach (LedgerReading? taker in takers)
                {
                    if (taker?.Received.TryGetValue((sender, lane), out ReceivedRange range) is not true)
                    {
                        continue;
                    }

                    if (range.First == last && Died(lastTaker))
                    {
                        again++;
                        againInQueue += taker == rest ? 1 : 0;
                    }
                    else if (range.First <= last)
                    {
                        disordered += last - range.First + 1;
                    }
                    else
                    {
                        lost += range.First - last - 1;
                    }

                    lost += range.Missing;
                    (last, lastTaker) = (range.Last, taker);
                }

                long confirmed = ledger.Sent[(int)lane];
                bool unsure = ledger.Intended[(int)lane] > confirmed; // the sender died between these two entries
                bool turnedOut = unsure && last > confirmed;
                ambiguous += unsure ? 1 : 0;
                arrived += turnedOut ? 1 : 0;
                sent += confirmed + (turnedOut ? 1 : 0);
                lost += Math.Max(0, confirmed - last);
            }
        }

        foreach (LedgerReading? receiver in receivers)
        {
            for (int bucket = 0; receiver is not null && bucket < LatencyHistogram.Buckets; bucket++)
            {
                latencies.Add(bucket, receiver.Latencies[bucket]);
            }
        }

        return new()
        {
            Sent = sent,
            Received = receivers.Sum(Count) - (again - againInQueue),
            Left = Count(rest) - againInQueue,
            DeliveredAgain = again,
            DeadReceivers = receivers.Count(Died),
            AmbiguousSends = ambiguous,
            AmbiguousSendsArrived = arrived,
            Lost = lost,
            Disordered = disordered,
            Latencies = latencies,
        };
    }

    private static long Count(LedgerReading? taker) => taker?.Received.Values.Sum(static range => range.Count) ?? 0;

    /// <summary>One that died before it had a ledger has not received anything either.</summary>
    private static bool Died(LedgerReading? receiver) => receiver is not null && receiver.State != LedgerState.Closed;
}
