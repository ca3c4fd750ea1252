using System.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>A deadline is a point in monotonic time.</summary>
public class DeadlineTests
{
    [Fact]
    public void Zero_means_not_to_wait()
    {
        MqDeadline deadline = MqDeadline.After(TimeSpan.Zero);
        Assert.True(deadline.HasPassed);
        Assert.False(deadline.IsInfinite);
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
        Assert.True(MqDeadline.Now.HasPassed);
    }

    [Fact]
    public void The_infinite_timeout_never_passes()
    {
        MqDeadline deadline = MqDeadline.After(Timeout.InfiniteTimeSpan);
        Assert.False(deadline.HasPassed);
        Assert.True(deadline.IsInfinite);
        Assert.Equal(TimeSpan.MaxValue, deadline.Remaining);
        Assert.True(MqDeadline.Infinite.IsInfinite);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-2 * TimeSpan.TicksPerMillisecond)]
    [InlineData(long.MinValue)]
    public void Any_other_negative_timeout_is_refused(long ticks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MqDeadline.After(new TimeSpan(ticks)));

    [Fact]
    [Trait("Accepts", "P21")]
    [Trait("Transport", "every")]
    public void A_timeout_too_long_for_the_clock_never_passes()
    {
        Assert.True(MqDeadline.After(TimeSpan.MaxValue).IsInfinite);
        TimeSpan clock = TimeSpan.FromSeconds((double)long.MaxValue / Stopwatch.Frequency);

        // Around the largest time that the clock can count, no sum may wrap round to the past.
        for (int i = -1000; i <= 1000; i++)
        {
            MqDeadline deadline = MqDeadline.After(clock + (i * TimeSpan.FromSeconds(100)));
            Assert.False(deadline.HasPassed);
            Assert.True(deadline.Remaining > TimeSpan.FromDays(365));
        }
    }

    [Fact]
    public void The_shortest_timeout_lies_ahead_and_passes()
    {
        MqDeadline deadline = MqDeadline.After(TimeSpan.FromTicks(1));
        Assert.True(SpinWait.SpinUntil(() => deadline.HasPassed, TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
    }

    [Fact]
    public void The_time_that_remains_shrinks_and_is_never_more_than_the_timeout()
    {
        TimeSpan timeout = TimeSpan.FromMinutes(5);
        MqDeadline deadline = MqDeadline.After(timeout);
        TimeSpan first = deadline.Remaining;
        Assert.InRange(first, TimeSpan.FromMinutes(4), timeout);
        Assert.True(SpinWait.SpinUntil(() => deadline.Remaining < first, TimeSpan.FromSeconds(10)));
        Assert.False(deadline.HasPassed);
    }

    [Fact]
    public void A_deadline_does_not_pass_early()
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(20);
        long start = Stopwatch.GetTimestamp();
        MqDeadline deadline = MqDeadline.After(timeout);
        Assert.True(SpinWait.SpinUntil(() => deadline.HasPassed, TimeSpan.FromSeconds(10)));
        Assert.True(Stopwatch.GetElapsedTime(start) >= timeout);
    }
}
