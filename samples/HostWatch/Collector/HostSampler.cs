using System.Diagnostics;

namespace HostWatch;

/// <summary>Reads the state of the host from <c>/proc</c>, as events without a stamp. Not thread-safe.</summary>
internal sealed class HostSampler
{
    private const int ProcessesShown = 8;

    private readonly ProcFile _files;
    private readonly BusiestProcesses _processes;
    private readonly List<CoreTimes> _cores = [];
    private readonly List<DiskCounters> _disks = [];
    private readonly List<NetworkCounters> _interfaces = [];
    private readonly List<HostEvent> _events = [];

    /// <summary>A sampler.</summary>
    /// <param name="root">Where <c>/proc</c> is mounted.</param>
    public HostSampler(string root = "/proc")
    {
        _files = new(root);
        _processes = new(_files, ProcessesShown);
    }

    /// <summary>Reads everything once.</summary>
    /// <returns>One event for each thing measured, until the next call.</returns>
    public IReadOnlyList<HostEvent> Sample()
    {
        _events.Clear();

        CoreTimes.Parse(_files.Read("stat"), _cores);
        long now = Stopwatch.GetTimestamp();
        foreach (CoreTimes core in _cores)
        {
            Add(HostMetric.Core, "cpu", core.Core, now, core.Busy, core.Total);
        }

        if (MemoryUse.TryParse(_files.Read("meminfo"), out MemoryUse memory))
        {
            Add(HostMetric.Memory, "memory", 0, now, memory.Used, memory.Total);
        }

        DiskCounters.Parse(_files.Read("diskstats"), DiskCounters.IsListed, _disks);
        now = Stopwatch.GetTimestamp();
        foreach (DiskCounters disk in _disks)
        {
            Add(HostMetric.Disk, disk.Name, 0, now, disk.BytesRead, disk.BytesWritten, disk.BusyMilliseconds);
        }

        NetworkCounters.Parse(_files.Read("net/dev"), _interfaces);
        now = Stopwatch.GetTimestamp();
        foreach (NetworkCounters network in _interfaces)
        {
            Add(HostMetric.Network, network.Name, 0, now, network.Received, network.Sent);
        }

        IReadOnlyList<BusiestProcesses.Candidate> busiest = _processes.Look();
        now = Stopwatch.GetTimestamp();
        foreach (BusiestProcesses.Candidate process in busiest)
        {
            Add(HostMetric.Process, process.Name, process.Times.Id, now, process.Times.Ticks, process.Times.ResidentPages * Environment.SystemPageSize);
        }

        return _events;
    }

    private void Add(HostMetric metric, string subject, int id, long sampledAt, long first, long second, long third = 0) =>
        _events.Add(new(default, metric, subject, id, sampledAt, first, second, third));
}
