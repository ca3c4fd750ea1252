using HostWatch;
using Spectre.Console;

namespace Samples.Tests;

public sealed class DashboardTests
{
    private readonly DashboardModel _model = new(incarnation: 1, page: "http://127.0.0.1:5123/");

    [Fact]
    public void A_line_says_what_is_known_and_leaves_out_what_is_not()
    {
        Take(FindingKind.Reading, HostMetric.Memory, "memory", 0, value: 45, second: 16.0 * 1024 * 1024 * 1024);
        Take(FindingKind.Reading, HostMetric.Core, "cpu", 0, value: 20);
        Take(FindingKind.Reading, HostMetric.Core, "cpu", 1, value: 40);
        Take(FindingKind.Reading, HostMetric.Delivery, "collector → analyst", 0, value: 42, second: 1234);

        Assert.Equal(
            "cpu 30 % of 2 | memory 45 % of 16.0 GiB | latency collector → analyst p50 42 µs, p99 1.2 ms; analyst → dashboard p50 100 µs, p99 100 µs",
            PlainView.Line(_model.Read()));
    }

    [Fact]
    public void An_alert_stays_until_it_is_cleared()
    {
        Take(FindingKind.AlertRaised, HostMetric.Core, "cpu", 1, average: 95, second: 90);
        Assert.Equal("ALERT core 1: 95 % on average, limit 90 %", Units.Alert(Assert.Single(_model.Read().Alerts)));

        Take(FindingKind.AlertCleared, HostMetric.Core, "cpu", 1, average: 70, second: 75);
        Assert.Empty(_model.Read().Alerts);
        Assert.Equal(2, _model.Read().Notices.Count);
    }

    [Fact]
    public void A_new_analyst_starts_without_the_alerts_of_the_last()
    {
        Take(FindingKind.AlertRaised, HostMetric.Core, "cpu", 1);
        Take(FindingKind.Reading, HostMetric.Core, "cpu", 1, sender: 2);

        Assert.Empty(_model.Read().Alerts);
        Assert.Equal("start 2 of the analyst", _model.Read().Notices[^1].Text);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(140, 50)]
    [InlineData(20, 5)]
    public void The_screen_is_drawn_at_any_size_and_takes_no_markup_from_names(int width, int height)
    {
        Take(FindingKind.Reading, HostMetric.Process, "[red]evil[/", 4711, value: 250, second: 1e9, average: 240);
        Take(FindingKind.AlertRaised, HostMetric.Process, "[/]", 4711, average: 240, second: 90);
        Take(FindingKind.Notice, HostMetric.Delivery, "[bold", 0);
        using StringWriter output = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        (console.Profile.Width, console.Profile.Height) = (width, height);

        console.Write(LiveView.Draw(_model.Read()));

        Assert.NotEmpty(output.ToString());
        Assert.All(output.ToString().Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
        if (width >= 80)
        {
            Assert.Contains("[red]evil[/", output.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 KiB")]
    [InlineData(1536 * 1024, "1.5 MiB")]
    [InlineData(1e30, "867361737988.4 EiB")]
    public void Bytes_are_shown_in_the_unit_that_suits_them(double bytes, string text) => Assert.Equal(text, Units.Bytes(bytes));

    private void Take(FindingKind kind, HostMetric metric, string subject, int id, double value = 0, double second = 0, double average = 0, int sender = 1) =>
        _model.Take(new Finding(new MessageStamp(sender, MessageLane.Ordinary, 1, 0), kind, metric, subject, id, value, second, average), TimeSpan.FromMicroseconds(100));
}
