namespace TypedMq.Tests.Wire;

internal delegate void WriteAction(ref MqWriter writer);

internal delegate object? ReadFunction(ref MqReader reader);

/// <summary>Bytes as the specification prints them, and what the codec makes of them.</summary>
internal static class Bytes
{
    public static byte[] Of(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>What is written, in hexadecimal.</summary>
    public static string Written(WriteAction write)
    {
        MqWriter counter = new([]);
        write(ref counter);
        byte[] buffer = new byte[counter.Length];
        MqWriter writer = new(buffer);
        write(ref writer);
        Assert.False(writer.Overflowed);
        Assert.Equal(buffer.Length, writer.Length);
        return Convert.ToHexStringLower(buffer);
    }

    /// <summary>The value of a whole message.</summary>
    public static object? Read(ReadOnlySpan<byte> bytes, ReadFunction read)
    {
        MqReader reader = new(bytes);
        object? value = read(ref reader);
        reader.End();
        return value;
    }

    public static MqDecodeException Refused(string hex, ReadFunction read) => Refused(Of(hex), read);

    public static MqDecodeException Refused(byte[] bytes, ReadFunction read) => Assert.Throws<MqDecodeException>(() => Read(bytes, read));
}
