namespace HostWatch;

/// <summary>
/// When to raise an alert, and when to clear it. The two limits differ (hysteresis), so that a value that trembles around one of
/// them does not raise an alert again and again.
/// </summary>
/// <param name="RaiseAt">The average that raises it.</param>
/// <param name="ClearBelow">The average below which it is cleared.</param>
internal sealed record AlertRule(double RaiseAt, double ClearBelow)
{
    /// <summary>The rule for a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>Its rule; null when nothing about it is alarming.</returns>
    public static AlertRule? For(HostMetric metric) => metric switch
    {
        HostMetric.Core => Core,
        HostMetric.Memory => Memory,
        HostMetric.Disk => Disk,
        HostMetric.Process => Process,
        _ => null,
    };

    private static AlertRule Core { get; } = new(RaiseAt: 90, ClearBelow: 75);

    private static AlertRule Memory { get; } = new(RaiseAt: 90, ClearBelow: 85);

    private static AlertRule Disk { get; } = new(RaiseAt: 90, ClearBelow: 70);

    private static AlertRule Process { get; } = new(RaiseAt: 90, ClearBelow: 75);

    /// <summary>What an average means for the alert.</summary>
    /// <param name="average">The average.</param>
    /// <param name="raised">Whether the alert is raised.</param>
    /// <returns>Whether it is to be raised from now on.</returns>
    public bool Decide(double average, bool raised) => average >= (raised ? ClearBelow : RaiseAt);
}
