namespace TypedMq;

public ref partial struct MqReader
{
    /// <summary>Goes back to a place that was read before, to read it again.</summary>
    /// <param name="position">The place: what <see cref="Position"/> was there.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place is negative, or was not read yet.</exception>
    public void Rewind(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)position, (uint)_position, nameof(position));
        _position = position;
    }

    /// <summary>Reads a string, and keeps the one that is there when it is the same text.</summary>
    /// <param name="value">The string that is there, or null.</param>
    /// <exception cref="MqDecodeException">There is none, or it is not valid UTF-8.</exception>
    public void ReadStringInto(ref string value)
    {
        int start = _position;
        ReadOnlySpan<byte> utf8 = ReadUtf8Span();
        if (value is null || !Utf8Text.IsText(utf8, value))
        {
            value = StringOf(utf8, start);
        }
    }

    /// <summary>Reads binary data into the array that is there when it has the same length, into a new one otherwise.</summary>
    /// <param name="value">The array that is there, or null.</param>
    public void ReadBinaryInto(ref byte[] value)
    {
        ReadOnlySpan<byte> bytes = ReadBinarySpan();
        if (value is null || value.Length != bytes.Length)
        {
            value = bytes.ToArray();
        }
        else
        {
            bytes.CopyTo(value);
        }
    }
}
