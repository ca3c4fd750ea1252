namespace TypedMq;

/// <summary>What a node's in-process queues are like: set up for tests by <c>UseInProcess(o =&gt; …)</c>. Not thread-safe.</summary>
/// <remarks>
/// All but <see cref="Host"/> is looked at whenever a queue is opened: keep the options to open the next one as another user. A handle stays
/// what it was opened as.
/// </remarks>
public sealed class InProcessOptions
{
    /// <summary>Where the queues live. Its own for each node, unless several are given the same one.</summary>
    public InProcessHost Host { get; set; } = new();

    /// <summary>
    /// The clock by which calls with a timeout, and delayed messages, wait; the system's unless it is set. One that a test advances by hand makes
    /// timeouts deterministic: blocked calls are woken by its timers. It must not hold a lock of its own while it calls them.
    /// </summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>As whom queues are opened and deleted; <see cref="InProcessUser.Root"/> unless it is set, so that no mode denies anything.</summary>
    public InProcessUser User { get; set; } = InProcessUser.Root;

    /// <summary>
    /// The bits that a queue which is created with a <see cref="MqChannelOptions.Mode"/> does not get, see <c>umask(2)</c>; 0022 unless it is set.
    /// Without one the mode is 0600, 0660 in the scope of a group, as on a host.
    /// </summary>
    public UnixFileMode Umask { get; set; } = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>What goes wrong, if anything is to; null, the default, costs nothing.</summary>
    public InProcessFaults? Faults { get; set; }
}
