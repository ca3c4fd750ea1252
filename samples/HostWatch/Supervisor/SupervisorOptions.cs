using System.Net;
using System.Net.Sockets;

namespace HostWatch;

/// <summary>What the user asked for.</summary>
/// <param name="Duration">How long to run; null means until Ctrl-C.</param>
/// <param name="Chaos">Whether to kill a process every two seconds.</param>
/// <param name="Interval">How long the collector waits between two samples.</param>
/// <param name="Plain">Whether to print lines rather than a live screen.</param>
/// <param name="Port">Where the dashboard's page is to be.</param>
/// <param name="Traces">The folder into which all roles write their spans; null when the user wants none.</param>
internal sealed record SupervisorOptions(TimeSpan? Duration, bool Chaos, TimeSpan Interval, bool Plain, int Port, string? Traces = null)
{
    /// <summary>A port that nobody uses now. Each dashboard that is started again takes the same, so that an open page finds it.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
