using System.Diagnostics;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>Who has a queue open: as many as it was made for, and only the kernel says who is dead.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqParticipantTests : FastMqTest
{
    private readonly FastMqTransport _two;

    public FastMqParticipantTests() => _two = With(new() { MaxHandles = 2 });

    [Theory]
    [InlineData(MqTopology.ManyToMany)]
    [InlineData(MqTopology.OneToOne)]
    [Trait("Accepts", "R14")]
    public void One_handle_too_many_is_an_error_that_names_the_limit_and_the_way_out(MqTopology topology)
    {
        MqQueueOptions options = Options() with { Topology = topology };
        Open(options, _two);
        MqQueue second = Open(options, _two);
        for (int i = 0; i < 3; i++)
        {
            MqLimitException error = Assert.Throws<MqLimitException>(() => Transport.Open(options));
            Assert.Equal(("open handles of the queue", "2"), (error.Limit, error.Value));
            Assert.Contains("MaxHandles", error.Message, StringComparison.Ordinal);
        }

        second.Dispose();
        Assert.True(TrySend(Open(options), [1]));
        Assert.Throws<MqLimitException>(() => Transport.Open(options));
    }

    [Fact]
    [Trait("Accepts", "R12")]
    public void The_place_of_a_killed_process_is_free_at_once()
    {
        Open(Options(), _two);
        for (int round = 0; round < 3; round++)
        {
            using RunningChild child = Child("hold-claim", Name().Value, nameof(MqTopology.ManyToMany));
            Assert.Equal("claimed", child.ReadLine());
            Assert.Throws<MqLimitException>(() => Transport.Open(Options()));
            child.Kill();
            using MqQueue queue = Transport.Open(Options());
            for (int i = 0; i < 4; i++)
            {
                Assert.True(TrySend(queue, [1]));
            }

            while (TryReceive(queue) is not null)
            {
            }
        }

        Assert.Equal((3L, 3L), (Look().ParticipantsReaped, Look().ClaimsAborted));
    }

    [Fact]
    [Trait("Accepts", "R3")]
    public void A_zombie_is_dead()
    {
        MqQueue queue = Open(Options(), _two);
        TrySend(queue, [5]);

        // Its parent becomes a program that never asks what became of it.
        string[] negligent = ["sh", "-c", "exec 3<&0; \"$@\" <&3 & exec sleep 1000", "sh"];
        using RunningChild parent = new(ScopeRoot, negligent, "fastmq", "hold-lease", Name().Value, nameof(MqTopology.ManyToMany), nameof(MqDelivery.AtLeastOnce));
        Assert.Equal("received 5 1", parent.ReadLine());
        int id = Look().Participants[1].ProcessId;
        Assert.NotEqual(parent.Id, id);
        using Process child = Process.GetProcessById(id);
        child.Kill();
        Until(() => RunningChild.StateOf($"/proc/{id}") == 'Z', "The child is no zombie.");

        // Its first thread is; the lock goes with the last one.
        Until(() => !Look().Participants[1].IsAlive, "The zombie counts as alive.");
        MqLease lease = Receive(Open());
        Assert.Equal((5, 2), (lease.Payload[0], lease.DeliveryCount));
        Assert.Equal('Z', RunningChild.StateOf($"/proc/{id}"));
    }

    [Fact]
    [Trait("Accepts", "R3")]
    public unsafe void That_the_number_of_a_dead_process_is_used_again_does_not_matter()
    {
        MqQueue queue = Open(Options(), _two);
        TrySend(queue, [5]);
        using RunningChild child = Child("hold-lease", Name().Value, nameof(MqTopology.ManyToMany), nameof(MqDelivery.AtLeastOnce));
        Assert.Equal("received 5 1", child.ReadLine());
        child.Kill();
        Map().Participant(2)->Process = (uint)Environment.ProcessId;
        FastMqParticipant dead = Look().Participants[1];
        Assert.Equal((Environment.ProcessId, false), (dead.ProcessId, dead.IsAlive));
        Assert.Equal([5], Await(queue));
        Assert.Equal(1, Look().ParticipantsReaped);
    }

    [Fact]
    [Trait("Accepts", "R4")]
    public unsafe void Nor_does_the_number_of_nobody_for_one_that_lives()
    {
        MqQueue queue = Open();
        TrySend(queue, [5]);
        MqLease lease = Receive(queue);
        Map().Participant(1)->Process = 0x7FFF_FFFF;
        MqQueue other = Open();
        Assert.False(other.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.FromMilliseconds(120)), default));
        Assert.True(Look().Participants[0].IsAlive);
        queue.Complete(ref lease);
        Assert.Equal(0, Look().ParticipantsReaped);
    }

    [Fact]
    public async Task Many_who_come_and_go_find_places_as_long_as_there_are_some()
    {
        using FastMqTransport eight = With(new() { MaxHandles = 8 });
        Open(Options(), eight).Dispose();
        NativeThread[] threads = [.. Enumerable.Range(0, 8).Select(i => new NativeThread(() =>
        {
            for (int round = 0; round < 300; round++)
            {
                using MqQueue queue = Transport.Open(Options());
                TrySend(queue, [(byte)i]);
                TryReceive(queue);
            }
        }))];
        await Task.WhenAll(threads.Select(static thread => thread.Completion));
        Assert.Empty(Look().Participants);
        Assert.Equal(0, Look().ParticipantsReaped);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _two.Dispose();
    }
}
