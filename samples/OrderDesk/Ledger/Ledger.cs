using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace OrderDesk;

/// <summary>What happened to an order, or to a process.</summary>
internal enum Step : byte
{
    /// <summary>The process works.</summary>
    Ready = 1,

    /// <summary>The gateway has accepted the order.</summary>
    Accepted,

    /// <summary>The gateway knows its price.</summary>
    Priced,

    /// <summary>No price came in time, and the gateway asks again.</summary>
    AskedAgain,

    /// <summary>A worker has executed it.</summary>
    Executed,

    /// <summary>An attempt to execute it has failed.</summary>
    Failed,

    /// <summary>A worker got it that another one, or its predecessor, had not settled.</summary>
    DeliveredAgain,

    /// <summary>Somebody has thrown it away from the dead-letter queue.</summary>
    Purged,

    /// <summary>At the end it lay in the dead-letter queue.</summary>
    DeadLettered,

    /// <summary>At the end it lay in the queue.</summary>
    Left,
}

/// <summary>
/// What one process did, outside of the queues: a file of eight bytes a step. A step is handed to the kernel at once (<c>write(2)</c>), so <c>kill -9</c> cannot
/// take it away. Thread-safe.
/// </summary>
internal sealed class Ledger : IDisposable
{
    /// <summary>The size of an entry.</summary>
    public const int EntryBytes = sizeof(long);

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _file;
    private long _end;

    /// <summary>Makes the ledger of a process.</summary>
    /// <param name="path">Where; the file must not exist.</param>
    public Ledger(string path) => _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);

    /// <summary>Enters a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="order">The number of the order; 0 when it is about none.</param>
    public void Enter(Step step, long order = 0)
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        BinaryPrimitives.WriteInt64LittleEndian(entry, (order << 8) | (byte)step);
        lock (_lock)
        {
            // Never across two pages, so whole or not at all.
            RandomAccess.Write(_file, entry, _end);
            _end += EntryBytes;
        }
    }

    /// <summary>Reads what has been entered in a ledger, also while its process goes on.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="start">From which byte on.</param>
    /// <param name="take">Called for each step.</param>
    /// <returns>The end, where to go on the next time.</returns>
    public static long Read(string path, long start, Action<Step, long> take)
    {
        using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite);
        byte[] buffer = new byte[EntryBytes * 8192];
        while (RandomAccess.Read(file, buffer, start) is var count && count >= EntryBytes)
        {
            count -= count % EntryBytes;
            for (int at = 0; at < count; at += EntryBytes)
            {
                long entry = BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(at));
                take((Step)(byte)entry, entry >> 8);
            }

            start += count;
        }

        return start;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
