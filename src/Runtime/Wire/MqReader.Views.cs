using System.Text.Unicode;

namespace TypedMq;

public ref partial struct MqReader
{
    /// <summary>What is left.</summary>
    internal readonly ReadOnlySpan<byte> RemainingSpan => _buffer[_position..];

    /// <summary>Passes over the next value, whatever it is.</summary>
    /// <returns>A reader over that value alone, in the same place and at the same depth, so that what it refuses is named as here.</returns>
    /// <exception cref="MqDecodeException">The message ends within the value.</exception>
    public MqReader ReadPart()
    {
        int start = _position;
        Skip();
        MqReader part = new(_buffer[.._position], _strings)
        {
            _location = _location,
            _position = start,
            _depth = _depth,
        };
        return part;
    }

    /// <summary>Passes over the next value, which is an array.</summary>
    /// <returns>A reader over that value alone; see <see cref="ReadPart"/>.</returns>
    /// <exception cref="MqDecodeException">The next value is no array, or the message ends within it.</exception>
    public MqReader ReadArrayPart()
    {
        MqReader header = this;
        header.ReadArrayHeader();
        return ReadPart();
    }

    /// <summary>Passes over the next value, which is a map.</summary>
    /// <returns>A reader over that value alone; see <see cref="ReadPart"/>.</returns>
    /// <exception cref="MqDecodeException">The next value is no map, or the message ends within it.</exception>
    public MqReader ReadMapPart()
    {
        MqReader header = this;
        header.ReadMapHeader();
        return ReadPart();
    }

    /// <summary>Reads the bytes of a string in place, and checks them to be valid UTF-8.</summary>
    /// <remarks>In shared memory a hostile peer can change them afterwards: nothing that must hold may depend on it.</remarks>
    /// <returns>A part of the message.</returns>
    /// <exception cref="MqDecodeException">There is no string, or it is not valid UTF-8.</exception>
    public ReadOnlySpan<byte> ReadValidUtf8Span()
    {
        int start = _position;
        ReadOnlySpan<byte> utf8 = ReadUtf8Span();
        return Utf8.IsValid(utf8) ? utf8 : throw Error("the string is not valid UTF-8", start);
    }
}
