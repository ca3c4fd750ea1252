using System.Diagnostics;

namespace HostWatch;

/// <summary>What the dashboard knows. Thread-safe.</summary>
/// <param name="incarnation">Which start of the dashboard it is.</param>
/// <param name="page">The address of its page.</param>
internal sealed class DashboardModel(int incarnation, string page)
{
    private const int NoticesKept = 6;

    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(2.5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(HostMetric Metric, string Subject, int Id), (Finding Finding, long At)> _readings = [];
    private readonly Dictionary<(HostMetric Metric, string Subject, int Id), Finding> _alerts = [];
    private readonly Queue<Notice> _notices = [];
    private readonly LatencyWindow _latencies = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _received;
    private int _analyst;

    /// <summary>Takes a finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="latency">How long it was under way.</param>
    public void Take(in Finding finding, TimeSpan latency)
    {
        _latencies.Add(latency);
        lock (_lock)
        {
            _received++;
            if (finding.Stamp.Sender > _analyst)
            {
                // A new analyst knows nothing of the alerts of the last one, so it could not clear them.
                _alerts.Clear();
                if (_analyst > 0)
                {
                    Remember($"start {finding.Stamp.Sender} of the analyst");
                }

                _analyst = finding.Stamp.Sender;
            }

            var key = (finding.Metric, finding.Subject, finding.Id);
            switch (finding.Kind)
            {
                case FindingKind.Reading:
                    _readings[key] = (finding, Stopwatch.GetTimestamp());
                    break;
                case FindingKind.AlertRaised:
                    _alerts[key] = finding;
                    Remember(Units.Alert(in finding));
                    break;
                case FindingKind.AlertCleared:
                    _alerts.Remove(key);
                    Remember(Units.Alert(in finding));
                    break;
                default:
                    Remember(finding.Subject);
                    break;
            }
        }
    }

    /// <summary>What it knows now.</summary>
    /// <returns>A picture that stays as it is.</returns>
    public DashboardPicture Read()
    {
        (double Median, double P99)? latency = _latencies.Read();
        lock (_lock)
        {
            foreach (((HostMetric Metric, string Subject, int Id) key, (Finding _, long at)) in _readings)
            {
                if (Stopwatch.GetElapsedTime(at) > Stale)
                {
                    _readings.Remove(key);
                }
            }

            ILookup<HostMetric, Finding> readings = _readings.Values.Select(static reading => reading.Finding).ToLookup(static finding => finding.Metric);
            return new()
            {
                Incarnation = incarnation,
                Page = page,
                Uptime = Stopwatch.GetElapsedTime(_startedAt),
                Received = _received,
                Cores = [.. readings[HostMetric.Core].OrderBy(static core => core.Id)],
                Memory = readings[HostMetric.Memory].FirstOrDefault(),
                Disks = [.. readings[HostMetric.Disk].OrderByDescending(static disk => disk.Average).ThenBy(static disk => disk.Subject, StringComparer.Ordinal)],
                Networks = [.. readings[HostMetric.Network].OrderByDescending(static network => network.Average).ThenBy(static network => network.Subject, StringComparer.Ordinal)],
                Processes = [.. readings[HostMetric.Process].OrderByDescending(static process => process.Average)],
                EventLatency = readings[HostMetric.Delivery].Select(static delivery => ((double, double)?)(delivery.Value, delivery.Second)).FirstOrDefault(),
                FindingLatency = latency,
                Alerts = [.. _alerts.Values],
                Notices = [.. _notices],
            };
        }
    }

    private void Remember(string text)
    {
        if (_notices.Count == NoticesKept)
        {
            _notices.Dequeue();
        }

        _notices.Enqueue(new(TimeOnly.FromDateTime(DateTime.Now), text));
    }
}

/// <summary>Something that happened.</summary>
/// <param name="At">When, by the clock on the wall.</param>
/// <param name="Text">What.</param>
internal sealed record Notice(TimeOnly At, string Text);

/// <summary>What the dashboard knows at one moment.</summary>
internal sealed record DashboardPicture
{
    /// <summary>Which start of the dashboard it is.</summary>
    public required int Incarnation { get; init; }

    /// <summary>The address of the page.</summary>
    public required string Page { get; init; }

    /// <summary>For how long this start has run.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>How many findings this start has received.</summary>
    public required long Received { get; init; }

    /// <summary>The cores, by number.</summary>
    public required IReadOnlyList<Finding> Cores { get; init; }

    /// <summary>Main memory; default before the first reading.</summary>
    public required Finding Memory { get; init; }

    /// <summary>The disks, the busiest first.</summary>
    public required IReadOnlyList<Finding> Disks { get; init; }

    /// <summary>The interfaces, the busiest first.</summary>
    public required IReadOnlyList<Finding> Networks { get; init; }

    /// <summary>The busiest processes, the busiest first.</summary>
    public required IReadOnlyList<Finding> Processes { get; init; }

    /// <summary>Latency from collector to analyst in microseconds; null before the first report.</summary>
    public required (double Median, double P99)? EventLatency { get; init; }

    /// <summary>Latency from analyst to dashboard in microseconds; null before the first finding.</summary>
    public required (double Median, double P99)? FindingLatency { get; init; }

    /// <summary>The alerts that are raised.</summary>
    public required IReadOnlyList<Finding> Alerts { get; init; }

    /// <summary>What happened last, the oldest first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>How busy all cores are, in percent; 0 before the first reading.</summary>
    public double CpuPercent => Cores.Count == 0 ? 0 : Cores.Average(static core => core.Value);
}
