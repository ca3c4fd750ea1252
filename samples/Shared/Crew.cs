using System.Diagnostics;

namespace Samples;

/// <summary>The roles of a run: started one after the other, stopped each at its time.</summary>
/// <param name="roles">The roles, in the order of their start.</param>
/// <param name="report">Takes what happened, for people.</param>
public sealed class Crew(IReadOnlyList<RoleKeeper> roles, Action<string> report) : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<RoleKeeper, Task> _kept = [];

    /// <summary>Starts the roles, each once the one before it works.</summary>
    /// <param name="stop">Ends it.</param>
    /// <returns>Whether all work; false when it was ended before.</returns>
    /// <exception cref="RoleFailedException">One does not.</exception>
    public async Task<bool> StartAsync(CancellationToken stop)
    {
        foreach (RoleKeeper role in roles)
        {
            Task kept = _kept[role] = role.KeepAsync();
            for (long startedAt = Stopwatch.GetTimestamp(); !role.IsRunning;)
            {
                if (kept.IsCompleted)
                {
                    await kept;
                }

                if (Stopwatch.GetElapsedTime(startedAt) > StartPatience)
                {
                    throw new RoleFailedException($"The {role.Name} did not get ready within {StartPatience.TotalSeconds} s. Is this host overloaded?");
                }

                if (stop.IsCancellationRequested)
                {
                    return false;
                }

                await Task.Delay(Glance, CancellationToken.None);
            }
        }

        return true;
    }

    /// <summary>Waits for the end of something, while all roles work: before it is stopped, a role only ends by giving up.</summary>
    /// <param name="work">What ends.</param>
    /// <exception cref="RoleFailedException">A role has given up.</exception>
    public async Task WhileAsync(Task work) => await await Task.WhenAny([.. _kept.Values, work]);

    /// <summary>Asks a role to end, and waits until it has; kills it when it takes too long.</summary>
    /// <param name="role">The role; nothing happens when it was not started.</param>
    /// <param name="now">Ends the patience.</param>
    /// <exception cref="RoleFailedException">It has given up.</exception>
    public async Task StopAsync(RoleKeeper role, CancellationToken now)
    {
        if (!_kept.Remove(role, out Task? kept))
        {
            return;
        }

        role.Stop();
        try
        {
            await kept.WaitAsync(StopPatience, now);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            report($"The {role.Name} does not end by itself and is killed.");
            role.Abandon();
            await kept;
        }
    }

    /// <summary>Ends all of them for good, at once.</summary>
    /// <returns>Completes when they have ended.</returns>
    public async ValueTask DisposeAsync()
    {
        foreach (RoleKeeper role in roles)
        {
            role.Dispose();
        }

        await Task.WhenAll(_kept.Values).ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
