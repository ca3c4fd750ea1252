namespace HostWatch;

/// <summary>What the analyst remembers, and its answers to those who ask. Thread-safe.</summary>
internal sealed class HistoryService : IHistory
{
    /// <summary>How many seconds are remembered.</summary>
    public const int Kept = 600;

    private readonly Lock _lock = new();
    private readonly Queue<HistoryPoint> _points = [];
    private readonly Dictionary<int, double> _cores = [];
    private double _memory;
    private (double Median, double P99) _latency;
    private long _second;

    /// <summary>Takes a reading that was found.</summary>
    /// <param name="finding">The reading.</param>
    /// <param name="now">When, in milliseconds since 1970.</param>
    public void Remember(in Finding finding, long now)
    {
        lock (_lock)
        {
            if (_second != 0 && now / 1000 > _second && _cores.Count > 0)
            {
                if (_points.Count == Kept)
                {
                    _points.Dequeue();
                }

                _points.Enqueue(new(_second * 1000, _cores.Values.Average(), _memory, _latency.Median, _latency.P99));
            }

            _second = now / 1000;
            switch (finding.Metric)
            {
                case HostMetric.Core:
                    _cores[finding.Id] = finding.Value;
                    break;
                case HostMetric.Memory:
                    _memory = finding.Value;
                    break;
                case HostMetric.Delivery:
                    _latency = (finding.Value, finding.Second);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<History> RecallAsync(HistoryRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Seconds);
        lock (_lock)
        {
            return new(new History([.. _points.TakeLast(request.Seconds)]));
        }
    }
}
