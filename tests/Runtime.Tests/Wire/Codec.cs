using System.Text.Json;

namespace TypedMq.Tests.Wire;

/// <summary>A type with its formatter, both erased, so that one test can go through all of them.</summary>
internal abstract class Codec(string type)
{
    /// <summary>The type as C# writes it, which is how the vectors name it.</summary>
    public string Type { get; } = type;

    /// <summary>The formatter's own bound.</summary>
    public abstract int MaxSize { get; }

    /// <summary>Whether values hold no reference, so that neither direction has a reason to allocate.</summary>
    public abstract bool IsPlainValue { get; }

    /// <summary>Makes a value from its text in a vector.</summary>
    public abstract object? Parse(JsonElement text);

    public abstract void Write(ref MqWriter writer, object? value);

    public abstract object? Read(ref MqReader reader);

    /// <summary>Reads into a value, and returns what comes of it.</summary>
    public abstract object? ReadInto(ref MqReader reader, object? existing);

    /// <summary>Writes and reads a value again and again, and returns how many bytes that allocated.</summary>
    public abstract long AllocatedBy(object? value, int operations);

    public byte[] Encode(object? value)
    {
        MqWriter counter = new([]);
        Write(ref counter, value);
        byte[] bytes = new byte[counter.Length];
        MqWriter writer = new(bytes);
        Write(ref writer, value);
        return bytes;
    }

    /// <summary>Reads a whole message, as a receiver does.</summary>
    public object? Decode(ReadOnlySpan<byte> bytes)
    {
        MqReader reader = new(bytes);
        object? value = Read(ref reader);
        reader.End();
        return value;
    }

    /// <summary>Reads a whole message into a value.</summary>
    public object? DecodeInto(ReadOnlySpan<byte> bytes, object? existing)
    {
        MqReader reader = new(bytes);
        object? value = ReadInto(ref reader, existing);
        reader.End();
        return value;
    }

    /// <summary>Reads a message that must be refused; anything but a value or a refusal fails the test.</summary>
    public MqDecodeException Refuse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            object? value = Decode(bytes);
            throw new Xunit.Sdk.XunitException($"{Convert.ToHexStringLower(bytes)} was taken for the {Type} {value}.");
        }
        catch (MqDecodeException refusal)
        {
            return refusal;
        }
    }

    public override string ToString() => Type;
}

internal sealed class Codec<TFormatter, T>(string type, Func<JsonElement, T> parse) : Codec(type)
    where TFormatter : struct, IMqFormatter<T>
{
    public override int MaxSize => TFormatter.MaxSize;

    public override bool IsPlainValue => !System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    public override object? Parse(JsonElement text) => parse(text);

    public override void Write(ref MqWriter writer, object? value) => TFormatter.Write(ref writer, (T)value!);

    public override object? Read(ref MqReader reader) => TFormatter.Read(ref reader);

    public override object? ReadInto(ref MqReader reader, object? existing)
    {
        T value = (T)existing!;
        TFormatter.ReadInto(ref reader, ref value);
        return value;
    }

    public override long AllocatedBy(object? value, int operations)
    {
        T typed = (T)value!;
        byte[] buffer = new byte[64];
        return Garbage.Of(() => RoundTrips(typed, buffer, operations));
    }

    private static void RoundTrips(T value, byte[] buffer, int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            MqWriter writer = new(buffer);
            TFormatter.Write(ref writer, in value);
            MqReader reader = new(buffer.AsSpan(0, (int)writer.Length));
            TFormatter.Read(ref reader);
            reader.End();
        }
    }
}
