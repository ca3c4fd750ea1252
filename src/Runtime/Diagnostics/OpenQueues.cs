using System.Diagnostics.Metrics;

namespace TypedMq.Diagnostics;

/// <summary>The nodes of this process, for the depth of the queues that they have open. A node that nobody holds any more is forgotten.</summary>
internal static class OpenQueues
{
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<MqNode>> Nodes = [];

    public static void Add(MqNode node)
    {
        lock (Gate)
        {
            Nodes.RemoveAll(static reference => !reference.TryGetTarget(out _));
            Nodes.Add(new(node));
        }
    }

    public static void Remove(MqNode node)
    {
        lock (Gate)
        {
            Nodes.RemoveAll(reference => !reference.TryGetTarget(out MqNode? other) || other == node);
        }
    }

    /// <summary>The depth of each open queue, once, however many handles are open on it.</summary>
    public static IEnumerable<Measurement<long>> Measure()
    {
        MqNode[] nodes;
        lock (Gate)
        {
            nodes = [.. Nodes.Select(static reference => reference.TryGetTarget(out MqNode? node) ? node : null).OfType<MqNode>()];
        }

        List<Measurement<long>> depths = [];
        foreach (MqNode node in nodes)
        {
            node.MeasureDepths(depths);
        }

        return depths;
    }
}
