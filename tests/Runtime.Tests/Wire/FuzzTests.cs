namespace TypedMq.Tests.Wire;

/// <summary>Any bytes are a value or an <see cref="MqDecodeException"/>: never another error, never a hang, never a large allocation.</summary>
[Trait("Accepts", "R7")]
public class FuzzTests
{
    private const long Modest = 128 * 1024;

    private static readonly ReadFunction[] ReadMethods =
    [
        (ref MqReader reader) => reader.TryReadNil(),
        (ref MqReader reader) => reader.ReadBoolean(),
        (ref MqReader reader) => reader.ReadSByte(),
        (ref MqReader reader) => reader.ReadByte(),
        (ref MqReader reader) => reader.ReadInt16(),
        (ref MqReader reader) => reader.ReadUInt16(),
        (ref MqReader reader) => reader.ReadInt32(),
        (ref MqReader reader) => reader.ReadUInt32(),
        (ref MqReader reader) => reader.ReadInt64(),
        (ref MqReader reader) => reader.ReadUInt64(),
        (ref MqReader reader) => reader.ReadInt128(),
        (ref MqReader reader) => reader.ReadUInt128(),
        (ref MqReader reader) => reader.ReadHalf(),
        (ref MqReader reader) => reader.ReadSingle(),
        (ref MqReader reader) => reader.ReadDouble(),
        (ref MqReader reader) => reader.ReadDecimal(),
        (ref MqReader reader) => reader.ReadChar(),
        (ref MqReader reader) => reader.ReadGuid(),
        (ref MqReader reader) => reader.ReadDateTime(),
        (ref MqReader reader) => reader.ReadDateTimeOffset(),
        (ref MqReader reader) => reader.ReadTimeSpan(),
        (ref MqReader reader) => reader.ReadDateOnly(),
        (ref MqReader reader) => reader.ReadTimeOnly(),
        (ref MqReader reader) => reader.ReadString(),
        (ref MqReader reader) => reader.ReadUtf8Span().Length,
        (ref MqReader reader) => reader.ReadBinary(),
        (ref MqReader reader) => reader.ReadBinarySpan().Length,
        (ref MqReader reader) => reader.ReadArrayHeader(),
        (ref MqReader reader) => reader.ReadMapHeader(),
        Skip,
    ];

    [Fact]
    public void Noise_is_a_value_or_a_refusal_for_every_formatter()
    {
        HostileBytes hostile = new(seed: 1);
        Codec[] codecs = [.. Codecs.All];
        for (int i = 0; i < HostileBytes.Count; i++)
        {
            Codec codec = codecs[i % codecs.Length];
            Try(hostile.Next(), codec.Type, codec.Read);
        }
    }

    [Fact]
    public void A_changed_message_is_a_value_or_a_refusal_for_its_formatter()
    {
        HostileBytes hostile = new(seed: 2);
        EncodeVector[] vectors = [.. Vectors.Encode.Values];
        for (int i = 0; i < HostileBytes.Count; i++)
        {
            EncodeVector vector = vectors[i % vectors.Length];
            Try(hostile.Mutate(vector.Bytes), vector.Codec.Type, vector.Codec.Read);
        }
    }

    [Fact]
    public void Any_sequence_of_reads_over_noise_ends_in_a_value_or_a_refusal()
    {
        HostileBytes hostile = new(seed: 3);
        for (int i = 0; i < HostileBytes.Count; i++)
        {
            ReadFunction first = ReadMethods[i % ReadMethods.Length];
            ReadFunction second = ReadMethods[hostile.Choose(ReadMethods.Length)];
            Try(hostile.Next(), "two reads", (ref MqReader reader) =>
            {
                first(ref reader);
                return second(ref reader);
            });
        }
    }

    [Fact]
    public void Noise_and_changed_messages_are_skipped_or_refused()
    {
        HostileBytes hostile = new(seed: 4);
        EncodeVector[] vectors = [.. Vectors.Encode.Values];
        for (int i = 0; i < HostileBytes.Count; i++)
        {
            Try(i % 2 == 0 ? hostile.Next() : hostile.Mutate(vectors[i % vectors.Length].Bytes), "Skip", Skip);
        }
    }

    private static object? Skip(ref MqReader reader)
    {
        reader.Skip();
        return null;
    }

    private static void Try(byte[] bytes, string what, ReadFunction read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            MqReader reader = new(bytes);
            read(ref reader);
            if (reader.Position > bytes.Length)
            {
                Assert.Fail($"{what} read beyond the end of {Convert.ToHexStringLower(bytes)}.");
            }
        }
        catch (MqDecodeException refusal)
        {
            if (refusal.Offset < 0 || refusal.Offset > bytes.Length)
            {
                Assert.Fail($"{what} places its refusal of {Convert.ToHexStringLower(bytes)} at {refusal.Offset}.");
            }
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what} throws {error.GetType()} for {Convert.ToHexStringLower(bytes)}: {error.Message}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > Modest)
        {
            Assert.Fail($"{what} allocates {allocated} bytes for {Convert.ToHexStringLower(bytes)}.");
        }
    }
}
