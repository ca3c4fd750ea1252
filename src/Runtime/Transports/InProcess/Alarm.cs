namespace TypedMq.Transports.InProcess;

/// <summary>Timers that ring at a deadline, by clocks that somebody may advance at the same moment.</summary>
internal static class Alarm
{
    /// <summary>The longest time that a timer takes at once (<see cref="TimeProvider.CreateTimer"/>): longer waits wake in between.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>How long setting a timer may take by its own clock.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMicroseconds(50);

    /// <summary>Sets a timer, once.</summary>
    /// <returns>False when the deadline has passed meanwhile.</returns>
    public static bool Set(ITimer timer, MqDeadline deadline)
    {
        TimeSpan left, leftNow = deadline.Remaining;
        do
        {
            // A clock that was advanced while the timer was set would ring too late by that much.
            left = leftNow;
            timer.Change(left < Longest ? left : Longest, Timeout.InfiniteTimeSpan);
            leftNow = deadline.Remaining;
        }
        while (left - leftNow > Slack && leftNow > TimeSpan.Zero);
        return leftNow > TimeSpan.Zero;
    }
}
