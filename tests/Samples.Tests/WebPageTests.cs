using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Samples.Tests;

/// <summary>The dashboard's page, as a browser shows it.</summary>
[Collection(SampleRuns.Name)]
public sealed partial class WebPageTests
{
    [SkippableFact]
    public async Task The_page_draws_what_comes_and_loads_nothing_from_elsewhere()
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch");
        using Browser page = await OpenAsync(watch);

        foreach (string chart in new[] { "cpu", "memory", "events", "findings" })
        {
            await page.WaitAsync($"document.querySelectorAll('#{chart} polyline').length > 0");
        }

        Assert.Matches(@"^[0-9]+ % of [0-9]+ cores$", (await page.EvaluateAsync("document.getElementById('cpu-now').textContent")).GetString());
        Assert.Matches("start 1 of the dashboard, .* findings received", (await page.EvaluateAsync("document.getElementById('state').textContent")).GetString());
        Assert.Equal("[]", (await page.EvaluateAsync(
            "JSON.stringify(performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith(location.origin)))")).GetString());
    }

    [Fact]
    public async Task The_analyst_is_asked_for_what_it_remembers_and_the_dashboard_for_its_health()
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch");
        await watch.WaitAsync(() => Address().IsMatch(watch.Output), "the address of the page");
        using HttpClient http = new() { BaseAddress = new(Address().Match(watch.Output).Value) };

        JsonElement[] past = [];
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(60));
        while (past.Length < 3)
        {
            past = [.. JsonDocument.Parse(await http.GetStringAsync(new Uri("history", UriKind.Relative), bound.Token)).RootElement.EnumerateArray()];
        }

        Assert.Equal(past.Select(static second => second.GetProperty("at").GetInt64()).Order(), past.Select(static second => second.GetProperty("at").GetInt64()));
        Assert.All(past, static second => Assert.InRange(second.GetProperty("cpu").GetDouble(), 0, 100));
        Assert.All(past, static second => Assert.InRange(second.GetProperty("memory").GetDouble(), 0.1, 100));
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("health", UriKind.Relative), bound.Token));
    }

    [Fact]
    public async Task A_page_that_asks_while_the_analyst_is_gone_is_told_so()
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch");
        await watch.WaitAsync(() => Address().IsMatch(watch.Output), "the address of the page");
        using HttpClient http = new() { BaseAddress = new(Address().Match(watch.Output).Value) };
        SampleProcess.Signal(watch.Children()["analyst"], "STOP");

        using HttpResponseMessage answer = await http.GetAsync(new Uri("history", UriKind.Relative));

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        SampleProcess.Signal(watch.Children()["analyst"], "CONT");
    }

    [SkippableFact]
    public async Task The_page_goes_on_when_the_dashboard_is_killed_and_started_again()
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch");
        using Browser page = await OpenAsync(watch);
        await page.WaitAsync("document.getElementById('state').textContent.includes('start 1 of the dashboard')");

        SampleProcess.Signal(watch.Children()["dashboard"], "KILL");

        await page.WaitAsync("document.getElementById('state').textContent.includes('start 2 of the dashboard')");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_names_it()
    {
        using System.Net.Sockets.TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        using SampleProcess watch = SampleProcess.Start("HostWatch", "--port", port);
        await watch.EndAsync();

        Assert.Equal(1, watch.ExitCode);
        Assert.Contains($"127.0.0.1:{port}", watch.Errors, StringComparison.Ordinal);
        Assert.Contains("in use", watch.Errors, StringComparison.Ordinal);
    }

    private static async Task<Browser> OpenAsync(SampleProcess watch)
    {
        string? chromium = Browser.Find();
        Assert.True(chromium is not null || Environment.GetEnvironmentVariable("TYPEDMQ_CI") != "1", "Chromium is missing (apt-get install chromium).");
        Skip.If(chromium is null, "Chromium is not installed.");
        await watch.WaitAsync(() => Address().IsMatch(watch.Output), "the address of the page");
        return await Browser.OpenAsync(chromium!, Address().Match(watch.Output).Value);
    }

    [GeneratedRegex("http://127[.]0[.]0[.]1:[0-9]+/")]
    private static partial Regex Address();
}
