using TypedMq.Chaos.Ledgers;

namespace TypedMq.Chaos;

/// <summary>A place for a worker: who sits there is killed, and another one takes it.</summary>
internal sealed class Seat(Role role, bool isAnew)
{
    public Role Role => role;

    /// <summary>Whether its workers are programs of their own.</summary>
    public bool IsAnew => isAnew;

    public Ledger Ledger { get; set; } = null!;

    /// <summary>Its process; 0 while there is none.</summary>
    public int Process { get; set; }

    /// <summary>When it goes on, if it is stopped.</summary>
    public long? StoppedUntil { get; set; }

    /// <summary>Whether it is to be killed while it attaches.</summary>
    public bool DiesYoung { get; set; }

    /// <summary>When it is to be killed, if it is to die young and has begun to attach.</summary>
    public long? DiesAt { get; set; }

    /// <summary>What it did when it was seen last, and since when it has done that.</summary>
    public (ulong Now, long Since) SeenDoing { get; set; }

    public int SeenRecords { get; set; }

    public override string ToString() => $"{role} {Ledger.Incarnation} is {Ledger.Life} and {Ledger.Doing}{(StoppedUntil is null ? "" : ", stopped")}, with {Ledger.Records} records";
}
