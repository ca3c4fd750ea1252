using System.Diagnostics;

namespace TypedMq.Conformance;

public abstract partial class HostTransportConformance
{
    /// <summary>Where the transport delivers at least once, what a killed process was handling comes again; elsewhere that message is the price.</summary>
    [Fact]
    [Trait("Capability", "AtLeastOnce")]
    public async Task A_process_that_is_killed_in_its_handler_leaves_its_message_to_the_next_one()
    {
        string name = NewConsumedName();
        IReadings readings = Open<IReadings>(name);
        readings.Send(ReadingOf(1));
        readings.Send(ReadingOf(2));
        Process peer = StartPeer("handle", name);
        Assert.Equal("handling 1", await peer.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        peer.Kill();
        Assert.True(peer.WaitForExit(Patience));

        List<(int Number, int DeliveryCount, bool Redelivered)> came = [];
        bool isKept = Node.GetCapabilities().AtLeastOnce;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using MqConsumer consumer = Handle(name, (reading, context, _) =>
        {
            came.Add(((int)reading.Id, context.DeliveryCount, context.Redelivered));
            if (came.Count == (isKept ? 2 : 1))
            {
                all.SetResult();
            }

            return ValueTask.CompletedTask;
        });
        await all.Task.WaitAsync(Patience);
        await consumer.StopAsync();
        Assert.Equal(isKept ? [(1, 2, true), (2, 1, false)] : [(2, 1, false)], came.Order());
    }
}
