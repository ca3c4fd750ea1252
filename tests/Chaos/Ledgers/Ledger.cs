using System.Text;
using TypedMq.Chaos.Processes;

namespace TypedMq.Chaos.Ledgers;

/// <summary>What becomes of a message, as its sender wrote it down.</summary>
internal enum SendState
{
    None,

    /// <summary>Claimed, or about to be sent: if the sender is killed now, the message may be there or not.</summary>
    About,

    Sent,
    Aborted,
}

/// <summary>What becomes of a message, as a receiver wrote it down.</summary>
internal enum ReceiptState
{
    None,
    Received,

    /// <summary>About to be completed: if the receiver is killed now, the message may come again or not.</summary>
    Completing,

    Completed,

    /// <summary>About to be given back, or given back: it comes again.</summary>
    Abandoned,
}

/// <summary>
/// What one process did, in a file that it shares with the supervisor, and which survives it. It is written by plain stores, one writer, in the order of
/// what happens; the page cache does not care how its writer ends.
/// </summary>
/// <remarks>Of a sender: 8 bytes for each message, <c>priority(16) | state(8)</c>. Of a receiver: 16 for each receipt: the message, and <c>delivery count(32) | priority(16) | state(8)</c>.</remarks>
internal sealed unsafe class Ledger : IDisposable
{
    private readonly string _path;
    private readonly nuint _size;
    private readonly ulong* _records;
    private uint _beat;

    private Ledger(string path, nuint size)
    {
        _path = path;
        _size = size;
        Header = (LedgerHeader*)Kernel.Map(path, size);
        _records = (ulong*)((byte*)Header + LedgerHeader.Size);
    }

    public LedgerHeader* Header { get; }

    public int Incarnation => Header->Incarnation;

    public Role Role => (Role)Header->Role;

    public Life Life => (Life)Volatile.Read(ref Header->Life);

    public int Seed => Header->Seed;

    public MqDelivery Delivery => (MqDelivery)Header->Delivery;

    /// <summary>How many messages, or receipts, were written down.</summary>
    public int Records => Volatile.Read(ref Header->Records);

    public bool IsFull => Header->Records + Payload.MostAtOnce > Header->MostRecords;

    /// <summary>What it is doing, and a number that changes with each thing that it does.</summary>
    public ulong Now => Volatile.Read(ref Header->Now);

    public Doing Doing => (Doing)(Now & 0xFF);

    /// <summary>How many messages that concerns at most.</summary>
    public int AtOnce => (int)(Now >> 8 & 0xFF);

    /// <summary>What must not be, and was.</summary>
    public string Text => Encoding.UTF8.GetString((byte*)Header + LedgerHeader.TextOffset, Header->TextLength);

    public static Ledger Create(string path, in LedgerHeader header)
    {
        nuint size = LedgerHeader.Size + ((nuint)header.MostRecords * sizeof(ulong) * (header.Role == (int)Role.Sender ? 1u : 2u));
        using (FileStream file = File.Create(path))
        {
            file.SetLength((long)size);
        }

        Ledger ledger = new(path, size);
        *ledger.Header = header;
        return ledger;
    }

    public static Ledger Open(string path) => new(path, (nuint)new FileInfo(path).Length);

    /// <summary>Says what comes next.</summary>
    public void Note(Doing doing, int atOnce = 1) => Volatile.Write(ref Header->Now, (ulong)++_beat << 16 | (ulong)(uint)atOnce << 8 | (byte)doing);

    /// <summary>Says how far life has come.</summary>
    public void Note(Life life) => Volatile.Write(ref Header->Life, (int)life);

    public void Fail(string text)
    {
        int length = Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, 900)), new((byte*)Header + LedgerHeader.TextOffset, LedgerHeader.Size - LedgerHeader.TextOffset));
        Volatile.Write(ref Header->TextLength, length);
        Note(Life.Failed);
    }

    /// <summary>Writes down that a message is about to be sent.</summary>
    /// <returns>Its number.</returns>
    public int AddMessage(int priority)
    {
        int number = Header->Records;
        Volatile.Write(ref _records[number], (ulong)(uint)priority << 8 | (ulong)SendState.About);
        Volatile.Write(ref Header->Records, number + 1);
        return number;
    }

    public void SetMessage(int number, SendState state) => Volatile.Write(ref _records[number], (_records[number] & ~0xFFUL) | (ulong)state);

    public (SendState State, int Priority) GetMessage(int number) => ((SendState)(_records[number] & 0xFF), (int)(_records[number] >> 8 & 0xFFFF));

    /// <summary>Writes down that a message was received.</summary>
    /// <returns>The number of the receipt.</returns>
    public int AddReceipt(ulong message, int priority, int deliveryCount)
    {
        int number = Header->Records;
        Volatile.Write(ref _records[2 * number], message);
        Volatile.Write(ref _records[(2 * number) + 1], (ulong)(uint)deliveryCount << 32 | (ulong)(uint)priority << 8 | (ulong)ReceiptState.Received);
        Volatile.Write(ref Header->Records, number + 1);
        return number;
    }

    public void SetReceipt(int number, ReceiptState state)
    {
        ref ulong word = ref _records[(2 * number) + 1];
        Volatile.Write(ref word, (word & ~0xFFUL) | (ulong)state);
    }

    public Receipt GetReceipt(int number)
    {
        ulong word = _records[(2 * number) + 1];
        return new(_records[2 * number], (ReceiptState)(word & 0xFF), (int)(word >> 8 & 0xFFFF), (int)(word >> 32));
    }

    public void Dispose()
    {
        _ = Kernel.Unmap((byte*)Header, _size);
        File.Delete(_path);
    }
}

/// <summary>A message that somebody received.</summary>
/// <param name="Message">Which one.</param>
/// <param name="State">What became of it there.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="DeliveryCount">How often it had been delivered, it was said.</param>
internal readonly record struct Receipt(ulong Message, ReceiptState State, int Priority, int DeliveryCount);
