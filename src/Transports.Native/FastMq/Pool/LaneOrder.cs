namespace TypedMq.Transports.FastMq;

/// <summary>The lanes that are used, the highest priority first: a private copy, made anew when another lane is used. Immutable.</summary>
internal sealed class LaneOrder
{
    private readonly byte[] _lanes;

    private LaneOrder(ulong used, byte[] lanes, int[] priorities)
    {
        Used = used;
        _lanes = lanes;
        Priorities = priorities;
    }

    /// <summary>No lane.</summary>
    public static LaneOrder None { get; } = new(0, [], new int[FastMqGeometry.MaxLanes]);

    /// <summary>A bit for each used lane.</summary>
    public ulong Used { get; }

    /// <summary>The lanes in the order in which they are received from.</summary>
    public ReadOnlySpan<byte> Lanes => _lanes;

    /// <summary>The priority of each lane, by its index; -1 of one that has none.</summary>
    public int[] Priorities { get; }

    /// <summary>Reads the labels of the lanes.</summary>
    /// <param name="used">A bit for each used lane.</param>
    /// <param name="labels">Their labels in shared memory. Whatever they are, priorities are in their range.</param>
    public static unsafe LaneOrder Read(ulong used, uint* labels)
    {
        byte[] lanes = new byte[System.Numerics.BitOperations.PopCount(used)];
        int[] priorities = new int[FastMqGeometry.MaxLanes];
        int[] keys = new int[lanes.Length];
        int count = 0;
        for (int lane = 0; lane < FastMqGeometry.MaxLanes; lane++)
        {
            priorities[lane] = (int)Math.Min(Volatile.Read(ref labels[lane]), (uint)FastMqTransport.MaxPriority + 1) - 1;
            if ((used >> lane & 1) != 0)
            {
                // A lane gets its label before it is used: one without was damaged, and what lies there is delivered all the same.
                priorities[lane] = Math.Max(priorities[lane], 0);
                lanes[count] = (byte)lane;
                keys[count++] = -priorities[lane];
            }
        }

        Array.Sort(keys, lanes);
        return new(used, lanes, priorities);
    }
}
