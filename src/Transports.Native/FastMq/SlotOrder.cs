namespace TypedMq.Transports.FastMq;

/// <summary>
/// In which order the slots of a queue are used: not one after the other as they lie in memory, but in steps of the golden section, so that neighbours are used as far
/// apart in time as can be.
/// </summary>
/// <remarks>
/// A processor that sees memory read in equal small steps fetches what comes next before it is asked for. Here that is the slot into which the other
/// side is writing: its lines are taken away from it and have to be fetched back, which made a message up to five times as expensive (docs/performance.md).
/// </remarks>
internal static class SlotOrder
{
    private const double GoldenSection = 0.6180339887498949;

    /// <summary>By how many slots to go on.</summary>
    /// <param name="slots">How many there are; at least 1.</param>
    /// <returns>1 to <paramref name="slots"/>; without a common factor, so that so many steps visit each slot once.</returns>
    public static uint StepFor(uint slots)
    {
        uint step = (uint)(slots * GoldenSection);
        while (step > 1 && GreatestCommonDivisor(step, slots) != 1)
        {
            step--;
        }

        return Math.Max(step, 1);
    }

    private static uint GreatestCommonDivisor(uint one, uint other)
    {
        while (other != 0)
        {
            (one, other) = (other, one % other);
        }

        return one;
    }
}
