namespace Samples;

/// <summary>Kills processes, each role in turn.</summary>
public static class Chaos
{
    /// <summary>Kills until it is told to end.</summary>
    /// <param name="roles">The roles.</param>
    /// <param name="period">How long it waits before each.</param>
    /// <param name="ended">Ends it.</param>
    /// <returns>Completes when it has ended.</returns>
    public static async Task RunAsync(IReadOnlyList<RoleKeeper> roles, TimeSpan period, CancellationToken ended)
    {
        using PeriodicTimer timer = new(period);
        try
        {
            for (int turn = 0; await timer.WaitForNextTickAsync(ended); turn++)
            {
                roles[turn % roles.Count].Kill();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over, and what still lives may end in order.
        }
    }
}
