using System.Runtime.CompilerServices;

namespace TypedMq;

public ref partial struct MqReader
{
    /// <summary>Reads an integer of any width that fits.</summary>
    /// <returns>The value.</returns>
    public sbyte ReadSByte() => (sbyte)ReadSigned(sbyte.MinValue, sbyte.MaxValue, "sbyte");

    /// <summary>Reads an integer of any width that fits.</summary>
    /// <returns>The value.</returns>
    public byte ReadByte() => (byte)ReadSigned(byte.MinValue, byte.MaxValue, "byte");

    /// <summary>Reads an integer of any width that fits.</summary>
    /// <returns>The value.</returns>
    public short ReadInt16() => (short)ReadSigned(short.MinValue, short.MaxValue, "short");

    /// <summary>Reads an integer of any width that fits.</summary>
    /// <returns>The value.</returns>
    public ushort ReadUInt16() => (ushort)ReadSigned(ushort.MinValue, ushort.MaxValue, "ushort");

    /// <summary>Reads an integer of any width that fits.</summary>
    /// <returns>The value.</returns>
    public int ReadInt32() => (int)ReadSigned(int.MinValue, int.MaxValue, "int");

    /// <summary>Reads an integer of any width that fits.</summary>
    /// <returns>The value.</returns>
    public uint ReadUInt32() => (uint)ReadSigned(uint.MinValue, uint.MaxValue, "uint");

    /// <summary>Reads an integer of any width that fits.</summary>
    /// <returns>The value.</returns>
    public long ReadInt64() => ReadSigned(long.MinValue, long.MaxValue, "long");

    /// <summary>Reads an integer of any width that fits.</summary>
    /// <returns>The value.</returns>
    public ulong ReadUInt64()
    {
        if (PeekCode() == MessagePackCode.UInt64)
        {
            return ReadBody64();
        }

        int start = _position;
        long value = ReadInteger("ulong");
        return value >= 0 ? (ulong)value : throw OutOfRange("ulong", start);
    }

    /// <summary>Reads a character from the integer of its UTF-16 code unit.</summary>
    /// <returns>The value.</returns>
    public char ReadChar() => (char)ReadSigned(char.MinValue, char.MaxValue, "char");

    /// <summary>Reads a number and rounds it to 16 bits.</summary>
    /// <returns>The value.</returns>
    public Half ReadHalf() => (Half)ReadSingle();

    /// <summary>Reads a floating-point number, or an integer as one. A 64-bit one is rounded.</summary>
    /// <returns>The value.</returns>
    public float ReadSingle() => PeekCode() == MessagePackCode.Float32 ? BitConverter.UInt32BitsToSingle(ReadBody32()) : ReadSingleSlow();

    /// <summary>Reads a floating-point number, or an integer as one.</summary>
    /// <returns>The value.</returns>
    public double ReadDouble() => PeekCode() == MessagePackCode.Float64 ? BitConverter.UInt64BitsToDouble(ReadBody64()) : ReadDoubleSlow();

    /// <summary>Reads a 128-bit integer from 16 bytes of binary data, little endian.</summary>
    /// <returns>The value.</returns>
    public Int128 ReadInt128() => (Int128)ReadUInt128();

    /// <summary>Reads a 128-bit integer from 16 bytes of binary data, little endian.</summary>
    /// <returns>The value.</returns>
    public UInt128 ReadUInt128()
    {
        int start = _position;
        ReadOnlySpan<byte> bytes = ReadBinarySpan();
        return bytes.Length == 16
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes)
            : throw Error($"a 128-bit integer takes 16 bytes, found {bytes.Length}", start);
    }

    private float ReadSingleSlow() => PeekCode() switch
    {
        MessagePackCode.Float64 => (float)BitConverter.UInt64BitsToDouble(ReadBody64()),
        MessagePackCode.UInt64 => ReadBody64(),
        _ => ReadInteger("a number"),
    };

    private double ReadDoubleSlow() => PeekCode() switch
    {
        MessagePackCode.Float32 => BitConverter.UInt32BitsToSingle(ReadBody32()),
        MessagePackCode.UInt64 => ReadBody64(),
        _ => ReadInteger("a number"),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long ReadSigned(long min, long max, string type)
    {
        int start = _position;
        byte code = PeekCode();
        long value;
        if (code <= MessagePackCode.MaxPositiveFixInt)
        {
            _position++;
            value = code;
        }
        else
        {
            value = ReadInteger(type);
        }

        if (value < min || value > max)
        {
            throw OutOfRange(type, start);
        }

        return value;
    }

    private long ReadInteger(string type)
    {
        byte code = PeekCode();
        switch (code)
        {
            case <= MessagePackCode.MaxPositiveFixInt:
                _position++;
                return code;
            case >= MessagePackCode.MinNegativeFixInt:
                _position++;
                return (sbyte)code;
            case MessagePackCode.UInt8:
                return Unsafe.Add(ref Take(2), 1);
            case MessagePackCode.Int8:
                return (sbyte)Unsafe.Add(ref Take(2), 1);
            case MessagePackCode.UInt16:
                return ReadBody16();
            case MessagePackCode.Int16:
                return (short)ReadBody16();
            case MessagePackCode.UInt32:
                return ReadBody32();
            case MessagePackCode.Int32:
                return (int)ReadBody32();
            case MessagePackCode.Int64:
                return (long)ReadBody64();
            case MessagePackCode.UInt64:
                int start = _position;
                ulong value = ReadBody64();
                return value <= long.MaxValue ? (long)value : throw OutOfRange(type, start);
            default:
                throw Unexpected(type == "a number" ? type : "an integer", code);
        }
    }
}
