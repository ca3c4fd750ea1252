namespace TypedMq.Tests.Wire;

/// <summary>A message that is cut off anywhere is refused, and nothing behind the cut is looked at.</summary>
public class TruncationTests
{
    public static TheoryData<string> Names => Vectors.EncodeNames;

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Accepts", "T6")]
    public void A_message_cut_off_at_any_byte_is_refused(string name)
    {
        EncodeVector vector = Vectors.Encode[name];
        for (int length = 0; length < vector.Bytes.Length; length++)
        {
            // The rest of the message lies right behind the span: whoever reads beyond it would find what is missing.
            MqDecodeException refusal = vector.Codec.Refuse(vector.Bytes.AsSpan(0, length));
            Assert.InRange(refusal.Offset, 0, length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Skip_refuses_a_message_cut_off_at_any_byte(string name)
    {
        byte[] bytes = Vectors.Encode[name].Bytes;
        for (int length = 0; length < bytes.Length; length++)
        {
            Bytes.Refused(bytes[..length], (ref MqReader reader) =>
            {
                reader.Skip();
                return null;
            });
        }
    }

    /// <summary>One of them has a byte too many: cut there, it is a message.</summary>
    public static TheoryData<string> DecodeNames => [.. Vectors.Decode.Keys.Where(static name => name != "trailing-bytes")];

    /// <summary>Also in the forms that TypedMq itself never writes: integers wider than needed, times of other libraries.</summary>
    [Theory]
    [MemberData(nameof(DecodeNames))]
    [Trait("Accepts", "T6")]
    public void What_others_wrote_and_is_cut_off_at_any_byte_is_refused(string name)
    {
        DecodeVector vector = Vectors.Decode[name];
        for (int length = 0; length < vector.Bytes.Length; length++)
        {
            MqDecodeException refusal = vector.Codec.Refuse(vector.Bytes.AsSpan(0, length));
            Assert.InRange(refusal.Offset, 0, length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_byte_behind_the_message_is_refused(string name)
    {
        EncodeVector vector = Vectors.Encode[name];
        MqDecodeException refusal = vector.Codec.Refuse([.. vector.Bytes, 0xC0]);
        Assert.Equal(vector.Bytes.Length, refusal.Offset);
    }
}
