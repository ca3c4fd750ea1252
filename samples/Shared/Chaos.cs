namespace HostWatch;

/// <summary>Kills a process every two seconds, each role in turn.</summary>
internal static class Chaos
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Kills until it is told to end.</summary>
    /// <param name="roles">The roles.</param>
    /// <param name="ended">Ends it.</param>
    /// <returns>Completes when it has ended.</returns>
    public static async Task RunAsync(IReadOnlyList<RoleKeeper> roles, CancellationToken ended)
    {
        using PeriodicTimer timer = new(Period);
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
