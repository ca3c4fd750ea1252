using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Older and newer senders, and bytes that are no message.</summary>
public class VersionTests
{
    [Fact]
    public void Absent_keys_keep_what_the_initialisers_gave()
    {
        PlainClass read = Codec.Read<PlainClassFormatter, PlainClass>(Codec.Array(1, static (ref MqWriter writer) => writer.WriteInt32(1)));

        Assert.Equal((1, "initial"), (read.Number, read.Text));
        Assert.Equal("initial", Codec.Read<ConstructedStructFormatter, ConstructedStruct>(Codec.Array(1, static (ref MqWriter writer) => writer.WriteInt32(1))).Name);
        Assert.Equal([1, 2, 3], read.Numbers);
    }

    [Fact]
    public void Absent_keys_of_parameters_get_their_defaults()
    {
        Assert.Equal(new(0, null!, 9.5m), Codec.Read<PositionalStructFormatter, PositionalStruct>(Codec.Array(0, static (ref MqWriter _) => { })));
        Assert.Equal(Side.Sell, Codec.Read<PrimaryFormatter, Primary>(Codec.Array(1, static (ref MqWriter writer) => writer.WriteInt32(1))).Side);
    }

    [Fact]
    public void Keys_that_a_newer_sender_added_are_skipped()
    {
        byte[] newer = Codec.Array(4, static (ref MqWriter writer) =>
        {
            writer.WriteInt32(6);
            writer.WriteMapHeader(1);
            writer.WriteString("new");
            writer.WriteArrayHeader(1);
            writer.WriteNil();
            writer.WriteDateTime(DateTime.UnixEpoch);
            writer.WriteBinary([1, 2, 3]);
        });

        Assert.Equal(new(6), Codec.Read<Outer_InnerFormatter, Outer.Inner>(newer));
    }

    [Fact]
    public void What_an_older_sender_wrote_at_a_retired_key_is_skipped()
    {
        byte[] older = Codec.Array(3, static (ref MqWriter writer) =>
        {
            writer.WriteInt32(1);
            writer.WriteString("retired");
            writer.WriteString("text");
        });

        PlainStruct read = Codec.Read<PlainStructFormatter, PlainStruct>(older);

        Assert.Equal((1, "text"), (read.Number, read.Text));
    }

    [Theory]
    [InlineData(0, "Name")]
    [InlineData(1, "Count")]
    public void An_absent_required_member_is_refused_by_name(int present, string missing)
    {
        MqDecodeException error = Codec.Refuse<WithRequiredFormatter, WithRequired>(Codec.Array(present, (ref MqWriter writer) =>
        {
            if (present == 1)
            {
                writer.WriteString("name");
            }
        }));

        Assert.Equal(("WithRequired", missing), (error.Contract, error.Member));
    }

    [Fact]
    public void Nil_where_the_contract_has_none_is_refused_by_name()
    {
        MqDecodeException error = Codec.Refuse<PositionalStructFormatter, PositionalStruct>(Codec.Array(2, static (ref MqWriter writer) =>
        {
            writer.WriteInt32(1);
            writer.WriteNil();
        }));

        Assert.Equal(("PositionalStruct", "Symbol"), (error.Contract, error.Member));
    }

    [Fact]
    public void A_message_cut_at_any_byte_is_refused_with_contract_and_member()
    {
        byte[] whole = Codec.Write<PositionalStructFormatter, PositionalStruct>(new(100_000, "ACME", 3.25m));
        for (int length = 0; length < whole.Length; length++)
        {
            MqDecodeException error = Codec.Refuse<PositionalStructFormatter, PositionalStruct>(whole[..length]);

            string? member = length switch
            {
                < 1 + 3 => null, // the header announces more elements than bytes follow
                < 1 + 5 => "Id",
                < 1 + 5 + 5 => "Symbol",
                _ => "Price",
            };
            Assert.Equal(("PositionalStruct", member), (error.Contract, error.Member));
        }
    }

    [Fact]
    public void A_cut_message_of_every_built_in_type_is_refused()
    {
        Scalars scalars = new(
            true, -1, 2, -300, 400, -70000, 80000, long.MinValue, ulong.MaxValue, 1.5f, -2.25, (Half)0.5f, 'ß', "text", Guid.NewGuid(), DateTime.UnixEpoch,
            DateTimeOffset.UnixEpoch, TimeSpan.FromDays(1), new(2026, 11, 20), new(23, 59, 59), 12345.67890m, Int128.MinValue, UInt128.MaxValue, Side.Sell, Flags.Highest);
        byte[] whole = Codec.Write<ScalarsFormatter, Scalars>(scalars);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Equal("Scalars", Codec.Refuse<ScalarsFormatter, Scalars>(whole[..length]).Contract);
        }
    }

    [Fact]
    public void Nesting_ends_at_the_depth_limit()
    {
        Assert.Equal(64, Depth(Codec.Read<ConsFormatter, Cons>(Nested(64))));
        Assert.Contains("64 levels", Codec.Refuse<ConsFormatter, Cons>(Nested(65)).Message, StringComparison.Ordinal);

        static int Depth(Cons? cons) => cons is null ? 0 : 1 + Depth(cons.Tail);
        static byte[] Nested(int depth) => [.. Enumerable.Range(0, depth).SelectMany(static _ => new byte[] { 0x92, 1 }), 0xC0];
    }
}
