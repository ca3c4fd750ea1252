using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>Looking at a queue from outside.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqAttributesTests : FastMqTest
{
    [Fact]
    [Trait("Accepts", "G24")]
    public void They_say_what_the_queue_is_and_holds()
    {
        using FastMqTransport transport = With(new() { MaxHandles = 7 });
        MqQueue queue = Open(Options() with { Capacity = 9, MaxPriorities = 3 }, transport);
        TrySend(queue, [1], 4);
        TrySend(queue, [1], 32767);
        TrySend(queue, [1], 4);
        FastMqAttributes seen = Look();
        Assert.Equal(
            (queue.Name.Value, FileOf(), 9, 100, MqTopology.ManyToMany, 3, 3, 7, false),
            (seen.Queue, seen.Path, seen.Capacity, seen.MaxMessageBytes, seen.Topology, seen.MaxPriorities, seen.Count, seen.MaxHandles, seen.IsCorrupt));
        Assert.Equal([32767, 4], seen.Priorities);
        Assert.Equal((0L, 0L, 0L, 0L, 0L), (seen.MessagesRedelivered, seen.ClaimsAborted, seen.MessagesLost, seen.ParticipantsReaped, seen.MessagesDiscarded));
    }

    [Fact]
    public void They_say_the_same_of_a_queue_for_one_sender_and_one_receiver()
    {
        MqQueue queue = Open(OneToOne() with { Capacity = 5 });
        TrySend(queue, [1]);
        TrySend(queue, [2]);
        FastMqAttributes seen = Look();
        Assert.Equal((5, 100, MqTopology.OneToOne, 1, 2), (seen.Capacity, seen.MaxMessageBytes, seen.Topology, seen.MaxPriorities, seen.Count));
    }

    [Fact]
    public void They_show_who_has_it_open_and_what_each_may_do()
    {
        Open(Options() with { Access = MqAccess.Send });
        Open(Options() with { Access = MqAccess.Receive, Delivery = MqDelivery.AtMostOnce });
        using RunningChild child = Child("hold-claim", Name().Value, nameof(MqTopology.ManyToMany));
        Assert.Equal("claimed", child.ReadLine());
        IReadOnlyList<FastMqParticipant> participants = Look().Participants;
        Assert.Equal(
            [(Environment.ProcessId, MqAccess.Send, MqDelivery.AtLeastOnce, true), (Environment.ProcessId, MqAccess.Receive, MqDelivery.AtMostOnce, true), (child.Id, MqAccess.Both, MqDelivery.AtLeastOnce, true)],
            participants.Select(one => (one.ProcessId, one.Access, one.Delivery, one.IsAlive)));
        Assert.All(participants, one => Assert.InRange(one.AttachedAt, DateTimeOffset.UtcNow - TimeSpan.FromMinutes(5), DateTimeOffset.UtcNow));

        // A dead one is shown as what it is, until somebody needs its place.
        child.Kill();
        Assert.Equal([true, true, false], Look().Participants.Select(one => one.IsAlive));
        Open().Dispose();
        Assert.Equal(2, Look().Participants.Count);
        Assert.Equal((1L, 1L), (Look().ParticipantsReaped, Look().ClaimsAborted));
    }

    [Theory]
    [InlineData(MqDirection.Receive)]
    [InlineData(MqDirection.Send)]
    public async Task They_show_how_many_wait_and_forget_those_that_were_killed(MqDirection direction)
    {
        MqQueue queue = Open();
        for (int i = 0; direction == MqDirection.Send && i < queue.Capacity; i++)
        {
            TrySend(queue, [1]);
        }

        using RunningChild child = Child("wait-for-ever", Name().Value, direction.ToString());
        await Eventually(() => Waiting() == 1);
        using CancellationTokenSource source = new();
        Task waiter = Task.Run(() => queue.Wait(direction, MqDeadline.Infinite, source.Token));
        await Eventually(() => Waiting() == 2);

        child.Kill();
        Open().Dispose();

        Assert.Equal(1, Waiting());
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        Assert.Equal(0, Waiting());

        int Waiting() => direction == MqDirection.Receive ? Look().ReceiversWaiting : Look().SendersWaiting;
    }

    [Fact]
    public async Task A_handle_with_asynchronous_receivers_counts_as_one_that_waits_until_it_is_disposed()
    {
        MqQueue queue = Open();
        MqQueue other = Open();
        Task first = queue.WaitAsync(MqDirection.Receive, default).AsTask();
        Task second = queue.WaitAsync(MqDirection.Receive, default).AsTask();
        await Eventually(() => Look().ReceiversWaiting == 1);
        queue.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second);

        await Eventually(() => Look().ReceiversWaiting == 0);
        other.Dispose();
    }

    [Fact]
    public void They_show_what_is_held_and_since_when_it_was_first_seen()
    {
        MqQueue queue = Open();
        MqQueue other = Open();
        TrySend(queue, [1]);
        MqLease lease = Receive(queue);
        MqClaim claim = Claim(other);
        DateTimeOffset before = DateTimeOffset.UtcNow - TimeSpan.FromMilliseconds(1);
        IReadOnlyList<FastMqParticipant> first = Look().Participants;
        FastMqHolding received = Assert.Single(first[0].Held);
        FastMqHolding claimed = Assert.Single(first[1].Held);
        Assert.Equal((false, true), (received.IsClaim, claimed.IsClaim));
        Assert.InRange(received.Since, before, DateTimeOffset.UtcNow);

        // The second look shows the time of the first one, to the millisecond.
        Until(() => DateTimeOffset.UtcNow > received.Since + TimeSpan.FromMilliseconds(5), "No time passes.");
        FastMqHolding again = Assert.Single(Look().Participants[0].Held);
        Assert.InRange(again.Since, received.Since - TimeSpan.FromMilliseconds(1), received.Since);

        queue.Complete(ref lease);
        other.Abort(ref claim);
        Assert.All(Look().Participants, one => Assert.Empty(one.Held));
        TrySend(queue, [1]);
        MqLease next = Receive(queue);
        Assert.True(Assert.Single(Look().Participants[0].Held).Since > received.Since);
        queue.Complete(ref next);
    }

    [Fact]
    public void They_count_what_was_discarded_and_delivered_again()
    {
        MqQueue queue = Open();
        TrySend(queue, [1], 3);
        TrySend(queue, [2], 1);
        TrySend(queue, [3], 1);
        Assert.True(queue.TryDiscardOldest(5));
        MqLease lease = Receive(queue);
        queue.Abandon(ref lease);
        Assert.Equal([1], TryReceive(queue));
        Assert.Equal((1L, 1L, 1), (Look().MessagesDiscarded, Look().MessagesRedelivered, Look().Count));
        Assert.Equal([3], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "G24")]
    public void Whoever_looks_takes_no_place_and_changes_no_file()
    {
        using FastMqTransport transport = With(new() { MaxHandles = 1 });
        Open(Options(), transport);
        for (int i = 0; i < 20; i++)
        {
            Assert.Single(Look().Participants);
        }

        Assert.DoesNotContain(Logger.Entries, entry => entry.Text.Contains("died", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Accepts", "G24")]
    public void There_are_none_of_a_queue_that_does_not_exist_and_none_is_created()
    {
        Assert.Null(FastMqAttributes.Read(Name().Value));
        Assert.False(File.Exists(FileOf()));
        Assert.Throws<MqConfigurationException>(() => FastMqAttributes.Read("no/name"));
    }

    [Fact]
    public void A_corrupt_queue_can_still_be_looked_at_and_deleted()
    {
        MqQueue queue = Open();
        TrySend(queue, [1]);
        Corrupt();
        Assert.True(Look().IsCorrupt);
        Assert.Equal(1, Look().Count);
        Assert.Throws<MqCorruptQueueException>(() => queue.TryReceive(out _));
        Assert.Throws<MqCorruptQueueException>(() => Transport.Open(Options()));
        Assert.True(Transport.Delete(Name()));
        Assert.True(TrySend(Open(), [1]));
    }

    private unsafe void Corrupt() => Volatile.Write(ref Map().Header->Condition, (uint)FastMqCondition.Corrupt);

    private static async Task Eventually(Func<bool> isSo)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            await Task.Delay(5, bound.Token);
        }
    }
}
