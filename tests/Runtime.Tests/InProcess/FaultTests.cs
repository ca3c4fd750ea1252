using TypedMq.Tests.Hosting;
using TypedMq.Transports;

namespace TypedMq.Tests.InProcess;

/// <summary>What goes wrong, goes wrong when the test says so.</summary>
[Trait("Transport", "inprocess")]
[Trait("Layer", "typed")]
public sealed class FaultTests : InProcessTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();
    private readonly InProcessFaults _faults = new();
    private readonly MqNode _node;

    public FaultTests() => _node = NewNode(options => (options.Faults, options.Clock) = (_faults, _clock));

    [Fact]
    public void Without_a_fault_nothing_goes_wrong()
    {
        using MqByteChannel queue = Create(_node);
        queue.Send([1], 3);
        Assert.Equal((byte)1, Take(queue));
        Assert.Null(Take(queue));
    }

    [Fact]
    public async Task A_full_queue_takes_nothing_until_the_fault_ends()
    {
        using MqByteChannel queue = Create(_node);
        queue.Send([1]);
        IDisposable full = _faults.Full("/q");
        Assert.False(queue.TrySend([2]));
        queue.IsBlocking = false;
        Assert.Throws<MqQueueFullException>(() => queue.Send([2]));
        queue.IsBlocking = true;
        Task<bool> blocked = Blocking(() => queue.Send([2], Timeout.InfiniteTimeSpan));
        Task awaited = queue.SendAsync(new byte[] { 2 }).AsTask();
        Task<bool> timed = Blocking(() => queue.Send([3], Second));
        _clock.WaitForTimers(1);
        _clock.Advance(Second);
        Assert.False(await timed.WaitAsync(Patience));
        Assert.Equal((byte)1, Take(queue));
        Assert.False(awaited.IsCompleted);

        full.Dispose();
        full.Dispose();
        await awaited.WaitAsync(Patience);
        Assert.True(await blocked.WaitAsync(Patience));
        Assert.Equal(((byte?)2, (byte?)2, (byte?)null), (Take(queue), Take(queue), Take(queue)));
    }

    [Fact]
    public async Task A_sender_that_is_held_back_keeps_the_room_from_no_service_without_faults()
    {
        InProcessHost host = new();
        MqByteChannel faulty = Create(NewNode(options => (options.Host, options.Faults) = (host, _faults)), capacity: 1);
        MqByteChannel sound = OpenExisting(NewNode(options => options.Host = host));
        sound.Send([1]);
        Task heldBack;
        using (_faults.Full("q"))
        {
            heldBack = faulty.SendAsync(new byte[] { 2 }).AsTask();
            Task waiting = sound.SendAsync(new byte[] { 3 }).AsTask();
            Assert.Equal((byte)1, Take(sound));
            await waiting.WaitAsync(Patience);
            Assert.False(heldBack.IsCompleted);
        }

        Assert.Equal((byte)3, Take(sound));
        await heldBack.WaitAsync(Patience);
        Assert.Equal((byte)2, Take(sound));
    }

    [Fact]
    public void Full_is_for_one_name_and_set_before_its_queue_is_there()
    {
        using (_faults.Full("pings"))
        using (_faults.Full("pings"))
        {
            IPings pings = _node.Open<IPings>(options => options.FullMode = MqFullMode.Fail);
            Assert.Throws<MqQueueFullException>(() => pings.Send(new Ping(1)));
            using MqByteChannel other = Create(_node);
            other.Send([1]);
            ((IMqChannel)pings).Dispose();
            Assert.Throws<ObjectDisposedException>(() => pings.TrySend(new Ping(1)));
        }

        Assert.True(_node.Open<IPings>().TrySend(new Ping(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_delayed_message_arrives_at_its_time_also_when_the_clock_is_advanced_while_it_is_sent(int seconds)
    {
        using MqByteChannel queue = Create(_node);
        using (_faults.Delay("q", 2 * Second))
        {
            _clock.NextDelay = seconds * Second;
            queue.Send([1]);
        }

        if (seconds < 2)
        {
            Assert.Null(Take(queue));
            _clock.Advance(Second);
        }

        Assert.Equal((byte)1, Take(queue));
    }

    [Fact]
    public async Task A_delayed_message_arrives_at_its_time_and_takes_up_room_until_then()
    {
        using MqByteChannel queue = Create(_node, capacity: 2);
        using (_faults.Delay("q", 2 * Second))
        using (_faults.Delay("q", Second))
        {
            queue.Send([1]);
        }

        queue.Send([2], 5);
        Assert.False(queue.TrySend([3]));
        Assert.Equal((byte)2, Take(queue));
        Assert.Null(Take(queue));
        Assert.Equal(0, queue.GetAttributes().Count);

        Task<(int Length, int Priority)> receive = queue.ReceiveAsync(new byte[16]).AsTask();
        _clock.Advance((2 * Second) - TimeSpan.FromTicks(1));
        Assert.False(receive.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((1, 0), await receive.WaitAsync(Patience));
    }

    [Fact]
    public void Delayed_messages_arrive_in_the_order_of_their_times()
    {
        using MqByteChannel queue = Create(_node);
        using MqByteChannel other = OpenExisting(_node);
        using (_faults.Delay("q", 2 * Second))
        {
            queue.Send([3]);
        }

        using (_faults.Delay("q", Second))
        {
            queue.Send([1]);
            other.Send([2]);
        }

        _clock.Advance(5 * Second);
        Assert.Equal(((byte?)1, (byte?)2, (byte?)3), (Take(queue), Take(queue), Take(queue)));
    }

    [Fact]
    public void What_is_delayed_into_a_queue_that_was_removed_goes_with_it()
    {
        using MqByteChannel queue = Create(_node);
        using (_faults.Delay("q", Second))
        {
            queue.Send([1]);
            Assert.Throws<MqMessageTooLargeException>(() => queue.Send(new byte[17]));
        }

        _node.Delete("q");
        _clock.Advance(Second);
        Assert.Equal(0, Create(_node).GetAttributes().Count);
    }

    [Fact]
    public async Task A_delay_by_the_clock_of_the_system_ends_too()
    {
        InProcessFaults faults = new();
        using MqByteChannel queue = Create(NewNode(options => options.Faults = faults));
        using (faults.Delay("q", TimeSpan.FromMilliseconds(15)))
        {
            queue.Send([1]);
            queue.Send([2]);
        }

        byte[] buffer = new byte[16];
        await queue.ReceiveAsync(buffer).AsTask().WaitAsync(Patience);
        Assert.Equal(1, buffer[0]);
        await queue.ReceiveAsync(buffer).AsTask().WaitAsync(Patience);
        Assert.Equal(2, buffer[0]);
    }

    [Theory]
    [InlineData(InProcessDamage.Payload)]
    [InlineData(InProcessDamage.Cut)]
    [InlineData(InProcessDamage.Envelope)]
    public async Task A_damaged_message_is_a_decode_error_and_the_next_one_is_received(InProcessDamage damage)
    {
        IPings pings = _node.Open<IPings>();
        _faults.CorruptNext("pings", damage);
        _faults.CorruptNext("pings", damage);
        for (int i = 1; i <= 3; i++)
        {
            pings.Send(new Ping(i));
        }

        Assert.False(Assert.Throws<MqDecodeException>(() => pings.TryReceive(out _)).IsTransient);
        await Assert.ThrowsAsync<MqDecodeException>(async () => await pings.ReceiveAsync());
        Assert.True(pings.TryReceive(out Ping ping));
        Assert.Equal(3, ping.Number);
        Assert.Equal(0, ((IMqChannel)pings).GetAttributes().Count);
    }

    [Fact]
    public void A_test_can_alter_the_bytes_itself_also_of_a_message_that_is_chosen()
    {
        using MqByteChannel queue = Create(_node);
        _faults.CorruptNext("q", payload => payload.Reverse());
        queue.Send([1, 2, 3], 1);
        queue.Send([1, 2, 3], 2);
        byte[] buffer = new byte[16];
        Assert.True(queue.TryReceive(buffer, MqSelection.Exactly(1), out int length, out _));
        Assert.Equal([3, 2, 1], buffer[..length]);
        Assert.Equal((byte)1, Take(queue));
    }

    [Fact]
    public async Task A_queue_that_is_taken_away_wakes_everybody_and_its_name_is_free()
    {
        MqNode node = NewNode(options => (options.Faults, options.Host) = (_faults, new() { RemovedKeepsWorking = true }));
        Assert.False(_faults.Remove("q"));
        MqByteChannel queue = Create(node);
        Task<int> blocked = Blocking(() => queue.Receive(new byte[16], out _));
        Assert.True(_faults.Remove("q"));
        await Assert.ThrowsAsync<MqQueueRemovedException>(() => blocked.WaitAsync(Patience));
        Assert.Throws<MqQueueRemovedException>(() => queue.TrySend([1]));
        using (_faults.Full("q"))
        {
            Assert.Throws<MqQueueRemovedException>(() => queue.TrySend([1]));
        }

        Assert.False(_faults.Remove("q"));
        Assert.Equal(0, Create(node).GetAttributes().Count);
    }

    [Fact]
    public void The_example_of_the_documentation_holds()
    {
        IPings pings = _node.Open<IPings>();
        using (_faults.Full("pings"))
        {
            Assert.False(pings.TrySend(new Ping(1)));
        }

        using (_faults.Delay("pings", 30 * Second))
        {
            pings.Send(new Ping(1));
        }

        Assert.False(pings.TryReceive(out _));
        _clock.Advance(30 * Second);
        Assert.True(pings.TryReceive(out _));

        _faults.CorruptNext("pings");
        pings.Send(new Ping(1));
        Assert.Throws<MqDecodeException>(() => pings.TryReceive(out _));

        _faults.Remove("pings");
        Assert.Throws<MqQueueRemovedException>(() => pings.TrySend(new Ping(1)));
    }

    [Fact]
    public void What_is_no_fault_is_refused()
    {
        Assert.Throws<MqConfigurationException>(() => _faults.Full("a/b"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _faults.Delay("q", TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => _faults.Delay("q", TimeSpan.FromDays(50)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _faults.CorruptNext("q", (InProcessDamage)3));
        Assert.Throws<ArgumentNullException>(() => _faults.CorruptNext("q", null!));
    }
}
