using TypedMq.Native;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.SysV;

/// <summary>How services come to System V queues: by a call, by configuration, by an attribute.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVNodeTests : SysVTest
{
    [Fact]
    public void A_node_uses_the_transport_by_its_name()
    {
        using MqNode node = MqNode.Create(options => options.UseSysV());
        MqByteChannel channel = node.OpenBytes(Name().Value, options => (options.Capacity, options.MaxMessageBytes) = (1, 10));
        Assert.Equal("sysv", channel.Transport);
        channel.Send([1, 2, 3], 7);
        Assert.Equal([1, 2, 3], TryReceive(Open(new MqQueueOptions { Name = Name(), Envelope = MqEnvelopeMode.None }), out int priority));
        Assert.Equal(7, priority);
        Assert.True(node.Delete(Name().Value));
    }

    [Fact]
    public void A_channel_names_it_in_its_attribute_beside_channels_on_other_transports()
    {
        using MqNode node = MqNode.Create(options => options.UseSysV().UseInProcess());
        IReadings readings = node.Open<IReadings>(options => options.Name = Name().Value);
        Assert.Equal("sysv", ((IMqChannel)readings).Transport);
        Assert.Equal("inprocess", node.OpenBytes("other").Transport);
        readings.Send(new Reading(7, 2.5));
        Assert.Equal(new Reading(7, 2.5), readings.Receive());
        Assert.True(node.Delete(Name().Value, "sysv"));
    }

    [Fact]
    public void It_is_chosen_by_its_name_once_it_is_known()
    {
        // As configuration does, in any case of letters.
        using MqNode node = MqNode.Create(options => options.UseSysV().UsePosix().Transport = "SysV");
        MqByteChannel channel = node.OpenBytes(Name().Value);
        Assert.Equal("sysv", channel.Transport);
        Assert.Contains(Name().Value, node.List());
    }

    [Fact]
    public void Unless_it_is_known_choosing_it_is_an_error_that_names_the_call()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => MqNode.Create(options => options.UsePosix().Transport = "sysv"));
        Assert.Contains("UseSysV()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delivery_at_least_once_is_refused_when_a_channel_is_opened()
    {
        using MqNode node = MqNode.Create(options => options.UseSysV());
        Assert.Throws<MqNotSupportedException>(() => node.Open<IReadings>(options => (options.Name, options.Delivery) = (Name().Value, MqDelivery.AtLeastOnce)));
        Assert.Throws<MqNotSupportedException>(() => Transport.Open(Options() with { Delivery = MqDelivery.AtLeastOnce }));
    }

    [Fact]
    [Trait("Accepts", "S1")]
    public void A_channel_meets_programs_that_derive_their_key_from_a_file()
    {
        string file = Path.Combine(ScopeRoot, Name().Value);
        File.WriteAllText(file, "");
        SysVKey key = SysVKey.Ftok(file, 'q');
        using MqNode node = MqNode.Create(options => options.UseSysV(sysV => sysV.UseKey(Name().Value, key)));
        MqByteChannel channel = node.OpenBytes(Name().Value);
        RunForeign("send", $"{key.Value}", "32768", "hello");
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.Equal(5, channel.Receive(buffer, out _));
        Assert.True(node.Delete(Name().Value));
    }

    [Fact]
    [Trait("Accepts", "V47")]
    [Trait("Accepts", "V48")]
    public async Task A_channel_of_bytes_chooses_and_looks()
    {
        using MqNode node = MqNode.Create(options => options.UseSysV());
        MqByteChannel channel = node.OpenBytes(Name().Value, options => (options.Capacity, options.MaxMessageBytes) = (4, 10));
        byte[] buffer = new byte[10];
        channel.Send([1], 1);
        Task<int> blocked = Task.Factory.StartNew(() => channel.Receive(new byte[10], MqSelection.Exactly(7), out _), TaskCreationOptions.LongRunning);
        ValueTask<(int Length, int Priority)> awaited = channel.ReceiveAsync(buffer, MqSelection.AtLeast(9));
        Assert.False(channel.TryReceive(new byte[10], MqSelection.Exactly(7), out _, out _, TimeSpan.FromMilliseconds(20)));
        channel.Send([7, 7], 7);
        channel.Send([9, 9, 9], 10);
        Assert.Equal(2, await blocked.WaitAsync(Bound));
        Assert.Equal((3, 10), await awaited.AsTask().WaitAsync(Bound));
        Assert.Equal(1, channel.GetAttributes().Count);
        node.Delete(Name().Value);
    }
}

/// <summary>What the channel carries.</summary>
[MqContract]
public readonly record struct Reading(long Id, double Value);

/// <summary>A channel that is fixed to System V.</summary>
[MqChannel("readings", Transport = "sysv")]
public interface IReadings : IMqQueue<Reading>;
