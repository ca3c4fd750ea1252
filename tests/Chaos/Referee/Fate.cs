using TypedMq.Chaos.Ledgers;

namespace TypedMq.Chaos.Referee;

/// <summary>What a worker wrote down, and how it ended.</summary>
/// <param name="Ledger">What it wrote down.</param>
/// <param name="WasKilled">Whether it was killed; otherwise it ended with nothing in its hands.</param>
internal sealed record Fate(Ledger Ledger, bool WasKilled)
{
    public override string ToString() =>
        $"{Ledger.Role} {Ledger.Incarnation} ({(WasKilled ? $"killed while {Ledger.Doing}" : "ended")}, {Ledger.Records} records)";
}
