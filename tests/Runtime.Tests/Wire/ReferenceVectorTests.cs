namespace TypedMq.Tests.Wire;

/// <summary>TypedMq and MessagePack-CSharp write the same bytes and read each other's.</summary>
public class ReferenceVectorTests
{
    public static TheoryData<string> EncodeNames => Vectors.EncodeNames;

    public static TheoryData<string> DecodeNames => Vectors.DecodeNames;

    [Theory]
    [MemberData(nameof(EncodeNames))]
    public void What_is_written_equals_the_reference_byte_for_byte(string name)
    {
        EncodeVector vector = Vectors.Encode[name];
        Assert.Equal(Convert.ToHexStringLower(vector.Bytes), Convert.ToHexStringLower(vector.Codec.Encode(vector.Value)));
    }

    [Theory]
    [MemberData(nameof(EncodeNames))]
    public void What_the_reference_wrote_is_read_back(string name)
    {
        EncodeVector vector = Vectors.Encode[name];
        object? value = vector.Codec.Decode(vector.Bytes);
        Assert.Equal(Convert.ToHexStringLower(vector.Bytes), Convert.ToHexStringLower(vector.Codec.Encode(value)));
        if (name != "string/lone-high-surrogate")
        {
            Assert.Equal(vector.Value, value);
        }
    }

    [Theory]
    [MemberData(nameof(EncodeNames))]
    public void No_value_is_longer_than_its_formatter_says(string name)
    {
        EncodeVector vector = Vectors.Encode[name];
        Assert.InRange(vector.Bytes.Length, 1, vector.Codec.MaxSize);
    }

    [Theory]
    [MemberData(nameof(DecodeNames))]
    public void What_the_reference_accepts_is_accepted_and_what_it_refuses_is_refused(string name)
    {
        DecodeVector vector = Vectors.Decode[name];
        if (vector.Rewritten is null || vector.Differs is not null)
        {
            vector.Codec.Refuse(vector.Bytes);
        }
        else
        {
            Assert.Equal(Convert.ToHexStringLower(vector.Rewritten), Convert.ToHexStringLower(vector.Codec.Encode(vector.Codec.Decode(vector.Bytes))));
        }
    }

    [Theory]
    [InlineData("string?")]
    [InlineData("byte[]?")]
    [InlineData("int[]?")]
    [InlineData("int?")]
    public void Nil_is_accepted_where_the_type_is_nullable(string type) => Assert.Null(Codecs.Of(type).Decode([0xC0]));

    [Fact]
    public void Every_deliberate_difference_is_documented()
    {
        string documentation = File.ReadAllText(Vectors.PathOf("wire-format.md"));
        string[] differences = [.. Vectors.Decode.Values.Select(vector => vector.Differs).OfType<string>().Distinct()];
        Assert.NotEmpty(differences);
        Assert.All(differences, difference => Assert.Contains($"**{difference}**", documentation, StringComparison.Ordinal));
    }
}
