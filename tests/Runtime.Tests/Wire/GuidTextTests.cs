using System.Buffers.Text;
using System.Text;

namespace TypedMq.Tests.Wire;

/// <summary>The text of a GUID is read all digits at once; what is read is what .NET's own parser of UTF-8 reads.</summary>
public class GuidTextTests
{
    [Fact]
    public void Every_guid_is_read_in_either_case()
    {
        Random random = new(1);
        byte[] bytes = new byte[16];
        for (int i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            Guid guid = new(bytes);

            Assert.Equal(guid, Read(guid.ToString("D")));
            Assert.Equal(guid, Read(guid.ToString("D").ToUpperInvariant()));
        }
    }

    /// <summary>Every byte at every place: a digit is a digit, a hyphen a hyphen, and nothing else is either.</summary>
    [Fact]
    public void What_dotnet_refuses_is_refused_and_what_it_takes_is_taken()
    {
        const string Valid = "0f8fad5b-d9cb-469f-a165-70867728950e";
        byte[] text = Encoding.ASCII.GetBytes(Valid);
        for (int place = 0; place < text.Length; place++)
        {
            byte original = text[place];
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                text[place] = (byte)value;
                Guid? expected = Utf8Parser.TryParse(text, out Guid parsed, out int read, 'D') && read == text.Length ? parsed : null;
                Assert.Equal(expected, TryRead(text));
            }

            text[place] = original;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e0")]
    [InlineData("0f8fad5bd9cb469fa16570867728950e")]
    [InlineData("{0f8fad5b-d9cb-469f-a165-7086772895}")]
    public void Other_forms_are_refused(string text) => Assert.Null(TryRead(Encoding.ASCII.GetBytes(text)));

    private static Guid? Read(string text) => TryRead(Encoding.ASCII.GetBytes(text));

    private static Guid? TryRead(ReadOnlySpan<byte> text)
    {
        byte[] message = new byte[text.Length + 2];
        MqWriter writer = new(message);
        writer.WriteUtf8(text);
        MqReader reader = new(message.AsSpan(0, (int)writer.Length));
        try
        {
            return reader.ReadGuid();
        }
        catch (MqDecodeException)
        {
            return null;
        }
    }
}
