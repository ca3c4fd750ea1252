using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq.Tests.Transports;

/// <summary>What only those meet who call the seam themselves.</summary>
public sealed class InProcessSeamTests : IDisposable
{
    private readonly InProcessTransport _transport = new();
    private readonly MqQueue _queue;

    public InProcessSeamTests() => _queue = _transport.Open(
        new() { Name = MqQueueName.Parse("q"), Capacity = 1, MaxMessageBytes = 16, Delivery = MqDelivery.AtLeastOnce });

    public void Dispose()
    {
        _queue.Dispose();
        _transport.Dispose();
    }

    [Fact]
    public void Committing_more_than_was_claimed_is_refused_and_uses_the_claim_up()
    {
        Assert.True(_queue.TryClaim(default, 0, out MqClaim claim));
        Assert.Throws<MqMessageTooLargeException>(() => _queue.TryCommit(ref claim, 17));
        Assert.True(_queue.TryClaim(default, 0, out _));
    }

    [Fact]
    public void A_priority_out_of_range_claims_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.TryClaim(default, -1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.TryClaim(default, 32768, out _));
        Assert.True(_queue.TryClaim(default, 32767, out _));
    }

    [Fact]
    public void A_claim_that_is_used_up_is_aborted_without_effect_and_a_settled_lease_is_refused()
    {
        Assert.True(_queue.TryClaim(default, 0, out MqClaim claim));
        Assert.True(_queue.TryCommit(ref claim, 0));
        _queue.Abort(ref claim);
        Assert.True(_queue.TryReceive(out MqLease lease));
        MqLease copy = lease;
        _queue.Complete(ref lease);
        Assert.Throws<InvalidOperationException>(() => _queue.Complete(ref copy));
    }

    [Fact]
    public void An_abandoned_message_comes_again_with_its_count_and_its_place()
    {
        using MqQueue queue = _transport.Open(new() { Name = MqQueueName.Parse("two"), Capacity = 2, MaxMessageBytes = 16, Delivery = MqDelivery.AtLeastOnce });
        Send(queue, 1);
        Send(queue, 2);
        Assert.True(queue.TryReceive(out MqLease first));
        Assert.Equal(1, first.DeliveryCount);
        queue.Abandon(ref first);
        Assert.True(queue.TryReceive(out MqLease again));
        Assert.Equal((1, 2), (again.Payload[0], again.DeliveryCount));
    }

    [Fact]
    public void Delivered_at_most_once_an_abandoned_message_is_gone()
    {
        using MqQueue queue = _transport.Open(new() { Name = MqQueueName.Parse("q"), Delivery = MqDelivery.AtMostOnce });
        Send(queue, 1);
        Assert.True(queue.TryReceive(out MqLease lease));
        queue.Abandon(ref lease);
        Assert.False(queue.TryReceive(out _));
        Send(queue, 2);
    }

    [Fact]
    public void The_envelope_arrives_with_its_optional_fields()
    {
        MqEnvelope sent = new() { Tag = 7, Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.TimeToLive, CorrelationId = ulong.MaxValue, TimeToLive = 5 };
        Assert.True(_queue.TryClaim(in sent, 0, out MqClaim claim));
        Assert.True(_queue.TryCommit(ref claim, 0));
        Assert.True(_queue.TryReceive(out MqLease lease));
        Assert.Equal(sent, lease.ReadEnvelope());
    }

    private static void Send(MqQueue queue, byte value)
    {
        Assert.True(queue.TryClaim(default, 0, out MqClaim claim));
        claim.Payload[0] = value;
        Assert.True(queue.TryCommit(ref claim, 1));
    }
}
