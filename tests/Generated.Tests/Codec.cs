namespace TypedMq.Tests;

/// <summary>Writes and reads whole messages with a formatter, as senders and receivers do.</summary>
internal static class Codec
{
    public static byte[] Write<TFormatter, T>(T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        byte[] buffer = new byte[4096];
        MqWriter writer = new(buffer);
        TFormatter.Write(ref writer, in value);
        Assert.False(writer.Overflowed);
        return buffer[..(int)writer.Length];
    }

    public static T Read<TFormatter, T>(ReadOnlySpan<byte> message)
        where TFormatter : struct, IMqFormatter<T>
    {
        MqReader reader = new(message);
        T value = TFormatter.Read(ref reader);
        reader.End();
        return value;
    }

    public static void ReadInto<TFormatter, T>(ReadOnlySpan<byte> message, ref T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        MqReader reader = new(message);
        TFormatter.ReadInto(ref reader, ref value);
        reader.End();
    }

    /// <summary>
    /// Writes a value and reads it back; also proves that its size is within the formatter's bound, and that reading it into nothing, or into
    /// what it was read into before, is the same.
    /// </summary>
    public static T RoundTrip<TFormatter, T>(T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        byte[] message = Write<TFormatter, T>(value);
        Assert.InRange(message.Length, 1, TFormatter.MaxSize);
        T into = default!;
        ReadInto<TFormatter, T>(message, ref into);
        Assert.Equal(message, Write<TFormatter, T>(into));
        ReadInto<TFormatter, T>(message, ref into);
        Assert.Equal(message, Write<TFormatter, T>(into));
        return Read<TFormatter, T>(message);
    }

    /// <summary>Reads a message and expects it to be refused.</summary>
    public static MqDecodeException Refuse<TFormatter, T>(byte[] message)
        where TFormatter : struct, IMqFormatter<T> => Assert.Throws<MqDecodeException>(() => Read<TFormatter, T>(message));

    /// <summary>An array of so many elements, each written by <paramref name="write"/>.</summary>
    public static byte[] Array(int count, WriteBody write)
    {
        byte[] buffer = new byte[4096];
        MqWriter writer = new(buffer);
        writer.WriteArrayHeader(count);
        write(ref writer);
        return buffer[..(int)writer.Length];
    }

    public delegate void WriteBody(ref MqWriter writer);
}
