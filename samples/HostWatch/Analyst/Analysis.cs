using System.Diagnostics;

namespace HostWatch;

/// <summary>Turns events into findings: counters into rates, rates into averages, averages into alerts. Not thread-safe.</summary>
/// <param name="publish">Takes the findings, without a stamp.</param>
internal sealed class Analysis(Action<Finding> publish)
{
    /// <summary>The period of the moving averages.</summary>
    public static readonly TimeSpan AveragingPeriod = TimeSpan.FromSeconds(3);

    /// <summary>What was not heard of for so long is gone.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(6);

    private readonly Dictionary<(HostMetric Metric, string Subject, int Id), Series> _series = [];
    private long _lastCleaning = long.MinValue;

    /// <summary>Takes an event.</summary>
    /// <param name="sample">The event.</param>
    public void Observe(in HostEvent sample)
    {
        Forget(sample.SampledAt);
        var key = (sample.Metric, sample.Subject, sample.Id);
        if (!_series.TryGetValue(key, out Series? series))
        {
            _series[key] = series = new Series();
        }

        series.LastSeen = sample.SampledAt;
        switch (sample.Metric)
        {
            case HostMetric.Core:
                // Two counters of ticks: how long a tick is does not matter.
                if (series.First.TryUpdate(sample.First, sample.SampledAt, out double busy) & series.Second.TryUpdate(sample.Second, sample.SampledAt, out double total) && total > 0)
                {
                    double percent = Math.Min(100, 100 * busy / total);
                    Publish(series, in sample, percent, 0, percent);
                }

                break;
            case HostMetric.Memory:
                double used = 100.0 * sample.First / sample.Second;
                Publish(series, in sample, used, sample.Second, used);
                break;
            case HostMetric.Disk:
                if (series.First.TryUpdate(sample.First, sample.SampledAt, out double read) & series.Second.TryUpdate(sample.Second, sample.SampledAt, out double written) &
                    series.Third.TryUpdate(sample.Third, sample.SampledAt, out double busyMilliseconds))
                {
                    Publish(series, in sample, read, written, Math.Min(100, busyMilliseconds / 10));
                }

                break;
            case HostMetric.Network:
                if (series.First.TryUpdate(sample.First, sample.SampledAt, out double received) & series.Second.TryUpdate(sample.Second, sample.SampledAt, out double sent))
                {
                    Publish(series, in sample, received, sent, received + sent);
                }

                break;
            case HostMetric.Process:
                // The kernel shows 100 ticks a second on every machine (USER_HZ), so ticks a second are percent of a core.
                if (series.First.TryUpdate(sample.First, sample.SampledAt, out double ticks))
                {
                    Publish(series, in sample, ticks, sample.Second, ticks);
                }

                break;
        }
    }

    private void Publish(Series series, in HostEvent sample, double value, double second, double watched)
    {
        double average = series.Average.Update(watched, sample.SampledAt);
        Finding reading = new(default, FindingKind.Reading, sample.Metric, sample.Subject, sample.Id, value, second, average);
        publish(reading);

        AlertRule? rule = AlertRule.For(sample.Metric);
        if (rule is null || !series.Average.IsSettled || rule.Decide(average, series.Raised) == series.Raised)
        {
            return;
        }

        series.Raised = !series.Raised;
        publish(reading with
        {
            Kind = series.Raised ? FindingKind.AlertRaised : FindingKind.AlertCleared,
            Value = average,
            Second = series.Raised ? rule.RaiseAt : rule.ClearBelow,
        });
    }

    /// <summary>Lets go of what is gone, ended processes above all; an alert about it is cleared.</summary>
    private void Forget(long now)
    {
        if (_lastCleaning != long.MinValue && Stopwatch.GetElapsedTime(_lastCleaning, now) < TimeSpan.FromSeconds(1))
        {
            return;
        }

        _lastCleaning = now;
        foreach (((HostMetric metric, string subject, int id), Series series) in _series)
        {
            if (Stopwatch.GetElapsedTime(series.LastSeen, now) < ForgetAfter)
            {
                continue;
            }

            _series.Remove((metric, subject, id));
            if (series.Raised)
            {
                publish(new(default, FindingKind.AlertCleared, metric, subject, id, 0, AlertRule.For(metric)!.ClearBelow, series.Average.Value));
            }
        }
    }

    private sealed class Series
    {
        public RateMeter First;
        public RateMeter Second;
        public RateMeter Third;

        public MovingAverage Average { get; } = new(AveragingPeriod);

        public bool Raised { get; set; }

        public long LastSeen { get; set; }
    }
}
