using System.Runtime.CompilerServices;

namespace TypedMq.Transports.FastMq;

/// <summary>Lanes: a priority gets one when it is first used, for ever.</summary>
internal sealed unsafe partial class PoolEngine
{
    /// <summary>The lane of a priority.</summary>
    /// <returns>The lane; -1 when as many other priorities as the queue takes are in use.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LaneOf(int priority)
    {
        ulong known = Volatile.Read(ref _knownLanes[priority & (FastMqGeometry.MaxLanes - 1)]);
        return (uint)(known >> 32) == (uint)priority + 1 ? (int)(uint)known : FindLane(priority);
    }

    private int FindLane(int priority)
    {
        uint label = (uint)priority + 1;
        for (int lane = 0; lane < _laneCount; lane++)
        {
            uint found = Volatile.Read(ref _header->Labels[lane]);
            if (found == 0)
            {
                FaultPoints.Reach(FaultPoint.LabelSeen);

                // When somebody else is faster, this same lane may have got our label: then it is ours too, and not the next one.
                found = Interlocked.CompareExchange(ref _header->Labels[lane], label, 0);
                found = found == 0 ? label : found;
                FaultPoints.Reach(FaultPoint.LaneLabelled);
            }

            if (found == label)
            {
                Volatile.Write(ref _knownLanes[priority & (FastMqGeometry.MaxLanes - 1)], ((ulong)label << 32) | (uint)lane);
                return lane;
            }
        }

        return -1;
    }

    /// <summary>The lanes that are used now, the highest priority first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LaneOrder ReadOrder(ulong used)
    {
        LaneOrder order = _order;
        return order.Used == used ? order : RenewOrder(used);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LaneOrder RenewOrder(ulong used) => _order = LaneOrder.Read(used, _header->Labels);
}
