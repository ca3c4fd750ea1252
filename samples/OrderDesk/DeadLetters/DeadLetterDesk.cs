using Samples;
using TypedMq;

namespace OrderDesk;

/// <summary>What can be done with dead letters.</summary>
internal enum DeadLetterAction
{
    /// <summary>Look at them.</summary>
    List,

    /// <summary>Send them back.</summary>
    Replay,

    /// <summary>Throw them away.</summary>
    Purge,
}

/// <summary>Looks after the dead letters of a run that goes on, as its operators would.</summary>
internal static class DeadLetterDesk
{
    /// <summary>Does what was asked for.</summary>
    /// <param name="action">What.</param>
    /// <param name="run">The run; null means the one that there is.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(DeadLetterAction action, RunFolder? run)
    {
        RunFolder[] runs = run is null ? [.. RunFolder.All(OrderDeskRun.Program).Where(StaleRuns.IsAlive)] : [run];
        if (runs is not [RunFolder chosen])
        {
            await Console.Error.WriteLineAsync(runs.Length == 0
                ? "orderdesk: no run is there. Start one, in another terminal."
                : $"orderdesk: several runs are there. Choose one with {CommandLine.RunOption}: {string.Join(", ", runs.Select(static run => run.Path))}");
            return 1;
        }

        try
        {
            using MqNode node = MqNode.Create(mq => mq.UseRun(chosen));
            using MqDeadLetterQueue letters = node.OpenDeadLetters<IOrders>();
            switch (action)
            {
                case DeadLetterAction.List:
                    List(letters);
                    break;
                case DeadLetterAction.Replay:
                    Console.WriteLine($"{await ReplayAsync(letters, chosen)} sent back.");
                    break;
                default:
                    Console.WriteLine($"{Purge(letters, chosen)} thrown away.");
                    break;
            }

            return 0;
        }
        catch (Exception error) when (error is MqException or IOException)
        {
            await Console.Error.WriteLineAsync($"orderdesk: {error.Message}");
            return 1;
        }
    }

    /// <summary>Sends all dead letters back to the workers, once the cause of most of them is gone. Others will be back soon.</summary>
    /// <param name="letters">The dead letters.</param>
    /// <param name="run">Their run.</param>
    /// <returns>How many.</returns>
    public static ValueTask<int> ReplayAsync(MqDeadLetterQueue letters, RunFolder run)
    {
        Exchange.Resume(run);
        return letters.ReplayAllAsync();
    }

    private static void List(MqDeadLetterQueue letters)
    {
        for (int index = 0; letters.TryPeek(index, out MqDeadLetter? letter); index++)
        {
            string order = letter.TryRead(out PricedOrder priced) ? $"order {priced.Order.Id}: {priced.Order.Quantity} {priced.Order.Symbol}" : "something else";
            string cause = letter.ExceptionMessage == letter.Reason ? "" : " " + letter.ExceptionMessage;
            Console.WriteLine($"{letter.DeadLetteredAt.ToLocalTime():HH:mm:ss} {order}: {letter.Reason}{cause}");
        }

        Console.WriteLine($"{letters.Count} in all.");
    }

    /// <summary>One by one, because each order is to be accounted for; otherwise <see cref="MqDeadLetterQueue.Purge"/> would do.</summary>
    private static int Purge(MqDeadLetterQueue letters, RunFolder run)
    {
        using Ledger ledger = new(run.LedgerOf("purge", Environment.ProcessId));
        int purged = 0;
        while (letters.TryReceive(out MqDeadLetter? letter))
        {
            purged++;
            if (letter.TryRead(out PricedOrder priced))
            {
                ledger.Enter(Step.Purged, priced.Order.Id);
            }
        }

        return purged;
    }
}
