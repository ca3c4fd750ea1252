using System.Text;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Messages that are read in place.</summary>
public class ViewTests
{
    private static readonly Parcel Full = new()
    {
        Id = 42,
        Sender = "Zoë",
        Note = "",
        Seal = [1, 2, 3],
        Photo = new byte[] { 4, 5 },
        Side = Side.Sell,
        Weight = 2.5,
        Code = "ABC",
        Size = (3, new DateOnly(2026, 5, 17)),
        From = new("Bath", 1),
        To = new("York", 2),
        Stamp = new(0.85m, DateTimeOffset.UnixEpoch),
        Shape = new Circle(1.5),
        Levels = [7, 8, 9],
        Stops = [new("Hull", 3), new("Ely", 4)],
        Tags = ["a", "ü"],
        Lines = ["x", null],
        Totals = new() { ["net"] = 1.25, ["tax"] = 0.25 },
        Depots = new Dictionary<int, Address> { [9] = new("Rye", 5) },
        Pair = ("p", 6),
        Short = "four",
        Few = [1, 2],
        Key = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
    };

    private static byte[] Message
    {
        get
        {
            Full.Hide(7);
            return Codec.Write<ParcelFormatter, Parcel>(Full);
        }
    }

    [Fact]
    public void Values_texts_and_bytes_are_what_was_sent()
    {
        ParcelView view = MqView.Read<ParcelView>(Message);

        Assert.Equal(42, view.Id);
        Assert.True("Zoë"u8.SequenceEqual(view.Sender));
        Assert.True(view.HasNote);
        Assert.True(view.Note.IsEmpty);
        Assert.Equal([1, 2, 3], view.Seal.ToArray());
        Assert.True(view.HasPhoto);
        Assert.Equal([4, 5], view.Photo.ToArray());
        Assert.Equal(Side.Sell, view.Side);
        Assert.Equal(2.5, view.Weight);
        Assert.Equal("ABC", view.Code.ToString());
        Assert.Equal((3, new DateOnly(2026, 5, 17)), view.Size);
        Assert.True("four"u8.SequenceEqual(view.Short));
        Assert.Equal(Full.Key, view.Key);
        Assert.Equal(7, view.Hidden);
    }

    [Fact]
    public void Nested_contracts_are_shown_by_their_views_and_others_decoded_when_asked_for()
    {
        ParcelView view = MqView.Read<ParcelView>(Message);

        Assert.True("Bath"u8.SequenceEqual(view.From.Town));
        Assert.True(view.HasTo);
        Assert.Equal(2, view.To.Number);
        Assert.True(view.HasStamp);
        Assert.Equal(Full.Stamp, view.Stamp.Decode());
        Assert.Equal(Full.Shape, view.Shape.Decode());
        Assert.Equal(("p", 6), view.Pair.Decode());
        Assert.Equal(Codec.Write<StampFormatter, Stamp>(Full.Stamp!.Value), view.Stamp.Bytes.ToArray());
    }

    [Fact]
    public void Collections_are_gone_through_in_place()
    {
        ParcelView view = MqView.Read<ParcelView>(Message);

        List<int> levels = [];
        foreach (int level in view.Levels)
        {
            levels.Add(level);
        }

        List<string> texts = [];
        foreach (AddressView stop in view.Stops)
        {
            texts.Add($"{Encoding.UTF8.GetString(stop.Town)} {stop.Number}");
        }

        foreach (MqUtf8 tag in view.Tags)
        {
            texts.Add(tag.ToString());
        }

        foreach (string? line in view.Lines)
        {
            texts.Add(line ?? "null");
        }

        foreach (MqPairs<MqUtf8, MqEncoded<Formatters.DoubleFormatter, double>>.Pair total in view.Totals)
        {
            texts.Add($"{total.Key.ToString()} {(int)(100 * total.Value.Decode())}");
        }

        foreach (var depot in view.Depots)
        {
            texts.Add($"{depot.Key.Decode()} {Encoding.UTF8.GetString(depot.Value.Town)}");
        }

        Assert.Equal(Full.Levels, levels);
        Assert.Equal(3, view.Levels.Count);
        Assert.Equal(["Hull 3", "Ely 4", "a", "ü", "x", "null", "net 125", "tax 25", "9 Rye"], texts);
        Assert.True(view.HasStops);
        Assert.True(view.HasFew);
        Assert.Equal(2, view.Few.Count);
    }

    [Fact]
    public void Nil_is_told_by_the_property_of_its_own()
    {
        Parcel parcel = new() { Id = 1 };
        ParcelView view = MqView.Read<ParcelView>(Codec.Write<ParcelFormatter, Parcel>(parcel));

        Assert.False(view.HasNote || view.HasPhoto || view.HasTo || view.HasStamp || view.HasShape || view.HasStops || view.HasDepots || view.HasShort || view.HasFew);
        Assert.True(view.Note.IsEmpty);
        Assert.Null(view.Weight);
        Assert.Equal(0, view.To.Number);
        Assert.True(view.Stamp.IsEmpty);
        Assert.Equal(default, view.Stamp.Decode());
        Assert.Null(view.Shape.Decode());
        Assert.Equal(0, view.Stops.Count);
        Assert.Equal(0, view.Depots.Count);
    }

    [Fact]
    public void Members_that_an_older_sender_does_not_know_have_their_defaults()
    {
        ParcelView view = MqView.Read<ParcelView>(Codec.Array(1, static (ref MqWriter writer) => writer.WriteInt64(5)));

        Assert.Equal(5, view.Id);
        Assert.True(view.Sender.IsEmpty);
        Assert.Equal(0, view.Levels.Count);
        Assert.Equal(0, view.From.Number);
        Assert.True(view.Pair.IsEmpty);
        Assert.False(view.HasNote);
        Assert.Equal(0, view.Hidden);
    }

    [Fact]
    public void Members_of_a_newer_sender_are_skipped()
    {
        AddressView view = MqView.Read<AddressView>(Codec.Array(3, static (ref MqWriter writer) =>
        {
            writer.WriteString("Bath");
            writer.WriteInt32(1);
            writer.WriteArrayHeader(1);
            writer.WriteString("new");
        }));

        Assert.Equal(1, view.Number);
    }

    [Fact]
    public void A_map_is_viewed_whatever_the_order_of_its_keys()
    {
        byte[] buffer = new byte[256];
        MqWriter writer = new(buffer);
        writer.WriteMapHeader(4);
        writer.WriteString("from");
        AddressFormatter.Write(ref writer, new("Bath", 1));
        writer.WriteString("newer");
        writer.WriteBoolean(true);
        writer.WriteString("reader");
        writer.WriteString("me");
        writer.WriteString("id");
        writer.WriteInt32(3);
        MapParcelView view = MqView.Read<MapParcelView>(buffer.AsSpan(0, (int)writer.Length));

        Assert.Equal(3, view.Id);
        Assert.True("me"u8.SequenceEqual(view.reader));
        Assert.True("Bath"u8.SequenceEqual(view.From.Town));
        Assert.True(view.IsNew);
    }

    [Fact]
    public void A_contract_that_holds_itself_is_viewed_level_by_level()
    {
        Folder folder = new() { Name = "b", Parent = new() { Name = "a" }, Children = [new() { Name = "c", Parent = new() { Name = "d" } }] };
        Nesting.FolderView view = MqView.Read<Nesting.FolderView>(Codec.Write<FolderFormatter, Folder>(folder));

        Assert.True(view.HasParent);
        Assert.True("a"u8.SequenceEqual(view.Parent.Name));
        Assert.False(view.Parent.HasParent);
        foreach (Nesting.FolderView child in view.Children)
        {
            Assert.True("d"u8.SequenceEqual(child.Parent.Name));
        }
    }

    [Fact]
    public void Nesting_is_bounded_as_it_is_for_objects()
    {
        byte[] message = new byte[1000];
        int at = 0;
        for (int i = 0; i < 65; i++)
        {
            message[at++] = 0x92;
            message[at++] = 0xA0;
        }

        message[at++] = 0xC0;
        MqDecodeException error = Assert.Throws<MqDecodeException>(() =>
        {
            Nesting.FolderView view = MqView.Read<Nesting.FolderView>(message.AsSpan(0, at));
            while (view.HasParent)
            {
                view = view.Parent;
            }
        });
        Assert.Contains("nested deeper than 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_generic_contract_has_a_view()
    {
        CrateOfIntView view = MqView.Read<CrateOfIntView>(Codec.Array(2, static (ref MqWriter writer) =>
        {
            writer.WriteInt32(4);
            writer.WriteArrayHeader(1);
            writer.WriteInt32(5);
        }));

        Assert.Equal(4, view.Value);
        Assert.Equal(1, view.More.Count);
    }

    [Theory]
    [InlineData(new byte[] { 0x90 }, "Parcel", "Id", "a required member is absent")]
    [InlineData(new byte[] { 0x92, 0x01, 0xA1, 0xFF }, "Parcel", "Sender", "not valid UTF-8")]
    [InlineData(new byte[] { 0x92, 0x01, 0xC0 }, "Parcel", "Sender", "expected a string, found nil")]
    [InlineData(new byte[] { 0x92, 0x01, 0xA5, 0x41 }, "Parcel", "Sender", "ends 4 bytes too early")]
    [InlineData(new byte[] { 0xDC, 0xFF, 0xFF }, "Parcel", null, "only 0 bytes follow")]
    [InlineData(new byte[] { 0x91, 0x01, 0x01 }, "Parcel", "Id", "1 bytes follow after its end")]
    [InlineData(new byte[] { 0x9E, 0x01, 0xA0, 0xC0, 0xC4, 0x00, 0xC0, 0x00, 0xC0, 0xA0, 0x92, 0x00, 0x00, 0x92, 0xA0, 0x00, 0xC0, 0xC0, 0xC0, 0x80 }, "Parcel", "Levels", "expected an array, found a map")]
    public void What_is_no_such_message_is_refused_when_the_view_is_made(byte[] message, string contract, string? member, string problem)
    {
        MqDecodeException error = Assert.Throws<MqDecodeException>(() => { _ = MqView.Read<ParcelView>(message); });

        Assert.Equal((contract, member), (error.Contract, error.Member));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_limit_is_checked()
    {
        byte[] message = Message;
        int at = message.AsSpan().IndexOf("four"u8);
        byte[] longer = [.. message[..(at - 1)], 0xA5, .. "fives"u8, .. message[(at + 4)..]];

        MqDecodeException error = Assert.Throws<MqDecodeException>(() => { _ = MqView.Read<ParcelView>(longer); });
        Assert.Equal("Short", error.Member);
    }

    [Fact]
    public void What_is_nested_is_refused_when_it_is_asked_for_and_named_by_the_outer_member()
    {
        byte[] message = Codec.Array(14, static (ref MqWriter writer) =>
        {
            byte[] before = Message;
            MqReader reader = new(before);
            reader.ReadArrayHeader();
            int start = reader.Position;
            for (int i = 0; i < 13; i++)
            {
                reader.Skip();
            }

            for (int i = start; i < reader.Position; i++)
            {
                writer.WriteRaw(before.AsSpan(i, 1));
            }

            writer.WriteArrayHeader(2);
            writer.WriteInt32(1);
            writer.WriteString("no number");
        });

        ParcelView view = MqView.Read<ParcelView>(message);
        Assert.Equal(42, view.Id);
        MqDecodeException error = Assert.Throws<MqDecodeException>(() =>
        {
            foreach (int _ in MqView.Read<ParcelView>(message).Levels)
            {
            }
        });
        Assert.Equal(("Parcel", "Levels"), (error.Contract, error.Member));
        Assert.Equal(message.Length - 10, error.Offset);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] message = Message;
        for (int length = 0; length < message.Length; length++)
        {
            Assert.Throws<MqDecodeException>(() => { _ = MqView.Read<ParcelView>(message.AsSpan(0, length)); });
        }
    }

    [Fact]
    public void Random_changes_never_do_more_than_to_be_refused()
    {
        Random random = new(1);
        byte[] original = Message;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] message = (byte[])original.Clone();
            for (int j = random.Next(4); j >= 0; j--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            try
            {
                GoThrough(MqView.Read<ParcelView>(message));
            }
            catch (MqDecodeException)
            {
            }
        }
    }

    [Fact]
    public void Bytes_that_change_while_they_are_read_never_do_more_than_to_be_refused()
    {
        byte[] message = Message;
        byte[] original = Message;
        using CancellationTokenSource end = new();
        Thread hostile = new(() =>
        {
            Random random = new(2);
            while (!end.IsCancellationRequested)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
                original.CopyTo(message, 0);
            }
        });
        hostile.Start();
        try
        {
            for (int i = 0; i < 20_000; i++)
            {
                try
                {
                    GoThrough(MqView.Read<ParcelView>(message));
                }
                catch (MqDecodeException)
                {
                }
            }
        }
        finally
        {
            end.Cancel();
            hostile.Join();
        }
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("ü", "ü", true)]
    [InlineData("a😀b", "a😀b", true)]
    [InlineData("a", "b", false)]
    [InlineData("ab", "a", false)]
    [InlineData("a", "ab", false)]
    [InlineData("😀", "😁", false)]
    [InlineData("\uFFFD", "\uD83D", false)]
    [InlineData("a", null, false)]
    public void A_text_in_place_is_compared_with_a_string(string sent, string? text, bool isEqual)
    {
        byte[] message = Codec.Array(1, (ref MqWriter writer) => writer.WriteString(sent));
        foreach (MqUtf8 item in new MqViews<MqUtf8>(new MqReader(message).ReadArrayPart()))
        {
            Assert.Equal(isEqual, item.Equals(text));
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[] message = Message;
        Allocation.AssertNone(() => GoThroughInPlace(MqView.Read<ParcelView>(message)));
    }

    private static int GoThroughInPlace(ParcelView view)
    {
        int sum = view.Sender.Length + view.Note.Length + view.Seal.Length + view.Photo.Length + view.From.Town.Length + view.To.Number + view.Stamp.Decode().Price.Scale;
        foreach (int level in view.Levels)
        {
            sum += level;
        }

        foreach (AddressView stop in view.Stops)
        {
            sum += stop.Number + stop.Town.Length;
        }

        foreach (MqUtf8 tag in view.Tags)
        {
            sum += tag.Equals("a") ? 1 : 0;
        }

        foreach (var total in view.Totals)
        {
            sum += total.Key.Utf8.Length + (int)total.Value.Decode();
        }

        foreach (var depot in view.Depots)
        {
            sum += depot.Key.Decode() + depot.Value.Number;
        }

        return sum;
    }

    private static void GoThrough(ParcelView view)
    {
        GoThroughInPlace(view);
        _ = view.Code.ToString();
        _ = view.Shape.Decode();
        _ = view.Pair.Decode();
        foreach (string? _ in view.Lines)
        {
        }
    }
}
