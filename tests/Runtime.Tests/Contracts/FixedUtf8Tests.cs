using System.Text;

namespace TypedMq.Tests.Contracts;

/// <summary>Text inside of a struct, apart from the wire.</summary>
public class FixedUtf8Tests
{
    private static readonly byte[] NotUtf8 = [(byte)'a', 0xFF];

    [Theory]
    [InlineData("")]
    [InlineData("ACME")]
    [InlineData("ünïcode 😀")]
    [InlineData("sixteen bytes...")]
    public void Text_comes_back(string text)
    {
        FixedUtf8<FixedUtf8Buffer16> value = text;

        Assert.Equal(text, value.ToString());
        Assert.Equal(Encoding.UTF8.GetBytes(text), value.AsSpan().ToArray());
        Assert.Equal(Encoding.UTF8.GetByteCount(text), value.Length);
        Assert.Equal(value, new FixedUtf8<FixedUtf8Buffer16>(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(text.Length == 0, value.IsEmpty);
    }

    [Fact]
    public void The_default_and_null_are_the_empty_text()
    {
        Assert.Equal("", default(FixedUtf8<FixedUtf8Buffer32>).ToString());
        Assert.Equal(default, (FixedUtf8<FixedUtf8Buffer32>)(string?)null);
    }

    [Fact]
    public void Text_that_is_too_long_is_refused_with_both_lengths()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => (FixedUtf8<FixedUtf8Buffer16>)"seventeen bytes..");
        Assert.Contains("takes 17 bytes as UTF-8, but only 16 fit", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FixedUtf8<FixedUtf8Buffer16>("ßßßßßßßß+"));
        Assert.Throws<ArgumentException>(() => new FixedUtf8<FixedUtf8Buffer16>(new byte[17]));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_and_a_lone_surrogate_is_replaced()
    {
        Assert.Throws<ArgumentException>(() => new FixedUtf8<FixedUtf8Buffer16>(NotUtf8));
        Assert.Equal("x\uFFFDy", ((FixedUtf8<FixedUtf8Buffer16>)"x\uD83Dy").ToString());
    }

    [Fact]
    public void Equality_is_that_of_the_text()
    {
        FixedUtf8<FixedUtf8Buffer64> left = "same";
        FixedUtf8<FixedUtf8Buffer64> right = "same".AsSpan();

        Assert.True(left == right);
        Assert.True(left.Equals((object)right));
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.True(left != "other");
        Assert.False(left.Equals((object)"same"));
    }

    [Fact]
    public void Text_is_formatted_in_place()
    {
        FixedUtf8<FixedUtf8Buffer128> value = "ünïcode";
        Span<char> characters = stackalloc char[7];
        Span<byte> bytes = stackalloc byte[9];

        Assert.True(value.TryFormat(characters, out int charsWritten, default, null));
        Assert.Equal((7, "ünïcode"), (charsWritten, characters.ToString()));
        Assert.True(value.TryFormat(bytes, out int bytesWritten, default, null));
        Assert.Equal(9, bytesWritten);
        Assert.False(value.TryFormat(characters[..6], out charsWritten, default, null));
        Assert.False(value.TryFormat(bytes[..8], out bytesWritten, default, null));
        Assert.Equal((0, 0), (charsWritten, bytesWritten));
        Assert.Equal("[ünïcode]", string.Create(null, $"[{value}]"));
    }
}
