using TypedMq.Transports.FastMq;

namespace TypedMq.Faults;

/// <summary>What must be true of a queue, kept beside it. Told of each effect at the moment of its fault point; finds what contradicts it.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<int, int> _priorities = [];
    private readonly Dictionary<int, int> _redeliveries = [];
    private readonly SortedDictionary<int, Queue<int>> _rings = [];
    private readonly HashSet<int> _orphans = [];
    private readonly HashSet<int> _done = [];

    /// <summary>How many messages are in the rings: whoever sees fewer for the whole of its call is right to find none.</summary>
    public int InRings { get; private set; }

    /// <summary>Messages that are in the queue, or will be again.</summary>
    public IEnumerable<int> Pending => _rings.Values.SelectMany(ring => ring).Concat(_orphans);

    public void Written(int id, int priority) => _priorities[id] = priority;

    public void Sent(int id)
    {
        if (!_rings.TryGetValue(-_priorities[id], out Queue<int>? ring))
        {
            _rings[-_priorities[id]] = ring = [];
        }

        ring.Enqueue(id);
        InRings++;
    }

    /// <summary>A receiver has taken a message out of a ring: it must be the oldest of the highest priority; for who discards, of its priority.</summary>
    public void Taken(int id, bool discards)
    {
        Queue<int> ring = discards ? _rings[-_priorities[id]] : _rings.Values.First(ring => ring.Count > 0);
        Assert.True(ring.TryDequeue(out int first), "a message that is in no ring was taken");
        Assert.Equal(first, id);
        InRings--;
    }

    public void TakenAgain(int id) => Assert.True(_orphans.Remove(id), "a message that was settled was taken once more");

    public void CountedAgain(int id) => _redeliveries[id] = RedeliveriesOf(id) + 1;

    public int RedeliveriesOf(int id) => _redeliveries.GetValueOrDefault(id);

    public int PriorityOf(int id) => _priorities[id];

    public void Orphaned(int id) => _orphans.Add(id);

    /// <summary>Everything was settled.</summary>
    public void Forget()
    {
        _priorities.Clear();
        _redeliveries.Clear();
        _rings.Clear();
        _orphans.Clear();
        _done.Clear();
        InRings = 0;
    }

    public void Done(int id) => Assert.True(_done.Add(id), "a message was settled twice");
}

/// <summary>The process of a handle was killed at a fault point.</summary>
internal sealed class KilledException(FaultPoint point) : Exception($"killed at {point}");
