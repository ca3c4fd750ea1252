using System.Diagnostics;
using System.Globalization;

namespace TypedMq.Benchmarks.Host;

/// <summary>The other process, as the one that measures sees it: a command is a line, and so is its answer.</summary>
internal sealed class Peer : IDisposable
{
    /// <summary>The first argument of the program when it is to be a peer.</summary>
    public const string Argument = "--peer";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Timer _watch;
    private readonly IDisposable _leftover;
    private bool _owesAnswer;

    public Peer(string arenaPath, int[] cores)
    {
        _process = Self.Start([Argument, arenaPath, string.Join(',', cores)]);
        _leftover = Leftovers.Add(Kill);
        _watch = new(_ => Kill());
        _owesAnswer = true;
        string[] greeting = Answer();
        Thread = new(greeting[0]);
        ThreadFolder = greeting[0];
    }

    /// <summary>Its measuring thread.</summary>
    public SleepWatch Thread { get; }

    /// <summary>The folder of its measuring thread under /proc.</summary>
    public string ThreadFolder { get; }

    /// <summary>Whether it can be given commands.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Gives a command; the answer is still to come.</summary>
    public void Begin(params ReadOnlySpan<object> words)
    {
        if (_owesAnswer)
        {
            // Its command was given up here. The peer gives it up too, after a while.
            ReadLine();
        }

        string command = string.Join(' ', words.ToArray().Select(static word => Convert.ToString(word, CultureInfo.InvariantCulture)));
        try
        {
            _process.StandardInput.WriteLine(command);
            _process.StandardInput.Flush();
            _owesAnswer = true;
        }
        catch (IOException)
        {
            throw HasEnded();
        }
    }

    /// <summary>Awaits the answer to the command.</summary>
    /// <returns>Its words.</returns>
    /// <exception cref="BenchmarkException">The peer could not do it, or has died.</exception>
    public string[] Answer()
    {
        string line = ReadLine();
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["ok", .. var words] => words,
            _ => throw new BenchmarkException(line),
        };
    }

    /// <summary>Gives a command and awaits the answer.</summary>
    public string[] Do(params ReadOnlySpan<object> words)
    {
        Begin(words);
        return Answer();
    }

    public void Dispose()
    {
        _leftover.Dispose();
        _watch.Dispose();
        Thread.Dispose();
        _process.Dispose();
    }

    private string ReadLine()
    {
        _watch.Change(Patience, Timeout.InfiniteTimeSpan);
        string line = _process.StandardOutput.ReadLine() ?? throw HasEnded();
        _watch.Change(Timeout.Infinite, Timeout.Infinite);
        _owesAnswer = false;
        return line;
    }

    private BenchmarkException HasEnded()
    {
        _process.WaitForExit(Patience);
        return new("The peer process has ended, or was ended because it did not answer within a minute.");
    }

    private void Kill()
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
}
