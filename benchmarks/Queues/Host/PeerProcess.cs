using System.Diagnostics;

namespace TypedMq.Benchmarks.Host;

/// <summary>A peer in a process of its own, which is spoken to by its input and output.</summary>
internal sealed class PeerProcess(string arenaPath, int[] cores) : IPeerHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process = Self.Start([Peer.Argument, arenaPath, string.Join(',', cores)]);

    public int ProcessId => _process.Id;

    public bool IsAlive => !_process.HasExited;

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public string? Hear() => _process.StandardOutput.ReadLine();

    public void Kill()
    {
        try
        {
            _process.Kill();
            _process.WaitForExit(Patience);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    public void Dispose() => _process.Dispose();
}
