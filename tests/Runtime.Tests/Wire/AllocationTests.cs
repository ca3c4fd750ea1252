namespace TypedMq.Tests.Wire;

/// <summary>Values are written and read without garbage.</summary>
public class AllocationTests
{
    private const int Operations = 10_000;

    public static TheoryData<string> PlainValues => [.. Vectors.Encode.Values.Where(vector => vector.Codec.IsPlainValue).Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(PlainValues))]
    [Trait("Accepts", "R11")]
    public void Writing_and_reading_a_value_allocates_nothing(string name)
    {
        EncodeVector vector = Vectors.Encode[name];
        Assert.Equal(0, vector.Codec.AllocatedBy(vector.Value, Operations));
    }

    [Fact]
    public void Every_built_in_value_type_is_measured() => Assert.Empty(
        Codecs.All.Where(codec => codec.IsPlainValue && !codec.Type.EndsWith('?')).Select(codec => codec.Type)
            .Except(Vectors.Encode.Values.Select(vector => vector.Codec.Type)));

    [Fact]
    public void Writing_text_and_binary_data_and_reading_them_in_place_allocates_nothing()
    {
        string text = new('あ', 100);
        byte[] data = new byte[300];
        byte[] buffer = new byte[1024];
        Assert.Equal(0, Garbage.Of(() =>
        {
            for (int i = 0; i < Operations; i++)
            {
                MqWriter writer = new(buffer);
                writer.WriteArrayHeader(3);
                writer.WriteString(text);
                writer.WriteBinary(data);
                writer.WriteMapHeader(0);
                MqReader reader = new(buffer.AsSpan(0, (int)writer.Length));
                reader.ReadArrayHeader();
                reader.ReadUtf8Span();
                reader.ReadBinarySpan();
                reader.Skip();
                reader.End();
            }
        }));
    }

    [Fact]
    public void Reading_a_string_allocates_the_string_and_nothing_else()
    {
        byte[] bytes = Codecs.Of("string").Encode(new string('a', 100));
        long allocated = Garbage.Of(() =>
        {
            for (int i = 0; i < Operations; i++)
            {
                MqReader reader = new(bytes);
                reader.ReadString();
            }
        });

        // Header, length and terminator take 22 bytes beside the characters; objects are multiples of 8 bytes.
        Assert.Equal((22 + (2 * 100) + 7) / 8 * 8, allocated / Operations);
    }
}
