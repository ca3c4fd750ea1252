namespace OrderDesk;

/// <summary>What the user asked for.</summary>
/// <param name="Duration">How long to run; null means until Ctrl-C.</param>
/// <param name="IsBurst">Whether the gateway accepts orders in bursts.</param>
/// <param name="IsChaos">Whether processes are killed.</param>
/// <param name="Replays">Whether the dead letters are sent back at the end.</param>
internal sealed record SupervisorOptions(TimeSpan? Duration, bool IsBurst, bool IsChaos, bool Replays);
