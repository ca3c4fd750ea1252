using System.Diagnostics;
using HostWatch;

namespace Samples.Tests;

public sealed class AnalysisTests
{
    private readonly List<Finding> _findings = [];
    private readonly Analysis _analysis;

    public AnalysisTests() => _analysis = new(_findings.Add);

    [Fact]
    public void A_rate_is_growth_over_time()
    {
        RateMeter meter = default;

        Assert.False(meter.TryUpdate(1000, At(10), out _));
        Assert.True(meter.TryUpdate(1500, At(10.25), out double rate));
        Assert.Equal(2000, rate, precision: 6);
    }

    [Fact]
    public void A_counter_that_wraps_or_is_reset_gives_no_rate_and_counting_goes_on_from_there()
    {
        RateMeter meter = default;
        meter.TryUpdate(uint.MaxValue - 10, At(0), out _);

        Assert.False(meter.TryUpdate(5, At(1), out double none));
        Assert.Equal(0, none);
        Assert.True(meter.TryUpdate(25, At(2), out double rate));
        Assert.Equal(20, rate, precision: 6);
    }

    [Fact]
    public void Two_values_of_the_same_moment_give_no_rate()
    {
        RateMeter meter = default;
        meter.TryUpdate(1, At(1), out _);

        Assert.False(meter.TryUpdate(2, At(1), out _));
    }

    [Fact]
    public void An_average_follows_by_two_thirds_within_its_period_however_often_values_come()
    {
        MovingAverage often = new(TimeSpan.FromSeconds(3));
        MovingAverage seldom = new(TimeSpan.FromSeconds(3));
        often.Update(0, At(0));
        seldom.Update(0, At(0));
        for (int i = 1; i <= 30; i++)
        {
            often.Update(100, At(i * 0.1));
        }

        seldom.Update(100, At(3));

        Assert.Equal(100 * (1 - Math.Exp(-1)), often.Value, precision: 6);
        Assert.Equal(often.Value, seldom.Value, precision: 6);
    }

    [Fact]
    public void An_average_is_settled_after_one_period()
    {
        MovingAverage average = new(TimeSpan.FromSeconds(3));
        average.Update(5, At(0));
        average.Update(5, At(2.9));
        Assert.False(average.IsSettled);
        average.Update(5, At(3));
        Assert.True(average.IsSettled);
    }

    [Fact]
    public void A_core_is_busy_by_the_share_of_its_ticks()
    {
        Observe(HostMetric.Core, at: 0, first: 100, second: 1000);
        Observe(HostMetric.Core, at: 1, first: 125, second: 1100);

        Assert.Equal(25, Assert.Single(_findings).Value, precision: 6);
    }

    [Fact]
    public void A_process_that_uses_one_core_for_a_second_shows_one_hundred_percent()
    {
        Observe(HostMetric.Process, at: 0, first: 500, second: 4096);
        Observe(HostMetric.Process, at: 1, first: 600, second: 8192);

        Finding finding = Assert.Single(_findings);
        Assert.Equal(100, finding.Value, precision: 6);
        Assert.Equal(8192, finding.Second);
    }

    [Fact]
    public void A_disk_shows_its_rates_and_averages_how_busy_it_is()
    {
        Observe(HostMetric.Disk, at: 0, first: 0, second: 0, third: 0);
        Observe(HostMetric.Disk, at: 2, first: 2048, second: 4096, third: 500);

        Finding finding = Assert.Single(_findings);
        Assert.Equal((1024, 2048, 25), (finding.Value, finding.Second, finding.Average));
    }

    [Fact]
    public void An_alert_is_raised_once_and_cleared_once_while_the_value_trembles_between_its_two_limits()
    {
        // Memory needs no rates, and its average follows within seconds: raise at 90, clear below 85.
        double time = 0;
        Hold(95, seconds: 20);
        for (int i = 0; i < 20; i++)
        {
            Hold(86, seconds: 2);
            Hold(94, seconds: 2);
        }

        Assert.Equal([FindingKind.AlertRaised], Alerts());

        Hold(80, seconds: 20);
        for (int i = 0; i < 20; i++)
        {
            Hold(89, seconds: 2);
            Hold(84, seconds: 2);
        }

        Assert.Equal([FindingKind.AlertRaised, FindingKind.AlertCleared], Alerts());

        void Hold(double percent, double seconds)
        {
            for (double end = time + seconds; time < end; time += 0.25)
            {
                Observe(HostMetric.Memory, time, first: (long)(percent * 1000), second: 100_000);
            }
        }
    }

    [Fact]
    public void One_high_value_at_the_start_is_no_alert()
    {
        Observe(HostMetric.Memory, at: 0, first: 99, second: 100);

        Assert.Empty(Alerts());
    }

    [Fact]
    public void An_alert_about_something_that_is_gone_is_cleared()
    {
        for (double time = 0; time < 10; time += 0.25)
        {
            Observe(HostMetric.Process, time, first: (long)(time * 100), second: 1, id: 7);
        }

        Assert.Equal([FindingKind.AlertRaised], Alerts());

        Observe(HostMetric.Memory, at: 10 + Analysis.ForgetAfter.TotalSeconds, first: 1, second: 100);

        Assert.Equal([FindingKind.AlertRaised, FindingKind.AlertCleared], Alerts());
        Assert.Equal(7, _findings.Last(finding => finding.Kind == FindingKind.AlertCleared).Id);
    }

    private IEnumerable<FindingKind> Alerts() => _findings.Select(finding => finding.Kind).Where(kind => kind != FindingKind.Reading);

    private void Observe(HostMetric metric, double at, long first, long second, long third = 0, int id = 0) =>
        _analysis.Observe(new HostEvent(default, metric, "subject", id, At(at), first, second, third));

    private static long At(double seconds) => 1_000_000 + (long)Math.Round(seconds * Stopwatch.Frequency);
}
