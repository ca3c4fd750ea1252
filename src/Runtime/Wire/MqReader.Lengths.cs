namespace TypedMq;

public ref partial struct MqReader
{
    /// <summary>
    /// Checks what the header of the next value announces: bytes of a string or of binary data, elements of an array, pairs of a map. Moves on
    /// nowhere. A value that has no length passes: whoever reads it next judges it.
    /// </summary>
    /// <param name="maxLength">The greatest length that is accepted.</param>
    /// <exception cref="MqDecodeException">The value announces a greater length, or the message ends.</exception>
    public readonly void CheckLength(int maxLength)
    {
        uint length = AnnouncedLength();
        if (length > (uint)maxLength)
        {
            throw Error($"a length of {length} is announced, but the limit is {maxLength} (MqMaxLength)", _position);
        }
    }

    private readonly uint AnnouncedLength()
    {
        byte code = PeekCode();
        return code switch
        {
            >= MessagePackCode.FixMap and < MessagePackCode.FixStr => code & 0x0Fu,
            >= MessagePackCode.FixStr and < MessagePackCode.Nil => code & 0x1Fu,
            MessagePackCode.Bin8 or MessagePackCode.Str8 => PeekLength(1),
            MessagePackCode.Bin16 or MessagePackCode.Str16 or MessagePackCode.Array16 or MessagePackCode.Map16 => PeekLength(2),
            MessagePackCode.Bin32 or MessagePackCode.Str32 or MessagePackCode.Array32 or MessagePackCode.Map32 => PeekLength(4),
            _ => 0,
        };
    }
}
