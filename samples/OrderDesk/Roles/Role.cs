using System.Diagnostics;
using System.Globalization;
using Samples;

namespace OrderDesk;

/// <summary>The names of the roles: each is a process of its own.</summary>
internal static class Role
{
    /// <summary>Accepts orders.</summary>
    public const string Gateway = "gateway";

    /// <summary>Knows prices.</summary>
    public const string Pricing = "pricing";

    /// <summary>Execute orders.</summary>
    public static readonly string[] Workers = ["worker-1", "worker-2", "worker-3"];

    /// <summary>All of them, in the order of their start: against the direction of the orders.</summary>
    public static readonly string[] All = [.. Workers, Pricing, Gateway];
}

/// <summary>What the supervisor tells a process when it starts it.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Run">The run that it belongs to.</param>
/// <param name="Incarnation">Which start of its role it is, from 1.</param>
/// <param name="IsBurst">Whether the gateway accepts orders in bursts.</param>
internal sealed record RoleOptions(string Role, RunFolder Run, int Incarnation, bool IsBurst)
{
    /// <summary>How to start the process: as <see cref="CommandLine"/> reads it.</summary>
    public ProcessStartInfo Start => SameProgram.With(
    [
        CommandLine.RoleCommand,
        Role,
        CommandLine.RunOption,
        Run.Path,
        CommandLine.IncarnationOption,
        Incarnation.ToString(CultureInfo.InvariantCulture),
        .. IsBurst ? [CommandLine.BurstOption] : Array.Empty<string>(),
    ]);
}
