using System.Runtime.InteropServices;
using Samples;

namespace OrderDesk;

/// <summary>What became of every order of a run, by the ledgers of all of its processes. Not thread-safe.</summary>
internal sealed class Accounts(RunFolder run)
{
    /// <summary>Where an order can end.</summary>
    private const Fate Ended = Fate.Executed | Fate.Purged | Fate.DeadLettered | Fate.Left;

    private readonly Dictionary<string, long> _read = [];
    private readonly List<Fate> _fates = [];

    [Flags]
    private enum Fate : byte
    {
        None = 0,
        Accepted = 1,
        Priced = 2,
        Executed = 4,
        Purged = 8,
        DeadLettered = 16,
        Left = 32,
    }

    /// <summary>Orders that were accepted.</summary>
    public int Accepted => Count(static fate => fate.HasFlag(Fate.Accepted));

    /// <summary>Orders of which the price is known.</summary>
    public int Priced => Count(static fate => fate.HasFlag(Fate.Priced));

    /// <summary>Orders that were executed, once or more often.</summary>
    public int Executed => Count(static fate => fate.HasFlag(Fate.Executed));

    /// <summary>Orders that were not executed and lie in the dead-letter queue. Known at the end.</summary>
    public int DeadLettered => Count(static fate => (fate & (Fate.Executed | Fate.DeadLettered)) == Fate.DeadLettered);

    /// <summary>Orders that somebody has thrown away.</summary>
    public int Purged => Count(static fate => (fate & (Fate.Executed | Fate.DeadLettered | Fate.Purged)) == Fate.Purged);

    /// <summary>Orders that were not handled, and lie in the queue. Known at the end.</summary>
    public int Left => Count(static fate => (fate & Ended) == Fate.Left);

    /// <summary>Orders that were accepted and are nowhere. At the end there are none.</summary>
    public int Open => Count(static fate => fate.HasFlag(Fate.Accepted) && (fate & Ended) == 0);

    /// <summary>Executions of orders that had been executed before.</summary>
    public int ExecutedAgain { get; private set; }

    /// <summary>Deliveries of orders that had been delivered before.</summary>
    public int DeliveredAgain { get; private set; }

    /// <summary>Attempts that failed.</summary>
    public int FailedAttempts { get; private set; }

    /// <summary>Prices that did not come in time.</summary>
    public int AskedAgain { get; private set; }

    /// <summary>Reads what was entered since the last time.</summary>
    public void Update()
    {
        foreach (string path in Directory.EnumerateFiles(run.Path, "*.ledger"))
        {
            _read[path] = Ledger.Read(path, _read.GetValueOrDefault(path), Take);
        }
    }

    private void Take(Step step, long order)
    {
        switch (step)
        {
            case Step.Accepted:
                Mark(order, Fate.Accepted);
                break;
            case Step.Priced:
                Mark(order, Fate.Priced);
                break;
            case Step.Executed:
                ExecutedAgain += Mark(order, Fate.Executed) ? 0 : 1;
                break;
            case Step.Purged:
                Mark(order, Fate.Purged);
                break;
            case Step.DeadLettered:
                Mark(order, Fate.DeadLettered);
                break;
            case Step.Left:
                Mark(order, Fate.Left);
                break;
            case Step.DeliveredAgain:
                DeliveredAgain++;
                break;
            case Step.Failed:
                FailedAttempts++;
                break;
            case Step.AskedAgain:
                AskedAgain++;
                break;
        }
    }

    /// <returns>Whether it was not marked so before.</returns>
    private bool Mark(long order, Fate fate)
    {
        while (order >= _fates.Count)
        {
            _fates.Add(Fate.None);
        }

        bool isNew = !_fates[(int)order].HasFlag(fate);
        _fates[(int)order] |= fate;
        return isNew;
    }

    private int Count(Predicate<Fate> isCounted)
    {
        int count = 0;
        foreach (Fate fate in CollectionsMarshal.AsSpan(_fates))
        {
            count += isCounted(fate) ? 1 : 0;
        }

        return count;
    }
}
