using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;
using Xunit.Abstractions;

namespace TypedMq.Faults;

/// <summary>The same for queues with one sender and one receiver.</summary>
public sealed class OneToOneFaultTests(ITestOutputHelper output)
{
    private static readonly FaultPoint[] Points =
    [
        FaultPoint.Attached,
        FaultPoint.Detached,
        FaultPoint.RecoveryRang,
        FaultPoint.RecoveryEnded,
        FaultPoint.OneToOnePublished,
        FaultPoint.OneToOneBegun,
        FaultPoint.OneToOneReleased,
        FaultPoint.OneToOneReceiverMarked,
    ];

    [Theory]
    [InlineData(MqDelivery.AtLeastOnce)]
    [InlineData(MqDelivery.AtMostOnce)]
    public void Whoever_is_killed_wherever_costs_nothing_but_what_it_was_handling(MqDelivery delivery)
    {
        Coverage coverage = new();
        using FastMqTransport transport = new(new(MqScope.Default, NullLogger.Instance), new FastMqSettings { MaxHandles = 4 });
        for (int capacity = 1; capacity <= 9; capacity++)
        {
            MqQueueName name = MqQueueName.Parse($"faults-{Environment.ProcessId}-{capacity}-{Guid.NewGuid():n}");
            try
            {
                OneToOneSimulation simulation = new(transport, name, coverage, capacity, delivery, new Random(capacity));
                foreach (FaultPoint point in Points)
                {
                    for (int phase = 1; phase <= 8; phase++)
                    {
                        simulation.Run(point, phase);
                    }
                }
            }
            finally
            {
                FaultPoints.Handler = null;
                transport.Delete(name);
            }
        }

        output.WriteLine($"{coverage.Kills} killed\n{coverage}");
        Assert.True(coverage.Kills > 3_000, $"only {coverage.Kills} were killed");
        Assert.Empty(coverage.Unkilled(Points.Where(point => point != FaultPoint.OneToOneBegun || delivery == MqDelivery.AtMostOnce)));
    }
}
