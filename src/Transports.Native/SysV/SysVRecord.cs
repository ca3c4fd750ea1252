using System.Buffers.Binary;

namespace TypedMq.Transports.SysV;

/// <summary>What the registry knows of a queue: one file of 4096 bytes, which is also the doorbell of its users (<see cref="SysVDoorbell"/>).</summary>
/// <remarks>
/// <code>
/// offset 0    u64  magic, "TMQSYSV\0"
///        8    u32  version of this layout, 1
///       12    i32  msqid
///       16    i32  key
///       20    i32  capacity: how many messages of full size it holds
///       24    i32  message size, with the envelope, in bytes
///       32    16   boot id: after a reboot there are no queues
///      128    u32  1 when the queue was removed
///      256    u32  event word of the messages: receivers sleep on it
///      384    u32  event word of the room: senders sleep on it
/// </code>
/// <para>Little endian. The words are apart by 128 bytes, so that no two share a cache line.</para>
/// </remarks>
/// <param name="Id">The id of the queue.</param>
/// <param name="Key">The key by which every program finds it; no other queue has it while this one exists.</param>
/// <param name="Capacity">How many messages of full size it holds.</param>
/// <param name="MessageSize">The largest message, with the envelope, in bytes.</param>
/// <param name="BootId">The boot in which it was made.</param>
internal readonly record struct SysVRecord(int Id, int Key, int Capacity, int MessageSize, Guid BootId)
{
    public const int FileSize = 4096;
    public const int RemovedOffset = 128;
    public const int MessagesOffset = 256;
    public const int RoomOffset = 384;

    private const ulong Magic = 0x0056_5359_5351_4D54;
    private const uint Version = 1;
    private const int BootIdOffset = 32;

    /// <summary>Writes a new file, whose words are 0.</summary>
    public void Write(Span<byte> file)
    {
        file.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(file, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(file[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(file[12..], Id);
        BinaryPrimitives.WriteInt32LittleEndian(file[16..], Key);
        BinaryPrimitives.WriteInt32LittleEndian(file[20..], Capacity);
        BinaryPrimitives.WriteInt32LittleEndian(file[24..], MessageSize);
        BootId.TryWriteBytes(file[BootIdOffset..]);
    }

    /// <summary>Reads what somebody wrote.</summary>
    /// <param name="file">The first bytes of the file.</param>
    /// <param name="record">The record.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> file, out SysVRecord record)
    {
        record = new(
            BinaryPrimitives.ReadInt32LittleEndian(file[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[24..]),
            new Guid(file.Slice(BootIdOffset, 16)));
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(file) != Magic ? "it is not a file of this registry"
            : version != Version ? $"it has version {version} of the layout, this library knows version {Version}"
            : record.Id < 0 || record.Key == 0 || record.Capacity <= 0 || record.MessageSize <= 0 ? "it holds values that no queue has"
            : null;
    }
}
