using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>What a transport gets that says nothing about batches and discarding.</summary>
public sealed class BatchSeamTests
{
    [Fact]
    public void Batches_go_message_by_message_and_in_order()
    {
        using ScriptedQueue queue = new(capacity: 4);
        MqClaim[] claims = new MqClaim[3];
        Assert.Equal(3, queue.TryClaim(default, 5, claims));
        Assert.All(claims, claim => Assert.Equal(5, claim.Priority));
        Assert.Equal(3, queue.TryCommit(claims, [1, 2, 3]));
        Assert.All(claims, claim => Assert.Equal(0, claim.Capacity));

        MqLease[] leases = new MqLease[4];
        Assert.Equal(3, queue.TryReceive(leases));
        Assert.Equal([1, 2, 3, 0], leases.Select(lease => lease.Length));
        queue.Complete(leases.AsSpan(0, 3));
        Assert.Equal([1UL, 2, 3], queue.Completed);
        Assert.Equal(0, queue.TryReceive(leases));
    }

    [Fact]
    public void A_full_queue_commits_what_it_can_and_leaves_the_other_claims_alone()
    {
        using ScriptedQueue queue = new(capacity: 4) { CommitsLeft = 2 };
        MqClaim[] claims = new MqClaim[3];
        Assert.Equal(3, queue.TryClaim(default, 0, claims));
        Assert.Equal(2, queue.TryCommit(claims, [1, 2, 3]));
        Assert.Equal([0, 0, 16], claims.Select(claim => claim.Capacity));
    }

    [Fact]
    public void A_queue_without_room_claims_nothing()
    {
        using ScriptedQueue queue = new(capacity: 0);
        Assert.Equal(0, queue.TryClaim(default, 0, new MqClaim[2]));
        Assert.Equal(0, queue.TryClaim(default, 0, Span<MqClaim>.Empty));
    }

    [Fact]
    public void What_was_taken_before_an_error_is_there_to_be_settled()
    {
        using ScriptedQueue queue = new(capacity: 4) { Failure = new MqQueueRemovedException("scripted") };
        Assert.True(queue.TryClaim(default, 0, out MqClaim claim));
        Assert.True(queue.TryCommit(ref claim, 7));
        MqLease[] leases = new MqLease[2];
        Assert.Throws<MqQueueRemovedException>(() => queue.TryReceive(leases));
        Assert.Equal([1, 0], leases.Select(lease => lease.DeliveryCount));
    }

    [Fact]
    public void Discarding_is_refused_by_name()
    {
        using ScriptedQueue queue = new(capacity: 1);
        MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => queue.TryDiscardOldest(0));
        Assert.Contains("discarding the oldest message", error.Message, StringComparison.Ordinal);
        Assert.Contains("DropOldest", error.Message, StringComparison.Ordinal);
    }
}
