namespace TypedMq.Transports.FastMq;

/// <summary>
/// In which order the slots of a queue are used: not one after the other as they lie in memory, but in steps of about the golden section of all, so that neighbours are
/// used far apart in time.
/// </summary>
/// <remarks>
/// A processor that sees memory used in small equal steps, or two lines that lie side by side, fetches what comes next before it is asked for. Here that is the slot into
/// which the other side is writing: its lines are taken away from it and have to be fetched back. docs/performance.md has what that cost.
/// </remarks>
internal static class SlotOrder
{
    private const double GoldenSection = 0.6180339887498949;

    /// <summary>Slots that lie side by side, or with one between them, are used at least this part of a round apart.</summary>
    private const double Apart = 1 / 6.0;

    /// <summary>By how many slots to go on.</summary>
    /// <param name="slots">How many there are; at least 1.</param>
    /// <returns>1 to <paramref name="slots"/>; without a common factor, so that so many steps visit each slot once.</returns>
    public static uint StepFor(uint slots)
    {
        uint golden = (uint)(slots * GoldenSection);
        uint best = 1;
        long bestApart = 0;
        for (uint distance = 0; distance < slots && bestApart < slots * Apart; distance++)
        {
            foreach (long step in (ReadOnlySpan<long>)[(long)golden - distance, (long)golden + distance])
            {
                if (step > 0 && step < slots && StepsBetweenNeighbours(step, slots) is var apart && apart > bestApart)
                {
                    (best, bestApart) = ((uint)step, apart);
                }
            }
        }

        return best;
    }

    /// <summary>How many steps lie between the uses of slots that are neighbours, or next to them.</summary>
    /// <returns>The fewest; 0 for a step that does not visit every slot.</returns>
    internal static long StepsBetweenNeighbours(long step, long slots)
    {
        // The inverse of the step, by Euclid: so many steps go on by one slot.
        (long before, long now) = (0, 1);
        (long dividend, long divisor) = (slots, step);
        while (divisor != 0)
        {
            (before, now) = (now, before - (dividend / divisor * now));
            (dividend, divisor) = (divisor, dividend % divisor);
        }

        return dividend == 1 ? Math.Min(Either(before), Either(2 * before)) : 0;

        long Either(long steps)
        {
            long forward = ((steps % slots) + slots) % slots;
            return Math.Min(forward, slots - forward);
        }
    }
}
