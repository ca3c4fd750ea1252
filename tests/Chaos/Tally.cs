using System.Globalization;
using System.Text;
using TypedMq.Chaos.Ledgers;

namespace TypedMq.Chaos;

/// <summary>What happened, and what must not have happened. For one thread.</summary>
internal sealed class Tally
{
    private const int MostViolations = 30;

    private readonly Dictionary<(Role, Doing), long> _killsInFlight = [];
    private readonly List<string> _violations = [];

    public long Rounds { get; set; }

    public long Queues { get; set; }

    public long Started { get; set; }

    public long Kills { get; set; }

    public long KillsWhileStopped { get; set; }

    public long Stops { get; set; }

    public long EndedThemselves { get; set; }

    public long Sent { get; set; }

    /// <summary>Messages whose sender died while it sent them: those that were sent all the same, and those that were not.</summary>
    public (long There, long Gone) InFlight { get; set; }

    public long Received { get; set; }

    public long Redelivered { get; set; }

    public long Abandoned { get; set; }

    /// <summary>Messages that died with a receiver that wanted none twice.</summary>
    public long LostInHand { get; set; }

    public long Drained { get; set; }

    public long ClaimsAborted { get; set; }

    public long ParticipantsReaped { get; set; }

    /// <summary>The longest time without a message while nobody was stopped.</summary>
    public TimeSpan LongestStall { get; set; }

    public TimeSpan Time { get; set; }

    public IReadOnlyList<string> Violations => _violations;

    public void AddViolation(string text)
    {
        if (_violations.Count < MostViolations)
        {
            _violations.Add(text);
        }
    }

    public void AddKill(Role role, Doing inFlight)
    {
        Kills++;
        _killsInFlight[(role, inFlight)] = _killsInFlight.GetValueOrDefault((role, inFlight)) + 1;
    }

    public long KillsIn(Doing doing) => _killsInFlight.Where(pair => pair.Key.Item2 == doing).Sum(static pair => pair.Value);

    public override string ToString()
    {
        StringBuilder text = new();
        Line("time", $"{Time.TotalSeconds:F0} s, {Rounds} rounds, {Queues} queues");
        Line("processes started", $"{Started}, of which {EndedThemselves} ended themselves");
        Line("kills", $"{Kills} ({Kills / Math.Max(Time.TotalSeconds, 0.001):F0} a second), {KillsWhileStopped} of stopped processes");
        foreach (((Role role, Doing doing), long kills) in _killsInFlight.OrderBy(static pair => pair.Key))
        {
            Line($"  {role} {doing}", $"{kills}");
        }

        Line("stops", $"{Stops}");
        Line("messages sent", $"{Sent}, and in flight at a kill: {InFlight.There} sent, {InFlight.Gone} not");
        Line("messages received", $"{Received}, {Drained} of them at the end of rounds");
        Line("redeliveries", $"{Redelivered}; {Abandoned} messages were given back");
        Line("lost in hand", $"{LostInHand}");
        Line("claims aborted", $"{ClaimsAborted}");
        Line("participants reaped", $"{ParticipantsReaped}");
        Line("longest stall", $"{LongestStall.TotalMilliseconds:F0} ms");
        Line("violations", $"{_violations.Count}");
        foreach (string violation in _violations)
        {
            text.Append("  ").AppendLine(violation);
        }

        return text.ToString();

        void Line(string what, FormattableString value) => text.Append(what.PadRight(24)).AppendLine(value.ToString(CultureInfo.InvariantCulture));
    }
}
