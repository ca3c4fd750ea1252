using System.Globalization;
using System.Text.RegularExpressions;
using HostWatch;
using TypedMq;

namespace Samples.Tests;

/// <summary>POSIX queues are few, and runs of several processes need processors: one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SampleRuns
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "Runs of samples";
}

[Collection(SampleRuns.Name)]
public sealed partial class SampleRunTests
{
    [Fact]
    public async Task Hello_says_hello()
    {
        using SampleProcess hello = SampleProcess.Start("Hello");
        await hello.EndAsync();

        Assert.Equal("Hello dear dear dear world!", hello.Output.Trim());
        Assert.Equal(0, hello.ExitCode);
    }

    [Fact]
    [Trait("Transport", "posix")]
    [Trait("Layer", "typed")]
    [Trait("Accepts", "C9")]
    public async Task HelloBytes_says_hello_without_a_contract()
    {
        using SampleProcess hello = SampleProcess.Start("HelloBytes");
        await hello.EndAsync();

        Assert.Equal("Hello, world!", hello.Output.Trim());
        Assert.Equal(0, hello.ExitCode);
    }

    [Fact]
    public async Task HostWatch_exchanges_messages_and_loses_none()
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch", "--for", "3s");
        await watch.EndAsync();

        Assert.True(watch.ExitCode == 0, watch.Output + watch.Errors);
        foreach (Dictionary<string, long> hop in Hops(watch.Output))
        {
            Assert.InRange(hop["sent"], 10, long.MaxValue);
            Assert.Equal(hop["sent"], hop["received"]);
            Assert.Equal(0, hop["still in the queue"]);
            Assert.Equal(0, hop["lost"]);
            Assert.Equal(0, hop["delivered again"]);
            Assert.Equal(0, hop["ambiguous sends"]);
        }

        Assert.Contains("cpu ", watch.Output, StringComparison.Ordinal);
        Assert.Contains(", 0 lost.", watch.Output, StringComparison.Ordinal);
        AssertNothingIsLeftOf(watch.Id);
    }

    [Fact]
    public async Task HostWatch_accounts_for_every_message_while_its_processes_are_killed()
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch", "--for", "8s", "--chaos");
        await watch.EndAsync();

        Assert.True(watch.ExitCode == 0, watch.Output + watch.Errors);
        foreach (Dictionary<string, long> hop in Hops(watch.Output))
        {
            Assert.Equal(hop["sent"], hop["received"] + hop["still in the queue"]);
            Assert.Equal(0, hop["lost"]);
            Assert.Equal(0, hop["twice or out of order"]);
        }

        foreach (string role in (string[])["collector", "analyst", "dashboard"])
        {
            Assert.Matches($"kill -9 [0-9]+: start 1 of the {role}", watch.Output);
        }

        AssertNothingIsLeftOf(watch.Id);
    }

    [Fact]
    public async Task One_trace_spans_the_three_processes_of_HostWatch()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hostwatch-traces-");
        try
        {
            using SampleProcess watch = SampleProcess.Start("HostWatch", "--for", "2s", "--traces", folder.FullName);
            await watch.EndAsync();

            Assert.True(watch.ExitCode == 0, watch.Output + watch.Errors);
            Span[] spans = [.. new[] { "collector", "analyst", "dashboard" }.SelectMany(role => File.ReadLines(Path.Combine(folder.FullName, role + "-1.tsv")).Select(line => Span.Parse(role, line)))];
            Assert.Contains(spans, shown => shown is { Role: "dashboard", Name: ['r', 'e', 'c', 'e', 'i', 'v', 'e', ..] }
                && Parent(shown) is { Role: "analyst" } found && found.Name == $"send hostwatch-{watch.Id}-findings"
                && Parent(found) is { Role: "analyst", Name: "analyse" } analysed
                && Parent(analysed) is { Role: "collector" } sampled && sampled.Name == $"send hostwatch-{watch.Id}-events"
                && sampled.Trace == shown.Trace);

            Span? Parent(Span child) => spans.FirstOrDefault(span => span.Id == child.Parent);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_HostWatch_in_order(string signal)
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch");
        await watch.WaitAsync(() => watch.Output.Contains("cpu ", StringComparison.Ordinal), "the first reading");

        SampleProcess.Signal(watch.Id, signal);
        await watch.EndAsync();

        Assert.True(watch.ExitCode == 0, watch.Output + watch.Errors);
        Assert.Contains(", 0 lost.", watch.Output, StringComparison.Ordinal);
        AssertNothingIsLeftOf(watch.Id);
    }

    [Fact]
    public async Task A_message_that_a_stranger_takes_is_missed_and_the_run_fails()
    {
        using SampleProcess watch = await StartAndTakeOneEventAsync();
        SampleProcess.Signal(watch.Children()["analyst"], "CONT");

        SampleProcess.Signal(watch.Id, "INT");
        await watch.EndAsync();

        Assert.Equal(1, watch.ExitCode);
        Assert.Equal(1, Hops(watch.Output)[0]["lost"]);
        Assert.Equal(0, Hops(watch.Output)[1]["lost"]);
        Assert.Contains("FAILED: not every message is accounted for.", watch.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_supervisor_leaves_no_process_behind_and_the_next_run_clears_away_the_rest()
    {
        using SampleProcess killed = SampleProcess.Start("HostWatch");
        await killed.WaitAsync(() => killed.Children().Count == 3 && killed.Output.Contains("cpu ", StringComparison.Ordinal), "the three processes");
        int[] children = [.. killed.Children().Values];

        SampleProcess.Signal(killed.Id, "KILL");

        // They share its output, which each closes a moment before it has ended.
        await killed.EndAsync();
        await killed.WaitAsync(() => !Array.Exists(children, IsRunning), "the end of its processes");

        using SampleProcess next = SampleProcess.Start("HostWatch", "--for", "500ms");
        await next.EndAsync();
        AssertNothingIsLeftOf(killed.Id);
    }

    [Fact]
    public async Task A_role_without_its_queue_says_so_and_fails()
    {
        RunFolder run = HostWatchRun.Create();
        try
        {
            using SampleProcess analyst = SampleProcess.Start("HostWatch", "role", "analyst", "--run", run.Path, "--incarnation", "1");
            await analyst.EndAsync();

            Assert.NotEqual(0, analyst.ExitCode);
            Assert.Contains($"MqQueueNotFoundException: Queue '{run.EventsQueue()}' does not exist", analyst.Errors, StringComparison.Ordinal);
        }
        finally
        {
            run.Delete();
        }
    }

    [Fact]
    public async Task The_supervisor_gives_up_when_a_role_cannot_start()
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch");
        await watch.WaitAsync(() => watch.Output.Contains("cpu ", StringComparison.Ordinal), "the first reading");
        using (MqNode node = MqNode.Create(options => options.UseFastMq()))
        {
            node.Delete(EventsQueueOf(watch.Id));
        }

        SampleProcess.Signal(watch.Children()["analyst"], "KILL");
        await watch.EndAsync();

        Assert.Equal(1, watch.ExitCode);
        Assert.Matches(@"The (collector|analyst) \(start [0-9]+\) ended", watch.Errors);
        Assert.Contains("MqQueueNotFoundException", watch.Errors, StringComparison.Ordinal);
        AssertNothingIsLeftOf(watch.Id);
    }

    [Fact]
    public async Task Wrong_arguments_end_it_with_an_error_and_the_help()
    {
        using SampleProcess watch = SampleProcess.Start("HostWatch", "--for", "banana");
        await watch.EndAsync();

        Assert.NotEqual(0, watch.ExitCode);
        Assert.Contains("'banana' is no duration", watch.Errors, StringComparison.Ordinal);
        Assert.Contains("--chaos", watch.Output, StringComparison.Ordinal);
    }

    /// <summary>Starts HostWatch, holds its analyst, and takes a message in its place.</summary>
    private static async Task<SampleProcess> StartAndTakeOneEventAsync()
    {
        SampleProcess watch = SampleProcess.Start("HostWatch");
        await watch.WaitAsync(() => watch.Output.Contains("cpu ", StringComparison.Ordinal), "the first reading");
        SampleProcess.Signal(watch.Children()["analyst"], "STOP");
        using MqNode node = MqNode.Create(options => options.UseFastMq());
        IHostEvents events = node.Open<IHostEvents>(channel => (channel.Name, channel.OpenMode) = (EventsQueueOf(watch.Id), MqOpenMode.OpenExisting));
        Assert.True(events.TryReceive(out _, TimeSpan.FromSeconds(30)));
        return watch;
    }

    /// <summary>The rows of the summary: one dictionary for each of the two hops.</summary>
    private static List<Dictionary<string, long>> Hops(string output)
    {
        List<Dictionary<string, long>> hops = [];
        foreach (Match row in SummaryRow().Matches(output))
        {
            string name = row.Groups["name"].Value;
            if (name == "sent")
            {
                hops.Add([]);
            }

            hops[^1][name] = long.Parse(row.Groups["count"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        }

        Assert.Equal(2, hops.Count);
        return hops;
    }

    private static void AssertNothingIsLeftOf(int supervisor)
    {
        Assert.Empty(Directory.EnumerateDirectories(Path.GetTempPath(), $"{HostWatchRun.Program}-{supervisor}-*"));
        using MqNode node = MqNode.Create(options => options.UseFastMq());
        Assert.False(node.Delete(EventsQueueOf(supervisor)));
        Assert.False(node.Delete(FindingsQueueOf(supervisor)));
        Assert.DoesNotContain(node.List(), queue => queue.StartsWith($"{HostWatchRun.Program}-{supervisor}-", StringComparison.Ordinal));
    }

    private static string EventsQueueOf(int supervisor) => RunFolder.QueueOf(HostWatchRun.Program, supervisor, "events");

    private static string FindingsQueueOf(int supervisor) => RunFolder.QueueOf(HostWatchRun.Program, supervisor, "findings");

    private static bool IsRunning(int process)
    {
        try
        {
            // A zombie has ended, and waits for its parent to notice.
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private sealed record Span(string Role, string Trace, string Id, string Parent, string Name)
    {
        public static Span Parse(string role, string line) => line.Split('\t') is [var trace, var id, var parent, var name, ..]
            ? new(role, trace, id, parent, name)
            : throw new FormatException(line);
    }

    [GeneratedRegex(@"^  (?<name>[a-z ]+?) +(?<count>[0-9,]+)(   \(.*\))?\r?$", RegexOptions.Multiline)]
    private static partial Regex SummaryRow();
}
