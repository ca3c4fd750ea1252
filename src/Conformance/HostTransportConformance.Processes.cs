using System.Diagnostics;

namespace TypedMq.Conformance;

public abstract partial class HostTransportConformance
{
    [Fact]
    [Trait("Accepts", "G13")]
    public void Another_process_receives_exactly_what_was_sent()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name, capacity: 1, size: 2048);
        byte[] message = new byte[2048];
        for (int i = 0; i < message.Length; i++)
        {
            message[i] = (byte)i;
        }

        channel.Send(message);
        WaitForSuccess(StartPeer("receive", name, "2048"));
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G14")]
    [Trait("Accepts", "P44")]
    public void What_another_process_sent_before_it_ended_is_received()
    {
        string name = NewName();
        Create(name, capacity: 1, size: 2048).Dispose();
        WaitForSuccess(StartPeer("send", name, "2048"));

        using MqByteChannel channel = OpenExisting(name);
        byte[] buffer = new byte[2048];
        Assert.True(channel.TryReceive(buffer, out int length, out _));
        Assert.Equal(2048, length);
        Assert.All(buffer.Index(), item => Assert.Equal((byte)item.Index, item.Item));
    }

    [Fact]
    [Trait("Accepts", "P45")]
    public void Killing_a_blocked_receiver_loses_nothing()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        Process peer = StartPeer("block-receive", name);
        Assert.Equal("waiting", peer.StandardOutput.ReadLine());
        peer.Kill();
        Assert.True(peer.WaitForExit(Patience));

        channel.Send([42]);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.True(channel.TryReceive(buffer, out _, out _, Patience));
        Assert.Equal(42, buffer[0]);
    }
}
