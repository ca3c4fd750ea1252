namespace HostWatch;

/// <summary>What became of the messages between two roles.</summary>
internal sealed record HopAccount
{
    /// <summary>Messages sent: those whose send returned, and those of a killed sender that have turned out to be sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages received by the receiving role.</summary>
    public required long Received { get; init; }

    /// <summary>Messages found in the queue at the end.</summary>
    public required long Left { get; init; }

    /// <summary>Messages that a receiver had taken when it died: at most one each.</summary>
    public required long LostToDeadReceivers { get; init; }

    /// <summary>Receivers that died.</summary>
    public required int DeadReceivers { get; init; }

    /// <summary>Sends during which the sender died, so that it could not tell whether they happened.</summary>
    public required long AmbiguousSends { get; init; }

    /// <summary>Those of them that arrived; they are counted as sent, the others are not.</summary>
    public required long AmbiguousSendsArrived { get; init; }

    /// <summary>Messages that were sent and are nowhere, and no receiver's death explains it. Never happens.</summary>
    public required long LostWithoutReason { get; init; }

    /// <summary>Messages that came twice, or after a later one of the same lane. Never happens.</summary>
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
        List<Gap> gaps = [];
        long sent = 0, received = 0, ambiguous = 0, arrived = 0, inside = 0;
        long disordered = takers.Sum(static taker => taker?.Disordered ?? 0);

        for (MessageLane lane = 0; (int)lane < LedgerLayout.Lanes; lane++)
        {
            // A lane is first in, first out, also from one sender to the next: what is missing was taken by one of the receivers between
            // the one that has the message before it and the one that has the message after it.
            int lastTaker = 0;
            int firstOpenGap = gaps.Count;
            for (int sender = 1; sender <= senders.Count; sender++)
            {
                if (senders[sender - 1] is not { } ledger)
                {
                    continue;
                }

                long last = 0;
                for (int taker = 0; taker < takers.Count; taker++)
                {
                    if (takers[taker]?.Received.TryGetValue((sender, lane), out ReceivedRange range) is not true)
                    {
                        continue;
                    }

                    for (; firstOpenGap < gaps.Count; firstOpenGap++)
                    {
                        gaps[firstOpenGap] = gaps[firstOpenGap] with { To = taker - 1 };
                    }

                    if (range.First > last + 1)
                    {
                        gaps.Add(new(range.First - last - 1, lastTaker, taker - 1));
                        firstOpenGap++;
                    }
                    else if (range.First <= last)
                    {
                        disordered += last - range.First + 1;
                    }

                    // Nobody died in the midst of a range: what is missing there has no reason.
                    inside += range.Missing;
                    (last, lastTaker) = (range.Last, taker);
                }

                long confirmed = ledger.Sent[(int)lane];
                bool unsure = ledger.Intended[(int)lane] > confirmed; // the sender died between these two entries
                bool turnedOut = unsure && last > confirmed;
                ambiguous += unsure ? 1 : 0;
                arrived += turnedOut ? 1 : 0;
                sent += confirmed + (turnedOut ? 1 : 0);
                if (confirmed > last)
                {
                    gaps.Add(new(confirmed - last, lastTaker, takers.Count - 1));
                }
            }
        }

        foreach (LedgerReading? receiver in receivers)
        {
            received += receiver?.Received.Values.Sum(static range => range.Count) ?? 0;
            for (int bucket = 0; receiver is not null && bucket < LatencyHistogram.Buckets; bucket++)
            {
                latencies.Add(bucket, receiver.Latencies[bucket]);
            }
        }

        // One that died before it had a ledger has not received anything either.
        bool[] dead = [.. receivers.Select(static receiver => receiver is not null && receiver.State != LedgerState.Closed)];
        long explained = Explain(gaps, dead);
        return new()
        {
            Sent = sent,
            Received = received,
            Left = rest.Received.Values.Sum(static range => range.Count),
            LostToDeadReceivers = explained,
            DeadReceivers = dead.Count(static died => died),
            AmbiguousSends = ambiguous,
            AmbiguousSendsArrived = arrived,
            LostWithoutReason = gaps.Sum(static gap => gap.Messages) - explained + inside,
            Disordered = disordered,
            Latencies = latencies,
        };
    }

    /// <summary>
    /// Finds how many missing messages can have died with a receiver. Each dead receiver took one at most, and only from a gap that it
    /// can have fallen into; so each, in their order, is given the gap that ends first.
    /// </summary>
    private static long Explain(List<Gap> gaps, bool[] dead)
    {
        long[] unexplained = [.. gaps.Select(static gap => gap.Messages)];
        long explained = 0;
        for (int receiver = 0; receiver < dead.Length; receiver++)
        {
            int best = -1;
            for (int i = 0; dead[receiver] && i < gaps.Count; i++)
            {
                if (unexplained[i] > 0 && gaps[i].From <= receiver && receiver <= gaps[i].To && (best < 0 || gaps[i].To < gaps[best].To))
                {
                    best = i;
                }
            }

            if (best >= 0)
            {
                unexplained[best]--;
                explained++;
            }
        }

        return explained;
    }

    /// <summary>Messages that are missing in a lane, and the receivers (by index) that can have taken them.</summary>
    private readonly record struct Gap(long Messages, int From, int To);
}
