using System.Diagnostics;

namespace TypedMq.Conformance;

/// <summary>
/// What a transport must do besides (<see cref="TransportConformance"/>) whose queues are the host's: other processes reach them by name.
/// The other processes are real ones; their program is a small executable of the transport's, whose body is
/// <see cref="ConformancePeer.Run"/>.
/// </summary>
public abstract partial class HostTransportConformance : TransportConformance
{
    private readonly List<Process> _peers = [];

    /// <summary>The command that starts the other process: a program and its first arguments, for example <c>["dotnet", "…/MyPeer.dll"]</c>.</summary>
    protected abstract IReadOnlyList<string> PeerCommand { get; }

    /// <inheritdoc/>
    protected override MqNode OtherNode() => NewNode();

    /// <summary>Starts another process. After the test it is killed if it has not ended by then, and disposed.</summary>
    /// <param name="role">What it does, see <see cref="ConformancePeer"/>.</param>
    /// <param name="queue">The name of the queue that it opens.</param>
    /// <param name="arguments">What the role needs besides.</param>
    /// <returns>The process; what it writes can be read.</returns>
    protected Process StartPeer(string role, string queue, params string[] arguments)
    {
        ProcessStartInfo start = new(PeerCommand[0], [.. PeerCommand.Skip(1), role, queue, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process peer = Process.Start(start)!;
        _peers.Add(peer);
        return peer;
    }

    /// <summary>Waits until another process has ended, and expects that it succeeded.</summary>
    /// <param name="peer">The process.</param>
    protected static void WaitForSuccess(Process peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        Assert.True(peer.WaitForExit(Patience), "The other process does not end.");
        Assert.Equal(0, peer.ExitCode);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (Process peer in _peers)
        {
            if (!peer.HasExited)
            {
                peer.Kill();
                peer.WaitForExit(Patience);
            }

            peer.Dispose();
        }

        base.Dispose(disposing);
    }
}
