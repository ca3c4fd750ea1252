using TypedMq.Transports;

namespace TypedMq.Tests.InProcess;

/// <summary>With a clock that a test advances, timeouts pass when the test says so, and not before.</summary>
[Trait("Transport", "inprocess")]
[Trait("Layer", "typed")]
public sealed class ClockTests : InProcessTest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualClock _clock = new();
    private readonly MqByteChannel _queue;

    public ClockTests() => _queue = Create(NewNode(options => options.Clock = _clock), capacity: 2);

    [Fact]
    [Trait("Accepts", "G12")]
    [Trait("Accepts", "P20")]
    public async Task A_receive_gives_up_when_its_time_has_passed_to_the_tick()
    {
        Task<bool> receive = Blocking(() => _queue.TryReceive(new byte[16], out _, out _, Hour));
        _clock.WaitForTimers(1);
        _clock.Advance(Hour - TimeSpan.FromTicks(1));
        Assert.False(receive.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(await receive.WaitAsync(Patience));
    }

    [Fact]
    [Trait("Accepts", "G11")]
    [Trait("Accepts", "P20")]
    public async Task A_send_gives_up_when_its_time_has_passed()
    {
        Fill(_queue);
        Task<bool> send = Blocking(() => _queue.Send([2], Hour));
        _clock.WaitForTimers(1);
        Assert.False(send.IsCompleted);
        _clock.Advance(Hour);
        Assert.False(await send.WaitAsync(Patience));
        Assert.Equal(2, _queue.GetAttributes().Count);
    }

    [Fact]
    public async Task A_selective_receive_gives_up_when_its_time_has_passed()
    {
        _queue.Send([1], 1);
        Task<bool> receive = Blocking(() => _queue.TryReceive(new byte[16], MqSelection.Exactly(2), out _, out _, Hour));
        _clock.WaitForTimers(1);
        _clock.Advance(Hour);
        Assert.False(await receive.WaitAsync(Patience));
    }

    [Fact]
    public async Task Time_that_passes_while_a_call_falls_asleep_is_not_waited_for_again()
    {
        _clock.NextDelay = Hour / 2;
        Task<bool> receive = Blocking(() => _queue.TryReceive(new byte[16], out _, out _, Hour));
        _clock.WaitForTimers(1);
        _clock.Advance(Hour / 2);
        Assert.False(await receive.WaitAsync(Patience));
    }

    [Fact]
    [Trait("Accepts", "G25")]
    public async Task What_comes_in_time_is_received_without_the_clock()
    {
        Task<bool> receive = Blocking(() => _queue.TryReceive(new byte[16], out _, out _, Hour));
        _clock.WaitForTimers(1);
        _queue.Send([1]);
        Assert.True(await receive.WaitAsync(Patience));
    }

    [Fact]
    [Trait("Accepts", "P22")]
    public async Task A_step_of_the_time_of_day_changes_no_waiting_time()
    {
        Task<bool> receive = Blocking(() => _queue.TryReceive(new byte[16], out _, out _, Hour));
        _clock.WaitForTimers(1);
        _clock.StepTimeOfDay(Hour);
        _clock.StepTimeOfDay(-3 * Hour);
        _clock.Advance(Hour / 2);
        Assert.False(receive.IsCompleted);
        _clock.Advance(Hour / 2);
        Assert.False(await receive.WaitAsync(Patience));
    }

    [Fact]
    [Trait("Accepts", "P18")]
    [Trait("Accepts", "P19")]
    [Trait("Accepts", "P28")]
    [Trait("Accepts", "P29")]
    public void Without_time_to_wait_a_call_does_what_can_be_done_at_once()
    {
        Assert.False(_queue.TryReceive(new byte[16], out _, out _, TimeSpan.Zero));
        Assert.True(_queue.Send([1], TimeSpan.Zero));
        Assert.True(_queue.TryReceive(new byte[16], out _, out _, TimeSpan.Zero));
        Fill(_queue);
        Assert.False(_queue.Send([1], TimeSpan.Zero));
    }

    [Fact]
    [Trait("Accepts", "P21")]
    public async Task A_wait_longer_than_any_timer_goes_on_until_its_end()
    {
        TimeSpan years = TimeSpan.FromDays(1000);
        Task<bool> receive = Blocking(() => _queue.TryReceive(new byte[16], out _, out _, years));
        while (!receive.IsCompleted && years > TimeSpan.Zero)
        {
            _clock.WaitForTimers(1);
            _clock.Advance(TimeSpan.FromDays(40));
            years -= TimeSpan.FromDays(40);
        }

        Assert.False(await receive.WaitAsync(Patience));
        Assert.Equal(TimeSpan.Zero, years);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700_000)] // 0.07 s, which is no whole number of ticks in a double
    [InlineData(36_000_000_001)]
    public void A_deadline_passes_when_its_clock_was_advanced_by_just_the_timeout(long ticks)
    {
        TimeSpan timeout = TimeSpan.FromTicks(ticks);
        MqDeadline deadline = MqDeadline.After(timeout, _clock);
        Assert.Equal(timeout, deadline.Remaining);
        _clock.Advance(timeout - TimeSpan.FromTicks(1));
        Assert.False(deadline.HasPassed);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(deadline.HasPassed);
    }

    [Fact]
    public async Task Typed_channels_wait_by_the_clock_too()
    {
        using MqNode node = MqNode.Create(options => options.UseInProcess(o => o.Clock = _clock));
        Hosting.IPings pings = node.Open<Hosting.IPings>();
        Task<bool> receive = Blocking(() => pings.TryReceive(out _, Hour));
        _clock.WaitForTimers(1);
        _clock.Advance(Hour);
        Assert.False(await receive.WaitAsync(Patience));
    }
}
