using System.Numerics;
using TypedMq.Generated.System;
using TypedMq.Generated.System.Numerics;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Types of the framework that the assembly adopts; the bytes of the first two are those that MessagePack-CSharp 3.1.8 writes for them.</summary>
public class AdoptionTests
{
    [Fact]
    public void A_listed_type_is_an_array_of_its_members() =>
        Assert.Equal("93ca3f800000ca40000000ca40400000", Convert.ToHexStringLower(Codec.Write<Vector3Formatter, Vector3>(new(1, 2, 3))));

    [Fact]
    public void A_generic_type_without_setters_is_made_by_its_constructor()
    {
        byte[] message = Codec.Write<TupleFormatter<int, string, Formatters.Int32Formatter, Formatters.StringFormatter>, Tuple<int, string>>(new(1, "a"));

        Assert.Equal("9201a161", Convert.ToHexStringLower(message));
        Assert.Equal(new(1, "a"), Codec.Read<TupleFormatter<int, string, Formatters.Int32Formatter, Formatters.StringFormatter>, Tuple<int, string>>(message));
    }

    [Fact]
    public void A_contract_holds_what_is_adopted()
    {
        Flight sent = new(new(1, 2, 3), [new(4, 5, 6), new(7, 8, 9)], new(10, 11, 12), new(13, "x"));

        Flight read = Codec.RoundTrip<FlightFormatter, Flight>(sent);

        Assert.Equal((sent.From, sent.To, sent.Named), (read.From, read.To, read.Named));
        Assert.Equal(sent.Over, read.Over);
        Assert.Null(Codec.RoundTrip<FlightFormatter, Flight>(sent with { To = null, Named = null }).To);
    }

    [Fact]
    public void A_channel_carries_what_is_adopted()
    {
        using MqNode node = MqNode.Create(static options => options.UseInProcess());
        IAdopted queue = node.Open<IAdopted>();

        queue.Send(new Vector3(1, 2, 3));

        Assert.Equal(new(1, 2, 3), queue.Receive());
        queue.Send(new UriBuilder("https", "example.com", 8443));
        Assert.Throws<MqDecodeException>(() => queue.TryReceive(out _));
    }
}
