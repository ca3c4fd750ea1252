using TypedMq.Formatters;
using TypedMq.Generated.TypedMq.Tests;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Limits, compact members and formatters of the user inside of generic contracts, maps and unions.</summary>
public class OptionTests
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void All_of_them_come_back_together()
    {
        OptionHolder sent = new(
            [new OptionMap { Name = "map", Id = Id, Prices = [1.50m], Degrees = null, Boxes = new() { ["a"] = new(["x"], "box", null) }, Link = new("/link", UriKind.Relative) }, null, new LimitedBox<string>(["a", "b"], null, [])],
            new([Id], "name", new() { [1] = Id }),
            new(Id, [2.5m], Id, -3.25, new(Id, 4m)),
            [new CompactBox<int>(Id, [], Id, 0.5, 6)]);

        Assert.Equivalent(sent, Codec.RoundTrip<OptionHolderFormatter, OptionHolder>(sent), strict: true);
    }

    [Fact]
    public void A_limit_in_a_generic_contract_is_checked_on_both_sides()
    {
        MqEncodeException tooMany = Assert.Throws<MqEncodeException>(() => Codec.Write<LimitedBoxFormatter<int, Int32Formatter>, LimitedBox<int>>(new([1, 2, 3, 4], null, null)));
        Assert.Contains("LimitedBox.Items", tooMany.Message, StringComparison.Ordinal);
        Assert.Contains("LimitedBox.Map", Assert.Throws<MqEncodeException>(() => Codec.Write<LimitedBoxFormatter<int, Int32Formatter>, LimitedBox<int>>(new([], null, new() { [1] = 1, [2] = 2, [3] = 3 }))).Message, StringComparison.Ordinal);

        Assert.Equal(("LimitedBox", "Items"), Place(Codec.Refuse<LimitedBoxFormatter<int, Int32Formatter>, LimitedBox<int>>(Convert.FromHexString("93940102030400C0"))));
        Assert.Equal(("LimitedBox", "Name"), Place(Codec.Refuse<LimitedBoxFormatter<int, Int32Formatter>, LimitedBox<int>>(Convert.FromHexString("9390A56162636465C0"))));
        Assert.Equal(("LimitedBox", "Map"), Place(Codec.Refuse<LimitedBoxFormatter<int, Int32Formatter>, LimitedBox<int>>(Convert.FromHexString("9390C083010102020303"))));
    }

    [Fact]
    public void A_limit_in_a_case_of_a_union_is_checked_on_both_sides()
    {
        Assert.Contains("OptionMap.Name", Assert.Throws<MqEncodeException>(() => Codec.Write<IOptionsFormatter, IOptions>(new OptionMap { Name = "äää" })).Message, StringComparison.Ordinal);
        Assert.Contains("LimitedBox.Name", Assert.Throws<MqEncodeException>(() => Codec.Write<IOptionsFormatter, IOptions>(new LimitedBox<string>([], "12345", null))).Message, StringComparison.Ordinal);

        Assert.Equal(("OptionMap", "Prices"), Place(Codec.Refuse<IOptionsFormatter, IOptions>([0x92, 0x00, 0x81, 0xA6, .. "prices"u8, 0x93, 0xA1, 0x31, 0xA1, 0x31, 0xA1, 0x31])));
        Assert.Equal(("OptionMap", "Boxes"), Place(Codec.Refuse<IOptionsFormatter, IOptions>([0x92, 0x00, 0x81, 0xA5, .. "boxes"u8, 0xDF, 0x00, 0x00, 0x00, 0x03, .. new byte[20]])));
    }

    [Fact]
    public void A_limit_of_a_list_of_unions_is_checked_on_both_sides()
    {
        OptionHolder sent = new([null, null, null, null], new([], null, null), null, null);

        Assert.Contains("OptionHolder.All", Assert.Throws<MqEncodeException>(() => Codec.Write<OptionHolderFormatter, OptionHolder>(sent)).Message, StringComparison.Ordinal);
        Assert.Equal(("OptionHolder", "All"), Place(Codec.Refuse<OptionHolderFormatter, OptionHolder>(Convert.FromHexString("9194C0C0C0C0"))));
    }

    [Fact]
    public void Compact_members_of_generic_contracts_are_binary_and_others_are_text()
    {
        byte[] message = Codec.Write<CompactBoxFormatter<Guid, GuidFormatter>, CompactBox<Guid>>(new(Id, [1m], Id, 0.01, Id));

        // Id, one price, the text, a fixed integer, and the type argument in its own form.
        Assert.Equal(1 + 18 + (1 + 18) + 38 + 1 + 38, message.Length);
    }

    [Fact]
    public void Compact_members_of_maps_are_binary_and_text_is_read_there()
    {
        byte[] message = Codec.Write<OptionMapFormatter, OptionMap>(new() { Id = Id, Prices = [1m] });
        Assert.Equal(18, message.AsSpan().IndexOf("prices"u8) - message.AsSpan().IndexOf("id"u8) - 3);

        OptionMap read = Codec.Read<OptionMapFormatter, OptionMap>([0x82, 0xA2, .. "id"u8, 0xD9, 36, .. "00112233-4455-6677-8899-aabbccddeeff"u8, 0xA6, .. "prices"u8, 0x92, 0xA3, .. "1.5"u8, 0xC4, 16, .. new byte[16]]);

        Assert.Equal(Id, read.Id);
        Assert.Equal([1.5m, 0m], read.Prices!);
        Assert.Equal(1.5, read.Degrees);
    }

    [Fact]
    public void A_formatter_of_the_user_names_the_member_of_a_map_in_a_union()
    {
        MqDecodeException error = Codec.Refuse<IOptionsFormatter, IOptions>([0x92, 0x00, 0x81, 0xA4, .. "link"u8, 0xA8, .. "http://["u8]);

        Assert.Equal(("OptionMap", "Link", 8), (error.Contract, error.Member, error.Offset));
    }

    [Fact]
    public void Limits_bound_generic_contracts_when_the_type_argument_is_bounded()
    {
        int box = 1 + (1 + (3 * 5)) + (1 + 4) + (1 + (2 * (5 + 5)));
        Assert.Equal(box, LimitedBoxFormatter<int, Int32Formatter>.MaxSize);
        Assert.Equal(MqSize.Unbounded, LimitedBoxFormatter<string, StringFormatter>.MaxSize);
        Assert.Equal(1 + 1 + (2 * box), BoundedBoxFormatter.MaxSize);
        Assert.Equal(MqSize.Unbounded, IOptionsFormatter.MaxSize);
    }

    /// <summary>Where a contract is closed says what form its type argument has; what the generic contract says itself counts for what it declares itself.</summary>
    [Fact]
    public void A_type_argument_has_the_form_of_the_member_that_closes_it()
    {
        byte[] message = Codec.Write<CompactArgumentsFormatter, CompactArguments>(new(new(Id), new(Id), new(Id)));

        Assert.Equal(1 + (1 + 18) + (1 + 38) + (1 + 38), message.Length);
        Assert.Equal(new(new(Id), new(Id), new(Id)), Codec.Read<CompactArgumentsFormatter, CompactArguments>(message));
    }

    private static (string? Contract, string? Member) Place(MqDecodeException error) => (error.Contract, error.Member);
}

[MqContract]
public sealed record CompactArguments([MqCompact] Box<Guid> Inside, Box<Guid> Outside, CompactParameter<Guid> Parameter);

[MqContract]
public sealed record CompactParameter<T>([property: MqCompact] T Value);
