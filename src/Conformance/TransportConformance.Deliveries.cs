namespace TypedMq.Conformance;

/// <summary>Messages that are settled by hand, where the transport keeps them until then; where it does not, they are refused by name.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Capability", "AtLeastOnce")]
    [Trait("Shape", "delivery")]
    [Trait("Shape", "async delivery, stream of them")]
    public async Task What_is_completed_by_hand_is_gone_and_what_is_abandoned_comes_again()
    {
        string name = NewConsumedName();
        if (RefusesDeliveries(name))
        {
            return;
        }

        IReadingDeliveries readings = Open<IReadingDeliveries>(name);
        readings.Send(ReadingOf(1));
        readings.Send(ReadingOf(2));
        Assert.True(readings.TryReceive(out MqDelivery<Reading> first));
        Assert.Equal((ReadingOf(1), 0, 1, false), (first.Value, first.Priority, first.DeliveryCount, first.Redelivered));
        first.Complete();
        Assert.Throws<InvalidOperationException>(first.Abandon);

        MqDelivery<Reading> second = await readings.ReceiveAsync();
        Assert.Equal(ReadingOf(2), second.Value);
        second.Abandon();
        Assert.True(readings.TryReceive(out MqDelivery<Reading> again, Patience));
        Assert.Equal((ReadingOf(2), 2, true), (again.Value, again.DeliveryCount, again.Redelivered));
        again.Complete();
        Assert.False(readings.TryReceive(out _));
    }

    [Fact]
    [Trait("Capability", "AtLeastOnce")]
    public async Task What_is_held_by_hand_is_nobody_elses_and_disposing_gives_it_back()
    {
        string name = NewConsumedName();
        if (RefusesDeliveries(name))
        {
            return;
        }

        IReadingDeliveries readings = Open<IReadingDeliveries>(name);
        for (int i = 0; i < 3; i++)
        {
            readings.Send(ReadingOf(i));
        }

        List<MqDelivery<Reading>> held = [];
        await foreach (MqDelivery<Reading> delivery in readings.ReceiveAllAsync())
        {
            held.Add(delivery);
            if (held.Count == 3)
            {
                break;
            }
        }

        Assert.False(readings.TryReceive(out _, TimeSpan.FromMilliseconds(1)));
        held[1].Complete();
        held[0].Dispose();
        held[2].Dispose();
        List<long> left = [];
        while (readings.TryReceive(out MqDelivery<Reading> delivery))
        {
            left.Add(delivery.Value.Id);
            delivery.Complete();
        }

        Assert.Equal([0, 2], left.Order());
    }

    [Fact]
    [Trait("Capability", "AtLeastOnce")]
    public async Task What_is_given_up_by_hand_is_kept_with_the_reason()
    {
        string name = NewConsumedName();
        if (RefusesDeliveries(name))
        {
            return;
        }

        IReadingDeliveries readings = Open<IReadingDeliveries>(name);
        readings.Send(ReadingOf(9));
        using MqDelivery<Reading> delivery = await readings.ReceiveAsync();
        await delivery.DeadLetterAsync("no such sensor");
        Assert.True(delivery.IsSettled);
        Assert.False(readings.TryReceive(out _));

        using MqDeadLetterQueue dead = OtherNode().OpenDeadLetters(name);
        Assert.Equal(1, await dead.ReplayAllAsync());
        Assert.True(readings.TryReceive(out MqDelivery<Reading> again, Patience));
        Assert.Equal((ReadingOf(9), 1), (again.Value, again.DeliveryCount));
        again.Complete();
    }

    private bool RefusesDeliveries(string name)
    {
        if (Node.GetCapabilities().AtLeastOnce)
        {
            return false;
        }

        MqNotSupportedException refusal = Assert.Throws<MqNotSupportedException>(() => Open<IReadingDeliveries>(name));
        Assert.Contains("MqDelivery<T>", refusal.Message, StringComparison.Ordinal);
        return true;
    }
}
