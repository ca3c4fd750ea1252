using System.Globalization;

namespace HostWatch;

/// <summary>What the run came to.</summary>
/// <param name="RanFor">How long, from the moment all roles were ready.</param>
/// <param name="Chaos">Whether processes were killed on purpose.</param>
/// <param name="Hops">The way from role to role.</param>
internal sealed record Summary(TimeSpan RanFor, bool Chaos, params Summary.Hop[] Hops)
{
    /// <summary>Whether messages went all the way, and every one is accounted for.</summary>
    public bool IsSound => Hops.All(static hop => hop.Account is { Received: > 0, Lost: 0, Disordered: 0 });

    /// <summary>Writes it for people.</summary>
    /// <param name="output">Where to.</param>
    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"HostWatch ran for {RanFor.TotalSeconds:0.0} s."));
        foreach (Hop hop in Hops)
        {
            HopAccount account = hop.Account;
            output.WriteLine();
            output.WriteLine($"{hop.Name} (queue {hop.Queue})");
            Row(output, "sent", account.Sent, "");
            Row(output, "received", account.Received, "");
            Row(output, "still in the queue", account.Left, "");
            Row(output, "lost", account.Lost, "");
            Row(output, "delivered again", account.DeliveredAgain, account.DeadReceivers == 0 ? "" : Invariant($"{account.DeadReceivers} receivers killed; each can have had one in hand"));
            Row(output, "twice or out of order", account.Disordered, "");
            Row(output, "ambiguous sends", account.AmbiguousSends, account.AmbiguousSends == 0 ? "" : Invariant($"senders killed while sending; {account.AmbiguousSendsArrived} arrived, and count as sent"));
            output.WriteLine($"  one-way latency           p50 {Latency(account, 0.50)}, p99 {Latency(account, 0.99)}");
        }

        output.WriteLine();
        if (Chaos)
        {
            output.WriteLine("Latency includes the time that messages waited for a killed receiver to be started again.");
        }

        output.WriteLine(IsSound
            ? Invariant($"Every message is accounted for: {Hops.Sum(static hop => hop.Account.Sent):N0} sent, 0 lost.")
            : Hops.Any(static hop => hop.Account.Received == 0)
                ? "FAILED: nothing was exchanged."
                : "FAILED: not every message is accounted for.");
    }

    private static void Row(TextWriter output, string name, long count, string remark) =>
        output.WriteLine(Invariant($"  {name,-24}{count,10:N0}") + (remark.Length > 0 ? $"   ({remark})" : ""));

    private static string Latency(HopAccount account, double part) =>
        account.Latencies.Percentile(part) is { } latency ? Units.Microseconds(latency.TotalMicroseconds) : "none";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>The way from one role to the next.</summary>
    /// <param name="Name">From where to where.</param>
    /// <param name="Queue">The queue.</param>
    /// <param name="Account">What became of the messages.</param>
    internal sealed record Hop(string Name, string Queue, HopAccount Account);
}
