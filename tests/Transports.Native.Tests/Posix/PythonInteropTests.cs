using System.Globalization;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.Posix;

/// <summary>A contract with keys 0 to 4 is an array of five.</summary>
[MqContract]
public sealed record Quote(long Id, string Symbol, double Price, string? Venue, int[] Sizes);

/// <summary>Shared with a program that knows nothing of TypedMq.</summary>
[MqChannel("quotes", Envelope = MqEnvelopeMode.None, Capacity = 2, MaxMessageBytes = 128)]
public interface IQuotes
{
    [MqPriority(3)]
    void Send(Quote quote);

    Quote Receive(TimeSpan timeout);
}

/// <summary>A Python program shares a queue without envelope, by the manual pages and the MessagePack specification alone.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PythonInteropTests : PosixTest
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Peer = Path.Combine(AppContext.BaseDirectory, "Posix", "peer.py");

    private readonly MqNode _node = MqNode.Create(options => options.UsePosix());

    protected override void Dispose(bool disposing)
    {
        _node.Dispose();
        base.Dispose(disposing);
    }

    [SkippableFact]
    public void Python_reads_the_record_that_was_sent()
    {
        RequirePython();
        string name = Name("quotes").Value;
        Open(name).Send(new(7, "ERIC-B", 12.5, null, [1, 2, 3]));

        Assert.Equal("[7, 'ERIC-B', 12.5, None, [1, 2, 3]] 3\n", Run("receive", name, 128));
    }

    [SkippableFact]
    public void What_Python_sends_is_received_as_a_record()
    {
        RequirePython();
        string name = Name("quotes").Value;
        IQuotes quotes = Open(name);
        Run("send", name, 5);

        Quote quote = quotes.Receive(TimeSpan.FromSeconds(20));
        Assert.Equal((7, "ERIC-B", 12.5, null), (quote.Id, quote.Symbol, quote.Price, quote.Venue));
        Assert.Equal([1, 2, 3], quote.Sizes);
    }

    private IQuotes Open(string name) => _node.Open<IQuotes>(options => options.Name = name);

    private static string Run(string command, string queue, int argument)
    {
        (int exitCode, string output) = ChildProcess.Run([Python, Peer, command, "/" + queue, argument.ToString(CultureInfo.InvariantCulture)], "/");
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static void RequirePython()
    {
        bool there = File.Exists(Python) && ChildProcess.Run([Python, "-c", "import msgpack"], "/").ExitCode == 0;
        Need.That(there, "python3-msgpack is missing (apt-get install python3-msgpack).");
    }
}
