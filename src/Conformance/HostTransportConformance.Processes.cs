using System.Diagnostics;
using System.Globalization;

namespace TypedMq.Conformance;

public abstract partial class HostTransportConformance
{
    [Fact]
    [Trait("Accepts", "G13")]
    [Trait("Accepts", "P2")]
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

    [Theory]
    [Trait("Accepts", "P45")]
    [InlineData("block-receive")]
    [InlineData("await-receive")]
    public void Killing_a_waiting_receiver_loses_nothing(string role)
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        Kill(StartPeer(role, name));

        channel.Send([42]);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.True(channel.TryReceive(buffer, out _, out _, Patience));
        Assert.Equal(42, buffer[0]);
    }

    [Fact]
    public async Task Killing_a_blocked_sender_loses_and_adds_nothing()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        int full = Fill(channel);
        Kill(StartPeer("block-send", name));

        byte[] buffer = new byte[channel.MaxMessageBytes];
        for (int i = 0; i < full; i++)
        {
            Assert.True(channel.TryReceive(buffer, out _, out _));
        }

        Assert.False(channel.TryReceive(buffer, out _, out _));

        // Room and messages are noticed as before.
        BlockingThread receiver = new(Patience, () => channel.Receive(buffer, out _));
        receiver.WaitUntilItSleeps();
        channel.Send([7]);
        await receiver.Completion;
        Assert.Equal(7, buffer[0]);
        Assert.Equal(full, Fill(channel));
    }

    [Fact]
    [Trait("Accepts", "G35")]
    public void Fifty_processes_that_open_or_create_one_queue_at_once_all_have_the_same()
    {
        const int Processes = 50;
        string name = NewName();
        Process[] peers = [.. Enumerable.Range(0, Processes).Select(number => StartPeer("race", name, "4", "64", number.ToString(CultureInfo.InvariantCulture)))];
        Assert.All(peers, static peer => Assert.Equal("ready", peer.StandardOutput.ReadLine()));
        foreach (Process peer in peers)
        {
            peer.StandardInput.WriteLine("go");
        }

        Assert.All(peers, static peer => Assert.Equal("opened 4 64", peer.StandardOutput.ReadLine()));
        using MqByteChannel channel = OpenExisting(name);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        SortedSet<int> numbers = [];
        for (int i = 0; i < Processes; i++)
        {
            Assert.True(channel.TryReceive(buffer, out _, out _, Patience));
            numbers.Add(buffer[0]);
        }

        Assert.Equal(Enumerable.Range(0, Processes), numbers);
        Assert.All(peers, WaitForSuccess);
    }

    [Fact]
    [Trait("Capability", "Notifications")]
    [Trait("Accepts", "G19")]
    public void A_process_is_told_of_what_another_one_sends()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        if (RefusesNotifications(channel))
        {
            return;
        }

        Process peer = StartPeer("notify", name);
        Assert.Equal("waiting", peer.StandardOutput.ReadLine());
        channel.Send([1]);
        WaitForSuccess(peer);
        Assert.Equal(1, channel.GetAttributes().Count);
    }

    /// <summary>Waits until another process sleeps in its call, and ends it with SIGKILL.</summary>
    private static void Kill(Process peer)
    {
        Assert.Equal("waiting", peer.StandardOutput.ReadLine());
        BlockingThread.WaitUntilItSleeps(peer, Patience);
        peer.Kill();
        Assert.True(peer.WaitForExit(Patience));
    }
}
