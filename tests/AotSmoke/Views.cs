using TypedMq.Formatters;
using TypedMq.Tests.Zoo;

namespace TypedMq.AotSmoke;

/// <summary>Sees messages in place, and sends memory as it is.</summary>
internal static class Views
{
    private static readonly RawTick Tick = new(1, 2.5, 3, 4);

    public static void SeeAll()
    {
        Parcel parcel = new()
        {
            Id = 1,
            From = new("Bath", 2),
            Stops = [new("York", 3)],
            Tags = ["tag"],
            Depots = new Dictionary<int, Address> { [4] = new("Rye", 5) },
            Totals = new() { ["net"] = 6.5 },
        };
        ParcelView view = MqView.Read<ParcelView>(Contracts.Write<Generated.TypedMq.Tests.Zoo.ParcelFormatter, Parcel>(parcel));
        Program.Require(view.Id == 1 && view.From.Town.SequenceEqual("Bath"u8), "a nested view");
        foreach (AddressView stop in view.Stops)
        {
            Program.Require(stop.Number == 3, "an element that is a view");
        }

        foreach (MqUtf8 tag in view.Tags)
        {
            Program.Require(tag.Equals("tag"), "an element that is a text");
        }

        foreach (var depot in view.Depots)
        {
            Program.Require(depot.Key.Decode() == 4 && depot.Value.Town.SequenceEqual("Rye"u8), "a value, then a view");
        }

        foreach (var total in view.Totals)
        {
            Program.Require(total.Key.Equals("net") && total.Value.Decode() == 6.5, "a text, then a value");
        }

        Program.Require(view.Pair.Decode() == ("", 0), "an encoded value");
        byte[] memory = Contracts.Write<RawMessageFormatter<Generated.TypedMq.Tests.Zoo.RawTickFormatter, RawTick>, RawTick>(Tick);
        Program.Require(memory.Length == 24 && MqView.Read<RawTickView>(memory).Value == Tick, "memory as it is");
    }

    public static void SeeThrough(IRawTicks ticks)
    {
        long[] sum = [0];
        ticks.Send(in Tick);
        Program.Require(ticks.TryReceiveView(sum, static (view, sum) => sum[0] += view.Value.Volume) && sum[0] == 3, "TryReceiveView");
    }
}
