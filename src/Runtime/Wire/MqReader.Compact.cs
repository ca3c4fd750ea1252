using System.Buffers.Binary;

namespace TypedMq;

public ref partial struct MqReader
{
    private const int DecimalSignAndScale = unchecked((int)0x80FF0000);
    private const int MaxDecimalScale = 28;

    /// <summary>Reads a GUID from 16 bytes of binary data, or from its text of 36 characters.</summary>
    /// <returns>The value.</returns>
    public Guid ReadCompactGuid() => IsText(PeekCode()) ? ReadGuid() : new(Read16("a GUID"));

    /// <summary>Reads a decimal number from 16 bytes of binary data, or from its text.</summary>
    /// <returns>The value.</returns>
    public decimal ReadCompactDecimal()
    {
        if (IsText(PeekCode()))
        {
            return ReadDecimal();
        }

        int start = _position;
        ReadOnlySpan<byte> bytes = Read16("a decimal number");
        int flags = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        byte scale = (byte)(flags >> 16);
        return (flags & ~DecimalSignAndScale) == 0 && scale <= MaxDecimalScale
            ? new(
                BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
                isNegative: flags < 0,
                scale)
            : throw Error("the bytes are not a decimal number", start);
    }

    private static bool IsText(byte code) => code is (>= MessagePackCode.FixStr and < MessagePackCode.Nil) or (>= MessagePackCode.Str8 and <= MessagePackCode.Str32);

    private ReadOnlySpan<byte> Read16(string what)
    {
        int start = _position;
        ReadOnlySpan<byte> bytes = ReadBinarySpan();
        return bytes.Length == 16 ? bytes : throw Error($"{what} takes 16 bytes, found {bytes.Length}", start);
    }
}
