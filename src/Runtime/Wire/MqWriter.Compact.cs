using System.Buffers.Binary;

namespace TypedMq;

public ref partial struct MqWriter
{
    /// <summary>Writes a GUID as 16 bytes of binary data in the order of <see cref="Guid.ToByteArray()"/>: the first three fields little endian.</summary>
    /// <param name="value">The value.</param>
    public void WriteCompactGuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        WriteBinary(bytes);
    }

    /// <summary>
    /// Writes a decimal number as 16 bytes of binary data, as they lie in memory: flags (scale in bits 16 to 23, sign in bit 31), the high 32 bits,
    /// the low 32 bits, the middle 32 bits, each little endian.
    /// </summary>
    /// <param name="value">The value.</param>
    public void WriteCompactDecimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, parts[3]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], parts[2]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], parts[0]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], parts[1]);
        WriteBinary(bytes);
    }
}
