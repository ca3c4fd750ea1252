namespace TypedMq.Tests.Consumers;

public sealed class DeliveryTests : ConsumerTest
{
    private readonly MqNode _node;
    private readonly IJobDeliveries _jobs;

    public DeliveryTests()
    {
        _node = NewNode();
        _jobs = _node.Open<IJobDeliveries>();
    }

    [Fact]
    public void A_delivery_is_settled_once()
    {
        _jobs.Send(new(1));
        Assert.True(_jobs.TryReceive(out MqDelivery<Job> delivery));
        MqDelivery<Job> copy = delivery;
        Assert.False(copy.IsSettled);
        delivery.Complete();
        Assert.True(copy.IsSettled);
        Assert.Throws<InvalidOperationException>(copy.Complete);
        Assert.Throws<InvalidOperationException>(copy.Abandon);
        Assert.Throws<InvalidOperationException>(() => copy.SentAt);
        Assert.Throws<InvalidOperationException>(() => { copy.DeadLetterAsync("no"); });
        copy.Dispose();
        Assert.Equal(new Job(1), copy.Value);
        Assert.False(_jobs.TryReceive(out _));
    }

    [Fact]
    public void A_copy_of_a_settled_delivery_has_no_power_over_those_that_come_after_it()
    {
        _jobs.Send(new(1));
        _jobs.Send(new(2));
        Assert.True(_jobs.TryReceive(out MqDelivery<Job> first));
        first.Complete();
        Assert.True(_jobs.TryReceive(out MqDelivery<Job> second));
        Assert.NotEqual(first, second);
        first.Dispose();
        Assert.Throws<InvalidOperationException>(first.Abandon);
        Assert.False(second.IsSettled);
        second.Complete();
    }

    [Fact]
    public void A_delivery_that_is_abandoned_or_only_disposed_comes_again_and_says_so()
    {
        _jobs.Send(new(1));
        Assert.True(_jobs.TryReceive(out MqDelivery<Job> delivery));
        Assert.Equal((1, false), (delivery.DeliveryCount, delivery.Redelivered));
        delivery.Abandon();

        using (Next())
        {
        }

        using MqDelivery<Job> third = Next();
        Assert.Equal((3, true, 1), (third.DeliveryCount, third.Redelivered, third.Value.Number));
        third.Complete();
    }

    [Fact]
    public async Task A_delivery_can_be_put_into_the_dead_letter_queue()
    {
        _jobs.Send(new(1));
        using MqDelivery<Job> delivery = Next();
        await delivery.DeadLetterAsync("no such desk");
        Assert.True(delivery.IsSettled);
        Assert.False(_jobs.TryReceive(out _));
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobDeliveries>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Equal(("no such desk", 1), (letter.Reason, letter.Attempts));
        Assert.Null(letter.ExceptionType);
    }

    [Fact]
    public async Task While_the_dead_letter_queue_is_full_the_message_comes_again()
    {
        using MqByteChannel full = _node.OpenBytes("jobs.dead", options => (options.Capacity, options.Envelope) = (1, MqEnvelopeMode.Standard));
        full.Send([1]);
        _jobs.Send(new(1));
        MqDelivery<Job> delivery = Next();
        MqQueueFullException error = await Assert.ThrowsAsync<MqQueueFullException>(async () => await delivery.DeadLetterAsync("no"));
        Assert.Equal("jobs.dead", error.Queue);
        Assert.True(delivery.IsSettled);
        Assert.Equal(2, Next().DeliveryCount);
    }

    [Fact]
    public async Task Deliveries_can_be_awaited_and_held_at_once()
    {
        for (int i = 0; i < 4; i++)
        {
            _jobs.Send(new(i));
        }

        MqDelivery<Job> first = await _jobs.ReceiveAsync();
        MqDelivery<Job> second = await _jobs.ReceiveTaskAsync();
        List<MqDelivery<Job>> rest = [];
        await foreach (MqDelivery<Job> delivery in _jobs.ReceiveAllAsync())
        {
            rest.Add(delivery);
            if (rest.Count == 2)
            {
                break;
            }
        }

        Assert.Equal([0, 1, 2, 3], [first.Value.Number, second.Value.Number, .. rest.Select(delivery => delivery.Value.Number)]);
        Assert.All([first, second, .. rest], delivery => Assert.False(delivery.IsSettled));

        // In any order, also when the channel is closed.
        ((IDisposable)_jobs).Dispose();
        rest[1].Abandon();
        first.Complete();
        rest[0].Complete();
        second.Complete();
        IJobDeliveries again = _node.Open<IJobDeliveries>();
        Assert.True(again.TryReceive(out MqDelivery<Job> left));
        Assert.Equal(3, left.Value.Number);
        Assert.False(again.TryReceive(out _));
    }

    [Fact]
    public async Task A_delivery_is_waited_for()
    {
        Assert.False(_jobs.TryReceive(out _, TimeSpan.FromMilliseconds(1)));
        Task<MqDelivery<Job>> waiting = _jobs.ReceiveTaskAsync();
        Assert.False(waiting.IsCompleted);
        _jobs.Send(new(5));
        using MqDelivery<Job> delivery = await waiting.WaitAsync(Patience);
        Assert.Equal(5, delivery.Value.Number);
    }

    [Fact]
    public async Task Of_many_who_settle_one_delivery_at_once_one_succeeds()
    {
        for (int round = 0; round < 100; round++)
        {
            _jobs.Send(new(round));
            MqDelivery<Job> delivery = Next();
            int succeeded = 0;
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                try
                {
                    delivery.Complete();
                    Interlocked.Increment(ref succeeded);
                }
                catch (InvalidOperationException)
                {
                    // Somebody else was faster.
                }
            })));
            Assert.Equal(1, succeeded);
        }
    }

    [Fact]
    public async Task A_delivery_that_outlives_its_channel_is_settled_but_opens_no_queue_for_it()
    {
        MqNode node = NewNode();
        IJobs jobs = node.Open<IJobs>();
        jobs.Send(new(1));
        jobs.Send(new(2));
        IJobDeliveries channel = node.Open<IJobDeliveries>();
        Assert.True(channel.TryReceive(out MqDelivery<Job> first));
        Assert.True(channel.TryReceive(out MqDelivery<Job> second));
        ((IDisposable)channel).Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await first.DeadLetterAsync("too late"));
        second.Complete();
        Assert.Equal(1, jobs.Receive().Number);
        Assert.False(jobs.TryReceive(out _));
        Assert.DoesNotContain("jobs.dead", node.List());
    }

    [Fact]
    public void A_default_delivery_is_no_message()
    {
        MqDelivery<Job> none = default;
        Assert.True(none.IsSettled);
        none.Dispose();
        Assert.Throws<InvalidOperationException>(none.Complete);
    }

    [Theory]
    [InlineData("Delivery")]
    [InlineData("Topology")]
    public void A_channel_that_keeps_nothing_until_it_is_completed_is_refused(string key)
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => _node.Open<IJobDeliveries>(options =>
        {
            options.Delivery = key == "Delivery" ? MqDelivery.AtMostOnce : null;
            options.Topology = key == "Topology" ? MqTopology.OneToOne : null;
        }));
        Assert.Equal($"Channels:jobs:{key}", error.Key);
        Assert.Contains("MqDelivery<T>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Receiving_and_completing_deliveries_allocates_nothing_but_the_message()
    {
        for (int i = 0; i < 64; i++)
        {
            _jobs.Send(new(i));
        }

        // The first ones make what is pooled.
        Take(32);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Take(32);
        Assert.Equal(32 * 24, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(_jobs.TryReceive(out MqDelivery<Job> delivery));
            delivery.Complete();
        }
    }

    private MqDelivery<Job> Next()
    {
        Assert.True(_jobs.TryReceive(out MqDelivery<Job> delivery));
        return delivery;
    }
}
