using System.Globalization;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.FastMq;

/// <summary>What a message costs while there is data and room: no call of the kernel, no object.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqCostTests : FastMqTest
{
    private const int Messages = 1000;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_costs_no_system_call(bool isAsync)
    {
        Strace.SkipWithoutIt();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("typedmq-tests-");
        try
        {
            Dictionary<string, int> calls = Strace.Count(folder.FullName, "exchange", "fastmq", Messages.ToString(CultureInfo.InvariantCulture), $"{isAsync}");

            // The .NET runtime's own threads may do something now and then; with the messages it has nothing to do.
            Assert.True(calls.Values.Sum() < Messages / 20, string.Join(", ", calls.Select(static call => $"{call.Key} {call.Value}")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(MqTopology.ManyToMany)]
    [InlineData(MqTopology.OneToOne)]
    [Trait("Accepts", "R11")]
    public void A_message_costs_no_object_whether_it_is_sent_aborted_received_or_abandoned(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Topology = topology });
        Exchange(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exchange(int count)
        {
            MqEnvelope envelope = default;
            for (int i = 0; i < count; i++)
            {
                queue.TryClaim(in envelope, 0, out MqClaim aborted);
                queue.Abort(ref aborted);
                queue.TryClaim(in envelope, 0, out MqClaim claim);
                queue.TryCommit(ref claim, 8);
                queue.TryReceive(out MqLease lease);
                queue.Abandon(ref lease);
                queue.TryReceive(out MqLease again);
                queue.Complete(ref again);
                queue.TryReceive(out _);
                queue.Wait(MqDirection.Receive, MqDeadline.Now, default);
                queue.Wait(MqDirection.Send, MqDeadline.Infinite, default);
            }
        }
    }
}
