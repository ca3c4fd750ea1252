using System.Globalization;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Posix;

/// <summary>A Python program shares a queue without envelope, by the manual pages and the MessagePack specification alone.</summary>
public sealed class PythonInteropTests : PosixTest
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Peer = Path.Combine(AppContext.BaseDirectory, "Posix", "peer.py");

    [SkippableFact]
    public void Python_reads_the_array_that_was_sent()
    {
        RequirePython();
        MqQueue queue = Open(MqEnvelopeMode.None);
        MqEnvelope envelope = default;
        Assert.True(queue.TryClaim(in envelope, 3, out MqClaim claim));
        MqWriter writer = new(claim.Payload);
        QuoteFormatter.Write(ref writer, new(7, "ERIC-B", 12.5, null, [1, 2, 3]));
        Assert.True(queue.TryCommit(ref claim, (int)writer.Length));

        Assert.Equal("[7, 'ERIC-B', 12.5, None, [1, 2, 3]] 3\n", Run("receive", queue, queue.MaxMessageBytes));
    }

    [SkippableFact]
    public void What_Python_sends_is_read()
    {
        RequirePython();
        MqQueue queue = Open(MqEnvelopeMode.None);
        Run("send", queue, 5);

        Assert.True(queue.TryReceive(out MqLease lease));
        Assert.Equal(5, lease.Priority);
        MqReader reader = new(lease.Payload);
        Quote quote = QuoteFormatter.Read(ref reader);
        queue.Complete(ref lease);
        Assert.Equal((7, "ERIC-B", 12.5, null), (quote.Id, quote.Symbol, quote.Price, quote.Venue));
        Assert.Equal([1, 2, 3], quote.Sizes);
    }

    private static string Run(string command, MqQueue queue, int argument)
    {
        (int exitCode, string output) = ChildProcess.Run([Python, Peer, command, "/" + queue.Name.Value, argument.ToString(CultureInfo.InvariantCulture)], "/");
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static void RequirePython()
    {
        bool there = File.Exists(Python) && ChildProcess.Run([Python, "-c", "import msgpack"], "/").ExitCode == 0;
        Assert.True(there || Environment.GetEnvironmentVariable("TYPEDMQ_CI") != "1", "python3-msgpack is missing (apt-get install python3-msgpack).");
        Skip.IfNot(there, "python3-msgpack is not installed.");
    }

    private sealed record Quote(long Id, string Symbol, double Price, string? Venue, int[] Sizes);

    /// <summary>A contract with keys 0 to 4 is an array of five.</summary>
    private readonly struct QuoteFormatter : IMqFormatter<Quote>
    {
        public static int MaxSize => MqSize.Unbounded;

        public static void Write(ref MqWriter writer, in Quote value)
        {
            writer.WriteArrayHeader(5);
            writer.WriteInt64(value.Id);
            writer.WriteString(value.Symbol);
            writer.WriteDouble(value.Price);
            if (value.Venue is null)
            {
                writer.WriteNil();
            }
            else
            {
                writer.WriteString(value.Venue);
            }

            writer.WriteArrayHeader(value.Sizes.Length);
            foreach (int size in value.Sizes)
            {
                writer.WriteInt32(size);
            }
        }

        public static Quote Read(ref MqReader reader)
        {
            Assert.Equal(5, reader.ReadArrayHeader());
            long id = reader.ReadInt64();
            string symbol = reader.ReadString();
            double price = reader.ReadDouble();
            string? venue = reader.TryReadNil() ? null : reader.ReadString();
            int[] sizes = new int[reader.ReadArrayHeader()];
            for (int i = 0; i < sizes.Length; i++)
            {
                sizes[i] = reader.ReadInt32();
            }

            return new(id, symbol, price, venue, sizes);
        }
    }
}
