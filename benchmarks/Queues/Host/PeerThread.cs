using System.Threading.Channels;

namespace TypedMq.Benchmarks.Host;

/// <summary>A peer in a thread of this process, for a system that does not leave it. It does the same as one in a process of its own.</summary>
internal sealed class PeerThread : IPeerHost
{
    private readonly Channel<string> _commands = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();

    public PeerThread(string arenaPath, int[] cores) =>
        new Thread(() => PeerProgram.Run(arenaPath, cores, () => Take(_commands), answer => _answers.Writer.TryWrite(answer))) { IsBackground = true }.Start();

    public int ProcessId => Environment.ProcessId;

    public bool IsAlive => !_answers.Reader.Completion.IsCompleted;

    public void Tell(string line)
    {
        if (!_commands.Writer.TryWrite(line))
        {
            throw new IOException("The thread was told to end.");
        }
    }

    public string? Hear() => Take(_answers);

    /// <summary>A thread cannot be ended. It is left alone, and ends when it has done what it was told last.</summary>
    public void Kill()
    {
        _commands.Writer.TryComplete();
        _answers.Writer.TryComplete();
    }

    public void Dispose() => Kill();

    private static string? Take(Channel<string> lines) => lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult() && lines.Reader.TryRead(out string? line) ? line : null;
}
