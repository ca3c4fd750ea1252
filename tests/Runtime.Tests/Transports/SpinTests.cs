using TypedMq.Tests.Hosting;
using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>How a blocking call spins before it sleeps.</summary>
public sealed class SpinTests : IDisposable
{
    private readonly CountingClock _clock = new();
    private readonly ScriptedQueue _queue;
    private readonly MqNode _node;

    public SpinTests()
    {
        _queue = new(capacity: 4, _clock);
        _node = MqNode.Create(options => options.AddTransport("least", _ => new LeastTransport(queue: _queue)).Transport = "least");
    }

    public void Dispose() => _node.Dispose();

    [Fact]
    public void What_comes_within_a_few_looks_is_taken_without_a_look_at_the_clock()
    {
        using MqByteChannel channel = Open(TimeSpan.FromSeconds(1));
        _queue.Looking = looks => Put(looks == 12);
        int before = _clock.Reads;
        Assert.True(channel.TryReceive(new byte[16], out _, out _, TimeSpan.FromSeconds(20)));

        // Once for the deadline, which is the caller's; where there is one processor, nobody spins.
        Assert.Equal(Environment.ProcessorCount > 1 ? 1 : _clock.Reads - before, _clock.Reads - before);
        Assert.Equal(Environment.ProcessorCount > 1 ? 0 : 12, _queue.Waits);
    }

    [Fact]
    public void Who_does_not_wait_looks_once_and_at_no_clock()
    {
        using MqByteChannel channel = Open(TimeSpan.FromSeconds(1));
        int before = _clock.Reads;
        Assert.False(channel.TryReceive(new byte[16], out _, out _));
        Assert.Equal((1, 0, before), (_queue.Looks, _queue.Waits, _clock.Reads));
    }

    [Fact]
    public void When_its_time_is_over_spinning_gives_way_to_sleep()
    {
        using MqByteChannel channel = Open(TimeSpan.FromMilliseconds(1));
        _queue.Looking = _ => Put(_queue.Waits == 3);
        channel.Receive(new byte[16], out _);
        Assert.Equal(3, _queue.Waits);
    }

    [Fact]
    public void A_token_that_is_cancelled_meanwhile_ends_the_spin_within_a_few_looks()
    {
        using MqByteChannel channel = Open(TimeSpan.FromSeconds(1));
        using CancellationTokenSource source = new();
        _queue.Looking = looks =>
        {
            if (looks == 40)
            {
                source.Cancel();
            }
        };
        Assert.Throws<OperationCanceledException>(() => channel.Receive(new byte[16], out _, source.Token));
        Assert.InRange(_queue.Looks, 41, 40 + 17);
    }

    private MqByteChannel Open(TimeSpan spin) => _node.OpenBytes("scripted", options => options.SpinTime = spin);

    private void Put(bool now)
    {
        if (now)
        {
            Assert.True(_queue.TryClaim(default, 0, out MqClaim claim));
            Assert.True(_queue.TryCommit(ref claim, 1));
        }
    }

    private sealed class CountingClock : TimeProvider
    {
        public int Reads { get; private set; }

        public override long GetTimestamp()
        {
            Reads++;
            return base.GetTimestamp();
        }
    }
}
