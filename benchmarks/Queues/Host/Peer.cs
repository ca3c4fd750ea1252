using System.Globalization;

namespace TypedMq.Benchmarks.Host;

/// <summary>The other side, as the one that measures sees it: a command is a line, and so is its answer.</summary>
internal sealed class Peer : IDisposable
{
    /// <summary>The first argument of the program when it is to be a peer.</summary>
    public const string Argument = "--peer";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IPeerHost _host;
    private readonly Timer _watch;
    private readonly IDisposable _leftover;
    private bool _owesAnswer;

    public Peer(IPeerHost host)
    {
        _host = host;
        _leftover = Leftovers.Add(host.Kill);
        _watch = new(_ => host.Kill());
        _owesAnswer = true;
        string[] greeting = Answer();
        Thread = new(greeting[0]);
        ThreadFolder = greeting[0];
    }

    /// <summary>Its measuring thread.</summary>
    public SleepWatch Thread { get; }

    /// <summary>The folder of its measuring thread under /proc.</summary>
    public string ThreadFolder { get; }

    public int ProcessId => _host.ProcessId;

    /// <summary>Whether it can be given commands.</summary>
    public bool IsAlive => _host.IsAlive;

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
            _host.Tell(command);
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
        _host.Dispose();
    }

    private string ReadLine()
    {
        _watch.Change(Patience, Timeout.InfiniteTimeSpan);
        string line = _host.Hear() ?? throw HasEnded();
        _watch.Change(Timeout.Infinite, Timeout.Infinite);
        _owesAnswer = false;
        return line;
    }

    private BenchmarkException HasEnded()
    {
        _host.Kill();
        return new("The peer has ended, or was ended because it did not answer within a minute.");
    }
}
