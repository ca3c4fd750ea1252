using Samples;

namespace HostWatch;

/// <summary>What a process of HostWatch does.</summary>
internal enum Role
{
    /// <summary>Reads <c>/proc</c>, and sends events.</summary>
    Collector,

    /// <summary>Receives events, and sends findings.</summary>
    Analyst,

    /// <summary>Receives findings, and shows them.</summary>
    Dashboard,
}

/// <summary>What the supervisor tells a process when it starts it.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Run">The run that it belongs to.</param>
/// <param name="Incarnation">Which start of its role it is, from 1.</param>
/// <param name="Interval">How long the collector waits between two samples.</param>
/// <param name="Plain">Whether the dashboard prints lines rather than a screen.</param>
/// <param name="Port">Where the dashboard's page is, on this host alone.</param>
/// <param name="Traces">The folder into which spans are written; null when nobody wants them.</param>
internal sealed record RoleOptions(Role Role, RunFolder Run, int Incarnation, TimeSpan Interval, bool Plain, int Port, string? Traces = null)
{
    /// <summary>The address of the page.</summary>
    public string Page => PageAt(Port);

    /// <summary>The address of a page.</summary>
    /// <param name="port">The port.</param>
    /// <returns>The address.</returns>
    public static string PageAt(int port) => FormattableString.Invariant($"http://127.0.0.1:{port}/");
}
