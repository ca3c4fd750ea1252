using System.Diagnostics;
using System.Globalization;

namespace TypedMq.Benchmarks.ColdStart;

/// <summary>One start of a program: times from just before the process was started, in milliseconds.</summary>
/// <param name="Heard">Until this process had what it sent: a message, or the byte of the empty program.</param>
/// <param name="Service">What a service says of itself; null for the empty program.</param>
internal sealed record Start(double Heard, ServiceStart? Service);

/// <summary>What a service says of its start.</summary>
/// <param name="Began">Until its first line ran, in milliseconds.</param>
/// <param name="Sent">Until it had sent its first message, in milliseconds.</param>
/// <param name="Allocated">Bytes that it allocated in between.</param>
internal sealed record ServiceStart(double Began, double Sent, long Allocated);

/// <summary>A program that is started again and again.</summary>
internal abstract class Contestant(string publication, string system) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How it was published.</summary>
    public string Publication => publication;

    /// <summary>Over what it sends: <c>empty</c> where it sends nothing.</summary>
    public string System => system;

    public List<Start> Starts { get; } = [];

    /// <summary>Starts it, and waits for its end.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Start Run(CancellationToken cancellationToken);

    public abstract void Dispose();

    protected static Process Begin(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

    protected static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    /// <summary>Waits for the end of a program that has done everything.</summary>
    protected static void End(Process process)
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            process.WaitForExit();
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}.");
        }
    }
}

/// <summary>The floor: a program that writes a byte.</summary>
internal sealed class EmptyProgram(Programs programs) : Contestant(programs.Publication, "empty")
{
    public override Start Run(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Begin(programs.Empty);
        _ = process.StandardOutput.BaseStream.ReadByte();
        long heard = Stopwatch.GetTimestamp();
        End(process);
        return new(Milliseconds(start, heard), null);
    }

    public override void Dispose()
    {
    }
}

/// <summary>A service that sends to this process, which has the queue open and sleeps until the message comes.</summary>
internal sealed class SendingService : Contestant
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly string _program;
    private readonly string _queue;
    private readonly MqNode _node;
    private readonly IFirstMessageReceiver _channel;

    public SendingService(Programs programs, string transport)
        : base(programs.Publication, transport)
    {
        _program = programs.Service;

        // By such a name benchmarks/Queues knows whose it is, and deletes it if this process is killed.
        _queue = $"bench-{Environment.ProcessId}-{Guid.NewGuid():n}";
        _node = Node.Create(transport);
        _channel = _node.Open<IFirstMessageReceiver>(options => options.Name = _queue);
    }

    public override Start Run(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Begin(_program, System, _queue);
        FirstMessage message;
        while (!_channel.TryReceive(out message, Glance))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{_program} ended with {process.ExitCode}, and sent nothing.");
            }
        }

        long heard = Stopwatch.GetTimestamp();
        if (message.Process != process.Id)
        {
            throw new InvalidOperationException($"A message of process {message.Process} came where one of {process.Id} was due.");
        }

        long[] said = [.. process.StandardOutput.ReadToEnd().Split(' ').Select(static word => long.Parse(word, CultureInfo.InvariantCulture))];
        End(process);
        return new(Milliseconds(start, heard), new(Milliseconds(start, said[0]), Milliseconds(start, said[1]), said[2]));
    }

    public override void Dispose()
    {
        _node.Delete(_queue);
        _node.Dispose();
    }
}
