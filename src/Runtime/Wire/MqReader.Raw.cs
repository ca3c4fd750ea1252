namespace TypedMq;

public ref partial struct MqReader
{
    /// <summary>Takes the bytes that are left, whatever they are.</summary>
    /// <returns>A part of the message.</returns>
    public ReadOnlySpan<byte> ReadRest()
    {
        ReadOnlySpan<byte> rest = RemainingSpan;
        _position = _buffer.Length;
        return rest;
    }
}
