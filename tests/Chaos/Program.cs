using System.Globalization;
using TypedMq.Chaos.Processes;
using TypedMq.Chaos.Workers;

namespace TypedMq.Chaos;

/// <summary>The command line, and the processes that it and the tests start.</summary>
internal static class Program
{
    private const string Usage = """
        Kills, stops and replaces processes that exchange messages over FastMq, and checks that nothing is lost, doubled, damaged or leaked.

          dotnet run -c Release --project tests/Chaos -- [--kills N] [--seconds N] [--producers P] [--consumers C] [--awaiting N] [--capacity N]
              [--topology many-to-many|one-to-one] [--delivery at-least-once|at-most-once] [--priorities 1..8] [--pace MILLISECONDS] [--seed S]

        It ends after so many kills, or seconds, or with Ctrl+C; then it writes what happened, and its exit code is 1 when something happened that must not.
        """;

    private static int Main(string[] args)
    {
        switch (args)
        {
            case [Zygote.Command, var folder]:
                return Zygote.Run([Environment.ProcessPath!, typeof(Program).Assembly.Location], folder);
            case [Worker.Command, var ledger]:
                Kernel.DieWithTheParent();
                Worker.Live(ledger);
                return 0;
            default:
                if (Parse(args) is { } options)
                {
                    return Torture(options);
                }

                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static int Torture(CampaignOptions options)
    {
        Console.WriteLine(options);
        using Campaign campaign = new(options);
        Console.CancelKeyPress += (_, end) =>
        {
            end.Cancel = true;
            campaign.IsEnough = true;
        };
        Tally tally = campaign.Run(static tally =>
            Console.WriteLine($"{tally.Time.TotalSeconds,6:F0} s  {tally.Kills,8} kills  {tally.Received,12} messages  {tally.Violations.Count} violations"));
        Console.WriteLine(tally);
        return tally.Violations.Count == 0 ? 0 : 1;
    }

    /// <returns>Null when something is not understood.</returns>
    private static CampaignOptions? Parse(string[] args)
    {
        CampaignOptions options = new();
        if (args.Length == 0 || args.Length % 2 != 0)
        {
            return null;
        }

        for (int i = 0; i < args.Length; i += 2)
        {
            string value = args[i + 1];
            bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            CampaignOptions? next = (args[i], value) switch
            {
                ("--topology", "many-to-many") => options,
                ("--topology", "one-to-one") => options with { Topology = MqTopology.OneToOne, Senders = 1, Receivers = 1 },
                ("--delivery", "at-least-once") => options,
                ("--delivery", "at-most-once") => options with { Delivery = MqDelivery.AtMostOnce },
                _ when !isNumber => null,
                ("--kills", _) => options with { Kills = number },
                ("--seconds", _) => options with { Time = TimeSpan.FromSeconds(number) },
                ("--producers", _) => options with { Senders = number },
                ("--consumers", _) => options with { Receivers = number },
                ("--awaiting", _) => options with { Awaiting = number },
                ("--capacity", _) => options with { Capacity = number },
                ("--priorities", _) when number is >= 1 and <= 8 => options with { Priorities = number },
                ("--pace", _) => options with { Pace = TimeSpan.FromMilliseconds(number) },
                ("--seed", _) => options with { Seed = number },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return options;
    }
}
