using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;
using Xunit.Abstractions;

namespace TypedMq.Faults;

/// <summary>Processes that are killed after any of their effects on a queue: nothing is lost, nothing comes twice without its count, and no slot is gone.</summary>
public sealed class PoolFaultTests(ITestOutputHelper output)
{
    private const int SmallestCapacity = 2;
    private const int LargestCapacity = 19;
    private const int MostPriorities = 4;
    private const int MostVictims = 3;
    private const int Phases = 3;

    private static readonly FaultPoint[] Points = [.. Enum.GetValues<FaultPoint>().Where(point => point <= FaultPoint.RecoveryEnded)];

    [Fact]
    public void Whoever_is_killed_wherever_costs_nothing_but_what_it_was_handling()
    {
        Coverage coverage = new();
        var configurations =
            from capacity in Enumerable.Range(SmallestCapacity, LargestCapacity - SmallestCapacity + 1)
            from priorities in Enumerable.Range(1, MostPriorities)
            select (capacity, priorities);
        Parallel.ForEach(configurations, configuration => RunAll(configuration.capacity, configuration.priorities, coverage));
        output.WriteLine($"{coverage.Kills} killed\n{coverage}");
        Assert.True(coverage.Kills >= 100_000, $"only {coverage.Kills} were killed");
        Assert.Empty(coverage.Unkilled(Points));
    }

    private static void RunAll(int capacity, int priorities, Coverage coverage)
    {
        MqQueueName name = MqQueueName.Parse($"faults-{Environment.ProcessId}-{capacity}-{priorities}-{Guid.NewGuid():n}");
        using FastMqTransport transport = new(new(MqScope.Default, NullLogger.Instance), new FastMqSettings { MaxHandles = 8 });
        try
        {
            Simulation simulation = new(transport, name, coverage, capacity, priorities);
            Random random = new(capacity * MostPriorities + priorities);
            for (int victims = 1; victims <= MostVictims; victims++)
            {
                foreach (FaultPoint point in Points)
                {
                    for (int phase = 1; phase <= Phases; phase++)
                    {
                        if (point is FaultPoint.LabelSeen or FaultPoint.LaneLabelled or FaultPoint.LaneUsed)
                        {
                            // Once for each priority of a queue.
                            transport.Delete(name);
                            simulation = new(transport, name, coverage, capacity, priorities);
                        }

                        int seed = random.Next();
                        try
                        {
                            simulation.Run(seed, victims, point, phase);
                        }
                        catch (Exception error)
                        {
                            throw new InvalidOperationException($"seed {seed}, capacity {capacity}, {priorities} priorities, {victims} victims, first at {point}, phase {phase}: {error.Message}", error);
                        }
                    }
                }
            }
        }
        finally
        {
            FaultPoints.Handler = null;
            transport.Delete(name);
        }
    }
}
