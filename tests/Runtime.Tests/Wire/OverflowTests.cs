using System.Text;
using System.Text.RegularExpressions;

namespace TypedMq.Tests.Wire;

/// <summary>A writer without enough room counts, and touches nothing outside its buffer.</summary>
public class OverflowTests
{
    private const byte Untouched = 0xEE;

    public static TheoryData<string> Names => Vectors.EncodeNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_buffer_that_is_too_small_by_any_number_of_bytes_yields_the_exact_length(string name)
    {
        EncodeVector vector = Vectors.Encode[name];
        for (int room = 0; room < vector.Bytes.Length; room++)
        {
            AssertOverflow(room, vector.Bytes.Length, (ref MqWriter writer) => vector.Codec.Write(ref writer, vector.Value));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_buffer_of_the_exact_length_or_more_is_enough(string name)
    {
        EncodeVector vector = Vectors.Encode[name];
        for (int room = vector.Bytes.Length; room <= vector.Bytes.Length + 8; room++)
        {
            AssertWritten(room, vector.Bytes, (ref MqWriter writer) => vector.Codec.Write(ref writer, vector.Value));
        }
    }

    [Fact]
    public void Once_a_value_did_not_fit_smaller_ones_are_only_counted()
    {
        byte[] memory = Memory(room: 4);
        MqWriter writer = new(memory.AsSpan(16, 4));
        writer.WriteDouble(1);
        writer.WriteNil();
        writer.WriteInt32(1);
        writer.WriteString("a");
        writer.WriteGuid(Guid.Empty);
        Assert.True(writer.Overflowed);
        Assert.Equal(9 + 1 + 1 + 2 + 38, writer.Length);
        Assert.Equal(-1, memory.AsSpan().IndexOfAnyExcept(Untouched));
    }

    [Fact]
    public void The_length_of_more_than_2_GiB_is_exact()
    {
        byte[] part = new byte[1 << 20];
        MqWriter writer = new([]);
        for (int i = 0; i < 4096; i++)
        {
            writer.WriteBinary(part);
        }

        Assert.Equal(4096 * (5 + (1L << 20)), writer.Length);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("あ")]
    [InlineData(@"\uD83D\uDE00")]
    [InlineData(@"\uD83D")] // a lone surrogate, which becomes U+FFFD
    [InlineData("aé")]
    public void A_string_near_the_end_of_the_buffer_is_whole_or_not_there(string unit)
    {
        // Around the bounds of fixstr, str 8 and str 16, for characters of one, two and three bytes.
        int[] counts = [0, 1, 7, 8, 10, 11, 15, 16, 30, 31, 32, 33, 63, 64, 84, 85, 86, 127, 128, 254, 255, 256, 257];
        foreach (int count in counts)
        {
            string text = string.Concat(Enumerable.Repeat(Regex.Unescape(unit), count));
            byte[] expected = [0x2A, .. Encoded(text)];
            for (int room = Math.Max(expected.Length - 6, 1); room <= 1 + 5 + (3 * text.Length) + 2; room++)
            {
                WriteAction write = (ref MqWriter writer) =>
                {
                    writer.WriteInt32(42);
                    writer.WriteString(text);
                };
                if (room < expected.Length)
                {
                    AssertOverflow(room, expected.Length, write);
                }
                else
                {
                    AssertWritten(room, expected, write);
                }
            }
        }
    }

    [Theory]
    [InlineData("a", 65535)]
    [InlineData("a", 65536)]
    [InlineData("é", 32767)]
    [InlineData("é", 32768)]
    [InlineData("あ", 21845)]
    [InlineData("あ", 21846)]
    [InlineData("あ", 65535)]
    public void A_long_string_near_the_end_of_the_buffer_is_whole_or_not_there(string unit, int count)
    {
        string text = string.Concat(Enumerable.Repeat(unit, count));
        byte[] expected = Encoded(text);
        AssertOverflow(expected.Length - 1, expected.Length, (ref MqWriter writer) => writer.WriteString(text));
        int worst = 3 * text.Length;
        foreach (int room in new[] { expected.Length, expected.Length + 1, worst + 1, worst + 2, worst + 3, worst + 4, worst + 5, worst + 6 })
        {
            if (room >= expected.Length)
            {
                AssertWritten(room, expected, (ref MqWriter writer) => writer.WriteString(text));
            }
        }
    }

    [Fact]
    public void Writing_null_or_a_negative_count_is_an_error()
    {
        Assert.Throws<MqEncodeException>(() => Bytes.Written((ref MqWriter writer) => writer.WriteString((string)null!)));
        Assert.Throws<MqEncodeException>(() => Bytes.Written((ref MqWriter writer) => writer.WriteBinary((byte[])null!)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bytes.Written((ref MqWriter writer) => writer.WriteArrayHeader(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bytes.Written((ref MqWriter writer) => writer.WriteMapHeader(-1)));
        foreach (string type in new[] { "int[]", "List<int>", "Dictionary<string, int>", "byte[]", "string" })
        {
            Assert.Throws<MqEncodeException>(() => Codecs.Of(type).Encode(null));
        }
    }

    /// <summary>A string by the specification's words, not by the writer's code.</summary>
    private static byte[] Encoded(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int length = utf8.Length;
        byte[] header = length switch
        {
            < 32 => [(byte)(0xA0 + length)],
            < 256 => [0xD9, (byte)length],
            < 65536 => [0xDA, (byte)(length >> 8), (byte)length],
            _ => [0xDB, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };
        return [.. header, .. utf8];
    }

    private static void AssertOverflow(int room, int length, WriteAction write)
    {
        byte[] memory = Memory(room);
        MqWriter writer = new(memory.AsSpan(16, room));
        write(ref writer);
        Assert.True(writer.Overflowed, $"{room} bytes of room");
        Assert.Equal(length, writer.Length);
        AssertNothingOutside(memory, room);
    }

    private static void AssertWritten(int room, byte[] expected, WriteAction write)
    {
        byte[] memory = Memory(room);
        MqWriter writer = new(memory.AsSpan(16, room));
        write(ref writer);
        Assert.False(writer.Overflowed, $"{room} bytes of room");
        Assert.Equal(expected.Length, writer.Length);
        Assert.True(expected.AsSpan().SequenceEqual(memory.AsSpan(16, expected.Length)), $"{room} bytes of room");
        AssertNothingOutside(memory, room);
    }

    private static byte[] Memory(int room)
    {
        byte[] memory = new byte[16 + room + 16];
        Array.Fill(memory, Untouched);
        return memory;
    }

    private static void AssertNothingOutside(byte[] memory, int room)
    {
        Assert.Equal(-1, memory.AsSpan(0, 16).IndexOfAnyExcept(Untouched));
        Assert.Equal(-1, memory.AsSpan(16 + room).IndexOfAnyExcept(Untouched));
    }
}
