using System.Diagnostics;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.FastMq;

/// <summary>A process that is stopped is alive: nobody takes from it what it holds, and nobody waits for it.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqStoppedTests : FastMqTest
{
    /// <summary>The rings go round more than twice, whatever the time.</summary>
    private const int Messages = 3 * 1024;

    private static readonly TimeSpan Length = Soak.For(TimeSpan.Zero, TimeSpan.FromSeconds(60));

    [Fact]
    [Trait("Accepts", "R4")]
    [Trait("Accepts", "T8")]
    public void Who_is_stopped_while_it_writes_a_message_holds_up_nobody_and_sends_it_when_it_goes_on()
    {
        MqQueue queue = Open();
        using RunningChild child = Child("hold-claim", Name().Value, nameof(MqTopology.ManyToMany));
        Assert.Equal("claimed", child.ReadLine());
        child.Stop();
        GoOn(queue);
        child.Resume();
        child.WriteLine("go");
        Assert.Equal("sent", child.ReadLine());
        child.WaitForSuccess();
        Assert.Equal([42], TryReceive(queue));
        NobodyDied();
    }

    [Fact]
    [Trait("Accepts", "R4")]
    [Trait("Accepts", "T8")]
    public void Who_is_stopped_while_it_reads_a_message_holds_up_nobody_and_is_not_robbed_of_it()
    {
        MqQueue queue = Open();
        TrySend(queue, [5]);
        using RunningChild child = Child("hold-lease", Name().Value, nameof(MqTopology.ManyToMany), nameof(MqDelivery.AtLeastOnce));
        Assert.Equal("received 5 1", child.ReadLine());
        child.Stop();
        GoOn(queue);
        child.Resume();
        child.WriteLine("go");
        Assert.Equal("settled 5", child.ReadLine());
        child.WaitForSuccess();
        Assert.Null(TryReceive(queue));
        NobodyDied();
    }

    [Fact]
    [Trait("Accepts", "R4")]
    public void A_sender_of_its_own_that_is_stopped_keeps_its_role_and_what_it_writes()
    {
        MqQueue receiver = Open(OneToOne() with { Access = MqAccess.Receive });
        using RunningChild child = Child("hold-claim", Name().Value, nameof(MqTopology.OneToOne));
        Assert.Equal("claimed", child.ReadLine());
        child.Stop();
        MqQueue other = Open(OneToOne());
        Assert.Throws<MqLimitException>(() => TrySend(other, [1]));
        Assert.False(receiver.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.FromMilliseconds(200)), default));
        child.Resume();
        child.WriteLine("go");
        Assert.Equal("sent", child.ReadLine());
        child.WaitForSuccess();
        Assert.Equal([42], Await(receiver));
        Assert.True(TrySend(other, [1]));
        NobodyDied();
    }

    /// <summary>Others send and receive, wait, come and go, and look for the dead, with the room that is left.</summary>
    private void GoOn(MqQueue queue)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < Messages || watch.Elapsed < Length; i++)
        {
            Assert.True(TrySend(queue, BitConverter.GetBytes(i), i % 3));
            Assert.Equal(i, BitConverter.ToInt32(TryReceive(queue)!));
            if (i % 256 == 0)
            {
                using MqQueue other = Transport.Open(Options());
                Assert.False(other.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.FromMilliseconds(60)), default));
                Fill(other);
                Assert.False(other.Wait(MqDirection.Send, MqDeadline.After(TimeSpan.FromMilliseconds(60)), default));
                Assert.Equal(3, other.GetAttributes().Count);
                while (TryReceive(queue) is not null)
                {
                }
            }
        }

        FastMqParticipant stopped = Look().Participants.Single(static one => one.ProcessId != Environment.ProcessId);
        Assert.True(stopped.IsAlive);
        Assert.Single(stopped.Held);
    }

    private void NobodyDied()
    {
        FastMqAttributes seen = Look();
        Assert.Equal((0L, 0L, 0L, 0L), (seen.ParticipantsReaped, seen.ClaimsAborted, seen.MessagesRedelivered, seen.MessagesLost));
    }
}
