using System.Globalization;
using System.Text.RegularExpressions;
using OrderDesk;
using TypedMq;

namespace Samples.Tests;

[Collection(SampleRuns.Name)]
public sealed partial class OrderDeskRunTests
{
    [Fact]
    public async Task OrderDesk_executes_every_order_or_says_why_not()
    {
        using SampleProcess desk = SampleProcess.Start("OrderDesk", "--for", "3s");
        Dictionary<string, int> summary = await EndAsync(desk);

        int accepted = summary["accepted"];
        Assert.InRange(accepted, 10, int.MaxValue);
        Assert.Equal(accepted, summary["priced"]);
        Assert.Equal(CountOf(accepted, static order => order.Symbol == OrderFlow.Suspended || order.Quantity > OrderFlow.LargestQuantity), summary["in the dead-letter queue"]);
        Assert.Equal(accepted - summary["in the dead-letter queue"], summary["executed"]);
        Assert.Equal(0, summary["executed again"]);
        Assert.Equal(0, summary["still in the queue"]);
        Assert.Equal(0, summary["lost"]);
    }

    [Fact]
    public async Task Orders_in_bursts_are_executed_and_dead_letters_sent_back_at_the_end()
    {
        using SampleProcess desk = SampleProcess.Start("OrderDesk", "--for", "2s", "--burst", "--replay");
        Dictionary<string, int> summary = await EndAsync(desk);

        // So many at least are in the first burst.
        int accepted = summary["accepted"];
        Assert.InRange(accepted, 1000, int.MaxValue);
        Assert.Matches("[0-9]+ dead letters sent back", desk.Output);

        // Trading was resumed; what is too large is refused for ever.
        int tooLarge = CountOf(accepted, static order => order.Quantity > OrderFlow.LargestQuantity);
        Assert.Equal(tooLarge, summary["in the dead-letter queue"]);
        Assert.Equal(accepted - tooLarge, summary["executed"]);
        Assert.Equal(0, summary["lost"]);
    }

    [Fact]
    public async Task No_order_is_lost_while_workers_and_the_pricing_server_are_killed()
    {
        using SampleProcess desk = SampleProcess.Start("OrderDesk", "--for", "6s", "--burst", "--chaos");
        Dictionary<string, int> summary = await EndAsync(desk);

        foreach (string role in Role.All.Where(static role => role != Role.Gateway))
        {
            Assert.Matches($"kill -9 [0-9]+: start 1 of the {role}", desk.Output);
        }

        Assert.Equal(summary["accepted"], summary["priced"]);
        Assert.Equal(summary["accepted"], summary["executed"] + summary["in the dead-letter queue"] + summary["still in the queue"]);
        Assert.Equal(0, summary["lost"]);
    }

    [Fact]
    public async Task Operators_look_at_dead_letters_send_them_back_and_throw_them_away()
    {
        using SampleProcess desk = SampleProcess.Start("OrderDesk");
        await desk.WaitAsync(() => desk.Output.Contains(" orders accepted", StringComparison.Ordinal), "the first orders");
        RunFolder run = RunFolder.All(OrderDeskRun.Program).Single(run => run.Supervisor == desk.Id);
        using MqNode node = MqNode.Create(options => options.UseRun(run));
        using MqDeadLetterQueue letters = node.OpenDeadLetters<IOrders>();
        await desk.WaitAsync(() => letters.Count >= 2, "two dead letters");

        string list = await LookAfterAsync("list", run);
        Assert.Contains("order 200: 100 HALT: It failed 5 times. Trading of HALT is suspended.", list, StringComparison.Ordinal);
        Assert.Contains("order 450: 50000 ACME: The desk executes at most 10000 at once.", list, StringComparison.Ordinal);

        Assert.Matches("^[0-9]+ sent back.", await LookAfterAsync("replay", run));
        await desk.WaitAsync(() => Contains(letters, order: 450), "the order that fails for ever");
        Assert.Matches("^[0-9]+ thrown away.", await LookAfterAsync("purge", run));

        SampleProcess.Signal(desk.Id, "INT");
        Dictionary<string, int> summary = await EndAsync(desk);
        Assert.InRange(summary["purged"], 1, int.MaxValue);
        Assert.Equal(summary["accepted"], summary["executed"] + summary["in the dead-letter queue"] + summary["purged"]);
        Assert.Equal(0, summary["lost"]);
    }

    [Fact]
    public async Task An_order_that_a_stranger_takes_is_missed_and_the_run_fails()
    {
        using SampleProcess desk = SampleProcess.Start("OrderDesk");
        await desk.WaitAsync(() => desk.Output.Contains(" orders accepted", StringComparison.Ordinal), "the first orders");
        int[] workers = [.. desk.Children().Where(static child => Role.Workers.Contains(child.Key)).Select(static child => child.Value)];
        Assert.Equal(3, workers.Length);
        Array.ForEach(workers, static worker => SampleProcess.Signal(worker, "STOP"));
        RunFolder run = RunFolder.All(OrderDeskRun.Program).Single(run => run.Supervisor == desk.Id);
        using (MqNode node = MqNode.Create(options => options.UseRun(run)))
        {
            Assert.True(node.Open<IOrders>().TryReceive(out _, TimeSpan.FromSeconds(30)));
        }

        Array.ForEach(workers, static worker => SampleProcess.Signal(worker, "CONT"));
        SampleProcess.Signal(desk.Id, "INT");
        Dictionary<string, int> summary = await EndAsync(desk, exitCode: 1);
        Assert.Equal(1, summary["lost"]);
        Assert.Contains("FAILED: not every order is accounted for.", desk.Output, StringComparison.Ordinal);
    }

    private static bool Contains(MqDeadLetterQueue letters, long order)
    {
        for (int index = 0; letters.TryPeek(index, out MqDeadLetter? letter); index++)
        {
            if (letter.TryRead(out PricedOrder priced) && priced.Order.Id == order)
            {
                return true;
            }
        }

        return false;
    }

    private static int CountOf(int accepted, Predicate<Order> isCounted) => Enumerable.Range(1, accepted).Count(id => isCounted(OrderFlow.Make(id)));

    /// <summary>What operators see who look after the dead letters of a run.</summary>
    private static async Task<string> LookAfterAsync(string action, RunFolder run)
    {
        using SampleProcess operators = SampleProcess.Start("OrderDesk", "dead-letters", action, "--run", run.Path);
        await operators.EndAsync();
        Assert.True(operators.ExitCode == 0, operators.Errors);
        return operators.Output;
    }

    /// <summary>Waits for the end of a run, which leaves nothing behind.</summary>
    /// <returns>The rows of its summary.</returns>
    private static async Task<Dictionary<string, int>> EndAsync(SampleProcess desk, int exitCode = 0)
    {
        await desk.EndAsync();
        Assert.True(desk.ExitCode == exitCode, desk.Output + desk.Errors);
        Assert.DoesNotContain(RunFolder.All(OrderDeskRun.Program), run => run.Supervisor == desk.Id);
        using MqNode node = MqNode.Create(static options => options.UseFastMq());
        Assert.DoesNotContain(node.List(), name => RunFolder.TryGetSupervisor(OrderDeskRun.Program, name, out int supervisor) && supervisor == desk.Id);
        return SummaryRow().Matches(desk.Output).ToDictionary(
            static row => row.Groups["name"].Value,
            static row => int.Parse(row.Groups["count"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^  (?<name>[a-z][a-z -]+?) +(?<count>[0-9,]+)(   \(.*\))?\r?$", RegexOptions.Multiline)]
    private static partial Regex SummaryRow();
}
