using Microsoft.Extensions.Logging;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.FastMq;

/// <summary>What becomes of a message that somebody has received: settled once, delivered again, or lost by choice.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqDeliveryTests : FastMqTest
{
    public static TheoryData<MqTopology> Topologies => [MqTopology.ManyToMany, MqTopology.OneToOne];

    [Theory]
    [MemberData(nameof(Topologies))]
    public void An_abandoned_message_comes_again_with_its_count(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Topology = topology });
        TrySend(queue, [7]);
        for (int count = 1; count <= 5; count++)
        {
            MqLease lease = Receive(queue);
            Assert.Equal(count, lease.DeliveryCount);
            Assert.Equal([7], lease.Payload.ToArray());
            queue.Abandon(ref lease);
            Assert.Equal(1, queue.GetAttributes().Count);
        }

        Assert.Equal(5, Receive(queue).DeliveryCount - 1);
        Assert.Equal(5, Look().MessagesRedelivered);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void The_next_message_in_a_slot_starts_to_count_anew(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Capacity = 1, Topology = topology });
        TrySend(queue, [1]);
        MqLease first = Receive(queue);
        queue.Abandon(ref first);
        MqLease again = Receive(queue);
        queue.Complete(ref again);
        TrySend(queue, [2]);
        Assert.Equal(1, Receive(queue).DeliveryCount);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void A_message_that_is_wanted_once_at_most_does_not_come_again(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Delivery = MqDelivery.AtMostOnce, Topology = topology });
        TrySend(queue, [1]);
        MqLease lease = Receive(queue);
        queue.Abandon(ref lease);
        Assert.Null(TryReceive(queue));
        Assert.Equal((0, 0L), (queue.GetAttributes().Count, Look().MessagesRedelivered));
    }

    [Fact]
    [Trait("Accepts", "G15")]
    public void Abandoned_messages_keep_their_places_by_priority_and_by_age()
    {
        MqQueue queue = Open(Options() with { Capacity = 16 });
        (byte Number, int Priority)[] sent = [(0, 5), (1, 5), (2, 1), (3, 9), (4, 1), (5, 5), (6, 9)];
        foreach ((byte number, int priority) in sent)
        {
            TrySend(queue, [number], priority);
        }

        // 9, 9, 5, 5 are received and come back, in another order.
        MqLease[] leases = [Receive(queue), Receive(queue), Receive(queue), Receive(queue)];
        foreach (int index in (int[])[2, 0, 3, 1])
        {
            queue.Abandon(ref leases[index]);
        }

        TrySend(queue, [7], 5);
        TrySend(queue, [8], 20);
        Assert.Equal(9, queue.GetAttributes().Count);
        Assert.Equal([8, 3, 6, 0, 1, 5, 7, 2, 4], Peeked(queue));
        List<byte> received = [];
        while (TryReceive(queue) is { } payload)
        {
            received.Add(payload[0]);
        }

        Assert.Equal([8, 3, 6, 0, 1, 5, 7, 2, 4], received);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void A_copy_of_a_lease_cannot_settle_the_message_a_second_time(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Capacity = 1, Topology = topology });
        TrySend(queue, [1]);
        MqLease lease = Receive(queue);
        MqLease copy = lease;
        MqLease other = lease;
        queue.Complete(ref lease);
        Assert.Throws<InvalidOperationException>(() => queue.Complete(ref copy));
        Assert.Throws<InvalidOperationException>(() => queue.Abandon(ref other));

        // Nor the next message of the same slot.
        TrySend(queue, [2]);
        MqLease next = Receive(queue);
        Assert.Throws<InvalidOperationException>(() => queue.Complete(ref copy));
        Assert.Throws<InvalidOperationException>(() => queue.Abandon(ref other));
        queue.Complete(ref next);
        queue.Complete(ref next);
        Assert.Equal(0, queue.GetAttributes().Count);
    }

    [Fact]
    public void A_copy_of_a_lease_cannot_settle_what_the_same_handle_received_again()
    {
        MqQueue queue = Open();
        TrySend(queue, [1]);
        MqLease lease = Receive(queue);
        MqLease copy = lease;
        queue.Abandon(ref lease);
        MqLease again = Receive(queue);
        Assert.Throws<InvalidOperationException>(() => queue.Complete(ref copy));
        Assert.Null(TryReceive(queue));
        queue.Abandon(ref again);
        Assert.Equal([1], TryReceive(queue));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void A_copy_of_a_claim_can_neither_send_nor_abort_what_was_sent(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Topology = topology });
        MqClaim claim = Claim(queue);
        MqClaim copy = claim;
        MqClaim other = claim;
        Assert.True(queue.TryCommit(ref claim, 1));
        Assert.Throws<InvalidOperationException>(() => queue.TryCommit(ref copy, 1));
        Assert.Throws<InvalidOperationException>(() => queue.Abort(ref other));
        Assert.Equal(1, queue.GetAttributes().Count);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void What_is_not_settled_when_its_handle_is_disposed_stays_readable_until_it_is(MqTopology topology)
    {
        int before = CountMappings();
        MqQueue queue = Open(Options() with { Topology = topology });
        TrySend(queue, [1, 2, 3]);
        MqLease lease = Receive(queue);
        queue.Dispose();
        Assert.Equal(before + 1, CountMappings());
        Assert.Equal([1, 2, 3], lease.Payload.ToArray());
        Assert.Single(Look().Participants);
        queue.Complete(ref lease);
        Assert.Equal(before, CountMappings());
        Assert.Empty(Look().Participants);
        Assert.Null(TryReceive(Open(Options() with { Topology = topology })));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void What_is_claimed_when_its_handle_is_disposed_can_be_aborted_and_not_sent(MqTopology topology)
    {
        int before = CountMappings();
        MqQueue queue = Open(Options() with { Topology = topology, Capacity = 1 });
        MqClaim claim = Claim(queue);
        queue.Dispose();
        claim.Payload.Fill(1);
        Assert.Throws<ObjectDisposedException>(() => queue.TryCommit(ref claim, 1));
        Assert.Equal(before, CountMappings());
        MqQueue other = Open(Options() with { Topology = topology, Capacity = 1 });
        Assert.True(TrySend(other, [1]));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    [Trait("Accepts", "R1")]
    public void The_message_of_a_killed_receiver_comes_again_with_its_count_and_its_death_is_reported(MqTopology topology)
    {
        using MqQueue sender = Transport.Open(Options() with { Topology = topology });
        TrySend(sender, [5]);
        TrySend(sender, [6]);
        using RunningChild child = Child("hold-lease", sender.Name.Value, $"{topology}", nameof(MqDelivery.AtLeastOnce));
        Assert.Equal("received 5 1", child.ReadLine());
        Assert.Equal(topology == MqTopology.OneToOne ? 2 : 1, sender.GetAttributes().Count);
        child.Kill();

        MqQueue receiver = Open(Options() with { Topology = topology });
        MqLease lease = Receive(receiver);
        Assert.Equal((5, 2), (lease.Payload[0], lease.DeliveryCount));
        receiver.Complete(ref lease);
        MqLease next = Receive(receiver);
        Assert.Equal((6, 1), (next.Payload[0], next.DeliveryCount));
        receiver.Complete(ref next);
        Assert.Equal((1L, 1L, 0L), (Look().MessagesRedelivered, Look().ParticipantsReaped, Look().MessagesLost));
        (LogLevel level, string text) = Assert.Single(Logger.Entries, entry => entry.Text.Contains("died while it had the queue open", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains($"process {child.Id} died", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void The_message_of_a_killed_receiver_that_wanted_it_once_at_most_is_lost_and_counted(MqTopology topology)
    {
        using MqQueue sender = Transport.Open(Options() with { Topology = topology });
        TrySend(sender, [5]);
        TrySend(sender, [6]);
        using RunningChild child = Child("hold-lease", sender.Name.Value, $"{topology}", nameof(MqDelivery.AtMostOnce));
        Assert.Equal("received 5 1", child.ReadLine());
        child.Kill();
        MqQueue receiver = Open(Options() with { Topology = topology });
        Assert.Equal([6], TryReceive(receiver));
        Assert.Null(TryReceive(receiver));
        Assert.Equal((0L, 1L), (Look().MessagesRedelivered, Look().MessagesLost));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void The_claim_of_a_killed_sender_is_room_again_and_was_never_sent(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Topology = topology, Capacity = 1, Access = MqAccess.Receive });
        using RunningChild child = Child("hold-claim", queue.Name.Value, $"{topology}");
        Assert.Equal("claimed", child.ReadLine());
        child.Kill();
        MqQueue sender = Open(Options() with { Topology = topology, Capacity = 1 });
        Assert.Null(TryReceive(queue));
        Assert.True(TrySend(sender, [1]));
        Assert.Equal([1], TryReceive(queue));
        Assert.Equal(topology == MqTopology.OneToOne ? 0 : 1, Look().ClaimsAborted);
    }

    private static byte[] Peeked(MqQueue queue)
    {
        byte[] buffer = new byte[queue.MaxMessageBytes];
        List<byte> numbers = [];
        while (queue.TryPeek(numbers.Count, buffer, out _, out _))
        {
            numbers.Add(buffer[0]);
        }

        return [.. numbers];
    }
}
