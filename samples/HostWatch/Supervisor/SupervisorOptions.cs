namespace HostWatch;

/// <summary>What the user asked for.</summary>
/// <param name="Duration">How long to run; null means until Ctrl-C.</param>
/// <param name="Chaos">Whether to kill a process every two seconds.</param>
/// <param name="Interval">How long the collector waits between two samples.</param>
/// <param name="Plain">Whether to print lines rather than a live screen.</param>
internal sealed record SupervisorOptions(TimeSpan? Duration, bool Chaos, TimeSpan Interval, bool Plain);
