using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>The envelope: a tag, the optional fields that are used, and the prefix that carries both over kernel queues.</summary>
public class EnvelopeTests
{
    private static readonly MqEnvelope Full = new()
    {
        Tag = 0x44332211,
        Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.TraceContext | MqEnvelopeFields.SentAt | MqEnvelopeFields.TimeToLive | MqEnvelopeFields.ReplyTo,
        CorrelationId = 0x0807060504030201,
        TraceContext = new(0x1817161514131211, 0x2827262524232221, 0x3837363534333231, 0x01),
        SentAt = 0x4847464544434241,
        TimeToLive = 0x54535251,
        ReplyTo = 0x6867666564636261,
    };

    public static TheoryData<MqEnvelopeFields> EveryCombination => [.. Enumerable.Range(0, 32).Select(fields => (MqEnvelopeFields)fields)];

    [Theory]
    [InlineData(MqEnvelopeFields.None, "c1 01 0000 11223344")]
    [InlineData(MqEnvelopeFields.CorrelationId, "c1 01 0100 11223344 0102030405060708")]
    [InlineData(MqEnvelopeFields.TraceContext, "c1 01 0200 11223344 1112131415161718 2122232425262728 3132333435363738 01")]
    [InlineData(MqEnvelopeFields.SentAt, "c1 01 0400 11223344 4142434445464748")]
    [InlineData(MqEnvelopeFields.TimeToLive, "c1 01 0800 11223344 51525354")]
    [InlineData(MqEnvelopeFields.ReplyTo, "c1 01 1000 11223344 6162636465666768")]
    [InlineData(
        MqEnvelopeFields.CorrelationId | MqEnvelopeFields.TraceContext | MqEnvelopeFields.SentAt | MqEnvelopeFields.TimeToLive | MqEnvelopeFields.ReplyTo,
        "c1 01 1f00 11223344 0102030405060708 1112131415161718 2122232425262728 3132333435363738 01 4142434445464748 51525354 6162636465666768")]
    public void The_prefix_has_these_bytes(MqEnvelopeFields fields, string hex)
    {
        byte[] destination = new byte[MqEnvelopePrefix.ReservedBytes];
        int length = MqEnvelopePrefix.Write(destination, Full with { Fields = fields });
        Assert.Equal(Wire.Bytes.Of(hex), destination[..length]);
    }

    [Theory]
    [MemberData(nameof(EveryCombination))]
    public void Every_combination_of_fields_comes_back(MqEnvelopeFields fields)
    {
        MqEnvelope sent = Only(fields);
        byte[] message = new byte[MqEnvelopePrefix.ReservedBytes + 3];
        int length = MqEnvelopePrefix.Write(message, sent);
        Assert.Equal(MqEnvelopePrefix.MinBytes + sent.FieldBytes, length);

        int start = MqEnvelopePrefix.Read(message.AsSpan(0, length), out uint tag, out MqEnvelopeFields read, out string? problem);
        Assert.Null(problem);
        Assert.Equal(length, start);
        Assert.Equal(sent, MqEnvelope.Read(tag, read, message.AsSpan(MqEnvelopePrefix.MinBytes)));
    }

    [Theory]
    [MemberData(nameof(EveryCombination))]
    public void A_lease_reads_the_fields_that_lie_before_its_payload(MqEnvelopeFields fields)
    {
        MqEnvelope sent = Only(fields);
        byte[] message = new byte[MqEnvelopePrefix.ReservedBytes + 3];
        int start = MqEnvelopePrefix.Write(message, sent);
        MqLease lease = new(message, start, 3) { Tag = sent.Tag, Fields = fields };
        Assert.Equal(sent, lease.ReadEnvelope());
        Assert.Equal(3, lease.Payload.Length);
    }

    [Theory]
    [MemberData(nameof(EveryCombination))]
    public void A_prefix_cut_off_anywhere_is_refused(MqEnvelopeFields fields)
    {
        byte[] message = new byte[MqEnvelopePrefix.ReservedBytes];
        int length = MqEnvelopePrefix.Write(message, Only(fields));
        for (int cut = 0; cut < length; cut++)
        {
            Assert.Equal(-1, MqEnvelopePrefix.Read(message.AsSpan(0, cut), out _, out _, out string? problem));
            Assert.NotNull(problem);
        }
    }

    [Fact]
    public void Writing_and_reading_an_envelope_allocates_nothing()
    {
        byte[] message = new byte[MqEnvelopePrefix.ReservedBytes];
        Assert.Equal(0, Garbage.Of(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                int length = MqEnvelopePrefix.Write(message, in Full);
                MqEnvelopePrefix.Read(message.AsSpan(0, length), out uint tag, out MqEnvelopeFields fields, out _);
                MqEnvelope.Read(tag, fields, message.AsSpan(MqEnvelopePrefix.MinBytes));
            }
        }));
    }

    [Theory]
    [InlineData("", "no TypedMq envelope")]
    [InlineData("93 01 02 03 04 05 06 07", "no TypedMq envelope")] // a MessagePack array
    [InlineData("48 65 6c 6c 6f 2c 20 77 6f 72 6c 64", "no TypedMq envelope")] // "Hello, world"
    [InlineData("c1 01 0000 112233", "no TypedMq envelope")]
    [InlineData("c1 02 0000 11223344", "version 2")]
    [InlineData("c1 00 0000 11223344", "version 0")]
    [InlineData("c1 01 2000 11223344", "0x0020")]
    [InlineData("c1 01 0080 11223344", "0x8000")]
    [InlineData("c1 01 0100 11223344 01020304050607", "cut off")]
    public void Foreign_bytes_are_refused_with_the_reason(string hex, string reason)
    {
        Assert.Equal(-1, MqEnvelopePrefix.Read(Wire.Bytes.Of(hex), out _, out _, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Accepts", "R7")]
    public void Any_bytes_are_a_prefix_or_refused()
    {
        Wire.HostileBytes hostile = new(seed: 5);
        byte[] honest = new byte[MqEnvelopePrefix.ReservedBytes];
        honest = honest[..MqEnvelopePrefix.Write(honest, in Full)];
        for (int i = 0; i < Wire.HostileBytes.Count; i++)
        {
            byte[] message = i % 4 == 0 ? hostile.Next() : hostile.Mutate(honest);
            int start = MqEnvelopePrefix.Read(message, out uint tag, out MqEnvelopeFields fields, out string? problem);
            if (start < 0)
            {
                Assert.NotNull(problem);
                continue;
            }

            Assert.Null(problem);
            Assert.InRange(start, MqEnvelopePrefix.MinBytes, message.Length);

            // What was taken for a prefix is written back as it was.
            MqEnvelope envelope = MqEnvelope.Read(tag, fields, message.AsSpan(MqEnvelopePrefix.MinBytes));
            byte[] written = new byte[MqEnvelopePrefix.ReservedBytes];
            Assert.Equal(start, MqEnvelopePrefix.Write(written, in envelope));
            Assert.True(written.AsSpan(0, start).SequenceEqual(message.AsSpan(0, start)));
        }
    }

    [Fact]
    public void The_example_in_the_documentation_is_what_is_sent()
    {
        byte[] prefix = new byte[MqEnvelopePrefix.ReservedBytes];
        int start = MqEnvelopePrefix.Write(prefix, Full with { Fields = MqEnvelopeFields.None });
        string payload = Wire.Bytes.Written((ref MqWriter writer) =>
        {
            writer.WriteArrayHeader(3);
            writer.WriteInt64(1);
            writer.WriteString("ABC");
            writer.WriteDecimal(1.50m);
        });
        string documentation = File.ReadAllText(Wire.Vectors.PathOf("wire-format.md"));
        Assert.Contains(Spaced(prefix[..start]), documentation, StringComparison.Ordinal);
        Assert.Contains(Spaced(Convert.FromHexString(payload)), documentation, StringComparison.Ordinal);

        static string Spaced(byte[] bytes) => string.Join(' ', bytes.Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_reserved_room_takes_every_field() =>
        Assert.InRange(MqEnvelopePrefix.MinBytes + MqEnvelope.MaxFieldBytes, 0, MqEnvelopePrefix.ReservedBytes);

    [Fact]
    public void A_field_that_this_version_does_not_know_has_no_size_and_cannot_be_sent()
    {
        MqEnvelopeFields unknown = (MqEnvelopeFields)32;
        Assert.Equal(-1, MqEnvelope.SizeOf(unknown));
        Assert.Equal(MqEnvelope.MaxFieldBytes, MqEnvelope.SizeOf(Full.Fields));
        Assert.Throws<ArgumentOutOfRangeException>(() => MqEnvelopePrefix.Write(new byte[MqEnvelopePrefix.ReservedBytes], Full with { Fields = unknown }));
    }

    /// <summary>The full envelope without the values that a set of fields does not carry.</summary>
    private static MqEnvelope Only(MqEnvelopeFields fields) => new()
    {
        Tag = Full.Tag,
        Fields = fields,
        CorrelationId = fields.HasFlag(MqEnvelopeFields.CorrelationId) ? Full.CorrelationId : 0,
        TraceContext = fields.HasFlag(MqEnvelopeFields.TraceContext) ? Full.TraceContext : default,
        SentAt = fields.HasFlag(MqEnvelopeFields.SentAt) ? Full.SentAt : 0,
        TimeToLive = fields.HasFlag(MqEnvelopeFields.TimeToLive) ? Full.TimeToLive : 0,
        ReplyTo = fields.HasFlag(MqEnvelopeFields.ReplyTo) ? Full.ReplyTo : 0,
    };
}
