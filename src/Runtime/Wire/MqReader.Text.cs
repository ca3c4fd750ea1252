using System.Text;

namespace TypedMq;

public ref partial struct MqReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a string.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="MqDecodeException">There is none, or it is not valid UTF-8.</exception>
    public string ReadString()
    {
        int start = _position;
        return StringOf(ReadUtf8Span(), start);
    }

    /// <summary>Reads the bytes of a string in place; they are not checked to be valid UTF-8.</summary>
    /// <returns>A part of the message.</returns>
    public ReadOnlySpan<byte> ReadUtf8Span()
    {
        byte code = PeekCode();
        int header;
        uint length;
        switch (code)
        {
            case >= MessagePackCode.FixStr and < MessagePackCode.Nil:
                header = 1;
                length = code & 0x1Fu;
                break;
            case MessagePackCode.Str8:
                header = 2;
                length = PeekLength(1);
                break;
            case MessagePackCode.Str16:
                header = 3;
                length = PeekLength(2);
                break;
            case MessagePackCode.Str32:
                header = 5;
                length = PeekLength(4);
                break;
            default:
                throw Unexpected("a string", code);
        }

        return TakeBody(header, length);
    }

    /// <summary>Reads binary data.</summary>
    /// <returns>A new array.</returns>
    public byte[] ReadBinary() => ReadBinarySpan().ToArray();

    /// <summary>Reads binary data in place.</summary>
    /// <returns>A part of the message.</returns>
    public ReadOnlySpan<byte> ReadBinarySpan()
    {
        byte code = PeekCode();
        return code switch
        {
            MessagePackCode.Bin8 => TakeBody(2, PeekLength(1)),
            MessagePackCode.Bin16 => TakeBody(3, PeekLength(2)),
            MessagePackCode.Bin32 => TakeBody(5, PeekLength(4)),
            _ => throw Unexpected("binary data", code),
        };
    }

    private ReadOnlySpan<byte> TakeBody(int header, uint length)
    {
        int start = _position;
        Advance(header + (long)length);
        return _buffer.Slice(start + header, (int)length);
    }

    /// <summary>The string of bytes that were read, from the cache where there is one.</summary>
    private readonly string StringOf(ReadOnlySpan<byte> utf8, int start) =>
        _strings is { } strings && MqStringCache.Takes(utf8.Length) ? FindString(strings, utf8, start) : MakeString(utf8, start);

    private readonly string MakeString(ReadOnlySpan<byte> utf8, int start)
    {
        if (Ascii.IsValid(utf8))
        {
            // Most text is; what a peer changes of it meanwhile, in shared memory, becomes some other text.
            return Encoding.Latin1.GetString(utf8);
        }

        try
        {
            // Two passes, each bounded: bytes that change in between, in shared memory, give another valid text or this error.
            return StrictUtf8.GetString(utf8);
        }
        catch (ArgumentException)
        {
            throw Error("the string is not valid UTF-8", start);
        }
    }

    private readonly string FindString(MqStringCache strings, ReadOnlySpan<byte> utf8, int start)
    {
        ref string? entry = ref strings.EntryOf(utf8);
        return entry is { } there && Utf8Text.IsText(utf8, there) ? there : entry = MakeString(utf8, start);
    }
}
