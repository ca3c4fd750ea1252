using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TypedMq;

public ref partial struct MqWriter
{
    private const int MaxStringHeader = 5;

    /// <summary>Writes a string as UTF-8. A lone surrogate becomes U+FFFD, as <see cref="Encoding.UTF8"/> has it.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="MqEncodeException">The value is null.</exception>
    public void WriteString(string value)
    {
        if (value is null)
        {
            throw new MqEncodeException("A string is null where its contract declares it non-nullable. Set it, or declare it nullable.");
        }

        WriteString(value.AsSpan());
    }

    /// <summary>Writes text as UTF-8. A lone surrogate becomes U+FFFD, as <see cref="Encoding.UTF8"/> has it.</summary>
    /// <param name="value">The value.</param>
    public void WriteString(scoped ReadOnlySpan<char> value)
    {
        // One pass: the header is sized for text of one byte a character; where that was too short, the text moves up.
        int header = StringHeaderSize(value.Length);
        if (_missing == 0 && _buffer.Length - _position >= MaxStringHeader + ((long)value.Length * 3))
        {
            // Most text is ASCII; the other way starts over.
            Span<byte> body = _buffer[(_position + header)..];
            int written = Ascii.FromUtf16(value, body, out int ascii) == OperationStatus.Done ? ascii : Encoding.UTF8.GetBytes(value, body);
            int actual = StringHeaderSize(written);
            if (actual != header)
            {
                _buffer.Slice(_position + header, written).CopyTo(_buffer[(_position + actual)..]);
            }

            WriteStringHeader(ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), (nint)(uint)_position), written, actual);
            _position += actual + written;
        }
        else
        {
            WriteStringNearEnd(value);
        }
    }

    /// <summary>Writes a string that is UTF-8 already.</summary>
    /// <param name="utf8">The bytes; they must be valid UTF-8, or receivers refuse them.</param>
    public void WriteUtf8(scoped ReadOnlySpan<byte> utf8)
    {
        int header = StringHeaderSize(utf8.Length);
        if (TryReserve(header, utf8.Length))
        {
            ref byte at = ref Reserved(header + utf8.Length);
            WriteStringHeader(ref at, utf8.Length, header);
            utf8.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, header), utf8.Length));
        }
    }

    /// <summary>Writes binary data.</summary>
    /// <param name="value">The bytes.</param>
    public void WriteBinary(scoped ReadOnlySpan<byte> value)
    {
        int header = value.Length <= byte.MaxValue ? 2 : value.Length <= ushort.MaxValue ? 3 : 5;
        if (!TryReserve(header, value.Length))
        {
            return;
        }

        ref byte at = ref Reserved(header + value.Length);
        switch (header)
        {
            case 2:
                at = MessagePackCode.Bin8;
                Unsafe.Add(ref at, 1) = (byte)value.Length;
                break;
            case 3:
                at = MessagePackCode.Bin16;
                WriteBigEndian(ref Unsafe.Add(ref at, 1), (ushort)value.Length);
                break;
            default:
                at = MessagePackCode.Bin32;
                WriteBigEndian(ref Unsafe.Add(ref at, 1), (uint)value.Length);
                break;
        }

        value.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, header), value.Length));
    }

    /// <summary>Writes binary data.</summary>
    /// <param name="value">The bytes.</param>
    /// <exception cref="MqEncodeException">The value is null.</exception>
    public void WriteBinary(byte[] value)
    {
        if (value is null)
        {
            throw new MqEncodeException("A byte array is null where its contract declares it non-nullable. Set it, or declare it nullable.");
        }

        WriteBinary(value.AsSpan());
    }

    private void WriteStringNearEnd(scoped ReadOnlySpan<char> value)
    {
        // The exact count of text of 2 GiB and more does not fit an int; no queue takes it, so an estimate will do.
        long length = value.Length <= int.MaxValue / 3 ? Encoding.UTF8.GetByteCount(value) : value.Length * 3L;
        int header = StringHeaderSize(length);
        if (length > int.MaxValue - header)
        {
            _missing += header + length;
        }
        else if (TryReserve(header, (int)length))
        {
            ref byte at = ref Reserved(header + (int)length);
            WriteStringHeader(ref at, (int)length, header);
            Encoding.UTF8.GetBytes(value, MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, header), (int)length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReserve(int header, int length)
    {
        if (length <= int.MaxValue - header)
        {
            return TryReserve(header + length);
        }

        _missing += (long)header + length;
        return false;
    }

    private static int StringHeaderSize(long length) => length switch
    {
        < 32 => 1,
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        _ => 5,
    };

    private static void WriteStringHeader(ref byte at, int length, int header)
    {
        switch (header)
        {
            case 1:
                at = (byte)(MessagePackCode.FixStr | length);
                break;
            case 2:
                at = MessagePackCode.Str8;
                Unsafe.Add(ref at, 1) = (byte)length;
                break;
            case 3:
                at = MessagePackCode.Str16;
                WriteBigEndian(ref Unsafe.Add(ref at, 1), (ushort)length);
                break;
            default:
                at = MessagePackCode.Str32;
                WriteBigEndian(ref Unsafe.Add(ref at, 1), (uint)length);
                break;
        }
    }
}
