namespace TypedMq.Consumers;

/// <summary>How a consumer works, with nothing left open: see <see cref="MqConsumerOptions"/>.</summary>
internal sealed record ConsumerSettings(
    int Concurrency,
    int MaxAttempts,
    TimeSpan Backoff,
    TimeSpan MaxBackoff,
    TimeSpan ShutdownTimeout,
    bool DeadLetter,
    IReadOnlyList<Func<IServiceProvider, IMqFilter>> Filters)
{
    /// <summary>How long to wait after so many failures in a row: twice as long each time.</summary>
    public TimeSpan DelayAfter(int failures)
    {
        double ticks = Backoff.Ticks * Math.Pow(2, Math.Min(failures - 1, 62));
        return ticks < MaxBackoff.Ticks ? TimeSpan.FromTicks((long)ticks) : MaxBackoff;
    }
}
