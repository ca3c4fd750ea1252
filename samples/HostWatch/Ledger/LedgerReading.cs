using System.IO.MemoryMappedFiles;

namespace HostWatch;

/// <summary>The messages of one sender in one lane as one process received them.</summary>
/// <param name="First">The first sequence number.</param>
/// <param name="Last">The last one.</param>
/// <param name="Missing">How many between them did not come.</param>
internal readonly record struct ReceivedRange(long First, long Last, long Missing)
{
    /// <summary>How many came.</summary>
    public long Count => Last - First + 1 - Missing;
}

/// <summary>A ledger, read.</summary>
internal sealed class LedgerReading
{
    private readonly long[] _intended = new long[LedgerLayout.Lanes];
    private readonly long[] _sent = new long[LedgerLayout.Lanes];
    private readonly Dictionary<(int Sender, MessageLane Lane), ReceivedRange> _received = [];

    /// <summary>How far the process had come.</summary>
    public LedgerState State { get; set; } = LedgerState.Closed;

    /// <summary>How many messages came twice, or after a later one of their lane.</summary>
    public long Disordered { get; set; }

    /// <summary>The latencies of what was received.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>The last sequence number that was about to be sent, for each lane.</summary>
    public Span<long> Intended => _intended;

    /// <summary>The last sequence number that was sent, for each lane.</summary>
    public Span<long> Sent => _sent;

    /// <summary>What was received; a sender of whom nothing was received in a lane has no entry.</summary>
    public IDictionary<(int Sender, MessageLane Lane), ReceivedRange> Received => _received;

    /// <summary>Reads how far a process has come.</summary>
    /// <param name="path">Where its ledger is.</param>
    /// <returns>How far; null when it has no ledger yet.</returns>
    public static LedgerState? ReadState(string path) => Load(path, senders: 0)?.State;

    /// <summary>Reads a ledger, also while its process writes it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="senders">How many senders there can be.</param>
    /// <returns>The reading; null when the process died before it had a ledger.</returns>
    public static LedgerReading? Load(string path, int senders)
    {
        if (!File.Exists(path) || new FileInfo(path).Length < LedgerLayout.Size)
        {
            return null;
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using MemoryMappedViewAccessor map = file.CreateViewAccessor(0, LedgerLayout.Size, MemoryMappedFileAccess.Read);
        LedgerReading reading = new()
        {
            State = (LedgerState)map.ReadInt64(LedgerLayout.State),
            Disordered = map.ReadInt64(LedgerLayout.Disordered),
        };
        for (MessageLane lane = 0; (int)lane < LedgerLayout.Lanes; lane++)
        {
            reading.Intended[(int)lane] = map.ReadInt64(LedgerLayout.Intended(lane));
            reading.Sent[(int)lane] = map.ReadInt64(LedgerLayout.Sent(lane));
            for (int sender = 1; sender <= senders; sender++)
            {
                long last = map.ReadInt64(LedgerLayout.Last(sender, lane));
                if (last > 0)
                {
                    reading._received[(sender, lane)] = new(map.ReadInt64(LedgerLayout.First(sender, lane)), last, map.ReadInt64(LedgerLayout.Missing(sender, lane)));
                }
            }
        }

        for (int bucket = 0; bucket < LatencyHistogram.Buckets; bucket++)
        {
            if (map.ReadInt64(LedgerLayout.Bucket(bucket)) is > 0 and long count)
            {
                reading.Latencies.Add(bucket, count);
            }
        }

        return reading;
    }
}
