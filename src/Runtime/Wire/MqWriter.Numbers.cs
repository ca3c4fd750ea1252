using System.Runtime.CompilerServices;

namespace TypedMq;

public ref partial struct MqWriter
{
    /// <summary>Writes an integer: positive ones in the smallest unsigned form.</summary>
    /// <param name="value">The value.</param>
    public void WriteSByte(sbyte value) => WriteInt32(value);

    /// <summary>Writes an integer: positive ones in the smallest unsigned form.</summary>
    /// <param name="value">The value.</param>
    public void WriteByte(byte value) => WriteUInt32(value);

    /// <summary>Writes an integer: positive ones in the smallest unsigned form.</summary>
    /// <param name="value">The value.</param>
    public void WriteInt16(short value) => WriteInt32(value);

    /// <summary>Writes an integer: positive ones in the smallest unsigned form.</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt16(ushort value) => WriteUInt32(value);

    /// <summary>Writes an integer: positive ones in the smallest unsigned form.</summary>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt32(int value)
    {
        if (value >= 0)
        {
            WriteUInt32((uint)value);
        }
        else
        {
            WriteNegative(value);
        }
    }

    /// <summary>Writes an integer in the smallest unsigned form.</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt32(uint value)
    {
        if (value <= MessagePackCode.MaxPositiveFixInt)
        {
            WriteByteCode((byte)value);
        }
        else if (value <= byte.MaxValue)
        {
            if (TryReserve(2))
            {
                ref byte at = ref Reserved(2);
                at = MessagePackCode.UInt8;
                Unsafe.Add(ref at, 1) = (byte)value;
            }
        }
        else if (value <= ushort.MaxValue)
        {
            if (TryReserve(3))
            {
                ref byte at = ref Reserved(3);
                at = MessagePackCode.UInt16;
                WriteBigEndian(ref Unsafe.Add(ref at, 1), (ushort)value);
            }
        }
        else if (TryReserve(5))
        {
            ref byte at = ref Reserved(5);
            at = MessagePackCode.UInt32;
            WriteBigEndian(ref Unsafe.Add(ref at, 1), value);
        }
    }

    /// <summary>Writes an integer: positive ones in the smallest unsigned form.</summary>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt64(long value)
    {
        if (value >= 0)
        {
            WriteUInt64((ulong)value);
        }
        else
        {
            WriteNegative(value);
        }
    }

    /// <summary>Writes an integer in the smallest unsigned form.</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt64(ulong value)
    {
        if (value <= uint.MaxValue)
        {
            WriteUInt32((uint)value);
        }
        else if (TryReserve(9))
        {
            ref byte at = ref Reserved(9);
            at = MessagePackCode.UInt64;
            WriteBigEndian(ref Unsafe.Add(ref at, 1), value);
        }
    }

    /// <summary>Writes a character as the integer of its UTF-16 code unit.</summary>
    /// <param name="value">The value.</param>
    public void WriteChar(char value) => WriteUInt32(value);

    /// <summary>Writes a 16-bit floating-point number as one of 32 bits; MessagePack has none of 16.</summary>
    /// <param name="value">The value.</param>
    public void WriteHalf(Half value) => WriteSingle((float)value);

    /// <summary>Writes a 32-bit floating-point number.</summary>
    /// <param name="value">The value.</param>
    public void WriteSingle(float value)
    {
        if (TryReserve(5))
        {
            ref byte at = ref Reserved(5);
            at = MessagePackCode.Float32;
            WriteBigEndian(ref Unsafe.Add(ref at, 1), BitConverter.SingleToUInt32Bits(value));
        }
    }

    /// <summary>Writes a 64-bit floating-point number.</summary>
    /// <param name="value">The value.</param>
    public void WriteDouble(double value)
    {
        if (TryReserve(9))
        {
            ref byte at = ref Reserved(9);
            at = MessagePackCode.Float64;
            WriteBigEndian(ref Unsafe.Add(ref at, 1), BitConverter.DoubleToUInt64Bits(value));
        }
    }

    /// <summary>Writes a 128-bit integer as 16 bytes of binary data, little endian.</summary>
    /// <param name="value">The value.</param>
    public void WriteInt128(Int128 value) => WriteUInt128((UInt128)value);

    /// <summary>Writes a 128-bit integer as 16 bytes of binary data, little endian.</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt128(UInt128 value)
    {
        if (TryReserve(18))
        {
            ref byte at = ref Reserved(18);
            at = MessagePackCode.Bin8;
            Unsafe.Add(ref at, 1) = 16;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 2), 16), value);
        }
    }

    private void WriteNegative(long value)
    {
        if (value >= -32)
        {
            WriteByteCode((byte)value);
        }
        else if (value >= sbyte.MinValue)
        {
            if (TryReserve(2))
            {
                ref byte at = ref Reserved(2);
                at = MessagePackCode.Int8;
                Unsafe.Add(ref at, 1) = (byte)value;
            }
        }
        else if (value >= short.MinValue)
        {
            if (TryReserve(3))
            {
                ref byte at = ref Reserved(3);
                at = MessagePackCode.Int16;
                WriteBigEndian(ref Unsafe.Add(ref at, 1), (ushort)value);
            }
        }
        else if (value >= int.MinValue)
        {
            if (TryReserve(5))
            {
                ref byte at = ref Reserved(5);
                at = MessagePackCode.Int32;
                WriteBigEndian(ref Unsafe.Add(ref at, 1), (uint)value);
            }
        }
        else if (TryReserve(9))
        {
            ref byte at = ref Reserved(9);
            at = MessagePackCode.Int64;
            WriteBigEndian(ref Unsafe.Add(ref at, 1), (ulong)value);
        }
    }
}
