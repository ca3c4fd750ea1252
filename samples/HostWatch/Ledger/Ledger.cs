using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace HostWatch;

/// <summary>
/// What one process has sent and received, kept where <c>kill -9</c> cannot reach it: in a mapped file, whose pages belong to the kernel
/// (<c>mmap(2)</c>, <c>MAP_SHARED</c>). One thread may send while another receives.
/// </summary>
/// <remarks>
/// A send is entered before and after it: a process that dies in between leaves one send of which nobody knows whether it happened. A
/// receive is entered after it: a process that dies in between takes one message with it.
/// </remarks>
internal sealed class Ledger : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _map;

    private Ledger(string path, int incarnation)
    {
        Incarnation = incarnation;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.CreateNew, mapName: null, LedgerLayout.Size);
        _map = _file.CreateViewAccessor();
    }

    /// <summary>Which start of its role the process is.</summary>
    public int Incarnation { get; }

    /// <summary>Makes the ledger of a process.</summary>
    /// <param name="path">Where; the file must not exist.</param>
    /// <param name="incarnation">Which start of its role the process is: 1 to <see cref="LedgerLayout.MaxSender"/>.</param>
    /// <returns>The ledger.</returns>
    public static Ledger Create(string path, int incarnation) => new(path, incarnation);

    /// <summary>Enters how far the process has come.</summary>
    /// <param name="state">How far.</param>
    public void Mark(LedgerState state) => _map.Write(LedgerLayout.State, (long)state);

    /// <summary>Enters that a message is about to be sent.</summary>
    /// <param name="lane">Its lane.</param>
    /// <returns>The stamp that it must carry.</returns>
    public MessageStamp BeginSend(MessageLane lane)
    {
        long sequence = _map.ReadInt64(LedgerLayout.Sent(lane)) + 1;
        _map.Write(LedgerLayout.Intended(lane), sequence);
        return new(Incarnation, lane, sequence, Stopwatch.GetTimestamp());
    }

    /// <summary>Enters that a message was sent.</summary>
    /// <param name="stamp">Its stamp.</param>
    public void EndSend(in MessageStamp stamp) => _map.Write(LedgerLayout.Sent(stamp.Lane), stamp.Sequence);

    /// <summary>Enters that a message was not sent after all; the next one gets its number.</summary>
    /// <param name="stamp">Its stamp.</param>
    public void CancelSend(in MessageStamp stamp) => _map.Write(LedgerLayout.Intended(stamp.Lane), stamp.Sequence - 1);

    /// <summary>Enters that a message was received.</summary>
    /// <param name="stamp">Its stamp.</param>
    /// <returns>How long it was under way.</returns>
    /// <exception cref="InvalidDataException">No process of this run can have sent such a stamp.</exception>
    public TimeSpan Receive(in MessageStamp stamp)
    {
        TimeSpan latency = Stopwatch.GetElapsedTime(stamp.SentAt);
        if (stamp.Sender is < 1 or > LedgerLayout.MaxSender || (uint)stamp.Lane >= LedgerLayout.Lanes || stamp.Sequence < 1)
        {
            throw new InvalidDataException($"{stamp} is from no process of this run.");
        }

        long last = _map.ReadInt64(LedgerLayout.Last(stamp.Sender, stamp.Lane));
        if (last == 0)
        {
            _map.Write(LedgerLayout.First(stamp.Sender, stamp.Lane), stamp.Sequence);
        }
        else if (stamp.Sequence > last + 1)
        {
            Add(LedgerLayout.Missing(stamp.Sender, stamp.Lane), stamp.Sequence - last - 1);
        }
        else if (stamp.Sequence <= last)
        {
            Add(LedgerLayout.Disordered, 1);
            return latency;
        }

        // The one store that makes the message count as received.
        _map.Write(LedgerLayout.Last(stamp.Sender, stamp.Lane), stamp.Sequence);
        Add(LedgerLayout.Bucket(LatencyHistogram.BucketOf(latency)), 1);
        return latency;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _map.Dispose();
        _file.Dispose();
    }

    private void Add(long place, long count) => _map.Write(place, _map.ReadInt64(place) + count);
}
