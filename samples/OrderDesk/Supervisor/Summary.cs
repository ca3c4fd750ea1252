namespace OrderDesk;

/// <summary>What the run came to.</summary>
/// <param name="RanFor">How long, from the moment all roles were ready.</param>
/// <param name="IsChaos">Whether processes were killed on purpose.</param>
/// <param name="Accounts">What became of the orders.</param>
internal sealed record Summary(TimeSpan RanFor, bool IsChaos, Accounts Accounts)
{
    /// <summary>Whether orders were executed, and every one is accounted for.</summary>
    public bool IsSound => Accounts is { Executed: > 0, Open: 0 } && Accounts.Priced == Accounts.Accepted;

    /// <summary>Writes it for people.</summary>
    /// <param name="output">Where to.</param>
    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(FormattableString.Invariant($"OrderDesk ran for {RanFor.TotalSeconds:0.0} s: {Accounts.Executed / Math.Max(RanFor.TotalSeconds, 0.001):N0} orders a second."));
        output.WriteLine();
        Row("accepted", Accounts.Accepted);
        Row("priced", Accounts.Priced, "asked again", Accounts.AskedAgain);
        Row("executed", Accounts.Executed, "attempts failed", Accounts.FailedAttempts);
        Row("executed again", Accounts.ExecutedAgain, "delivered again", Accounts.DeliveredAgain);
        Row("in the dead-letter queue", Accounts.DeadLettered);
        Row("purged", Accounts.Purged);
        Row("still in the queue", Accounts.Left);
        Row("lost", Accounts.Open);
        output.WriteLine();
        if (IsChaos)
        {
            output.WriteLine("A worker that is killed leaves what it had in hand to the others; what it had executed and not yet settled is executed again.");
        }

        output.WriteLine(IsSound
            ? FormattableString.Invariant($"Every order is accounted for: {Accounts.Accepted:N0} accepted, 0 lost.")
            : Accounts.Executed == 0 ? "FAILED: nothing was executed." : "FAILED: not every order is accounted for.");

        void Row(string name, int count, string? remark = null, int remarked = 0) =>
            output.WriteLine(FormattableString.Invariant($"  {name,-26}{count,10:N0}") + (remarked > 0 ? FormattableString.Invariant($"   ({remark}: {remarked:N0})") : ""));
    }
}
