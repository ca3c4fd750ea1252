namespace TypedMq.Conformance;

/// <summary>What becomes of a queue that is deleted while it is open.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Accepts", "P42")]
    [Trait("Accepts", "V3")]
    [Trait("Accepts", "V50")]
    public async Task A_removed_queue_keeps_working_for_who_waits_on_it_or_wakes_them_with_one_error()
    {
        (string emptyName, string fullName) = (NewName(), NewName());
        using MqByteChannel empty = Create(emptyName);
        using MqByteChannel full = Create(fullName);
        Fill(full);
        BlockingThread receiver = new(Patience, () => empty.Receive(new byte[128], out _));
        BlockingThread sender = new(Patience, () => full.Send([1]));
        Task awaitedReceive = empty.ReceiveAsync(new byte[128]).AsTask();
        Task awaitedSend = full.SendAsync(new byte[] { 1 }).AsTask();
        receiver.WaitUntilItSleeps();
        sender.WaitUntilItSleeps();
        Task[] waiting = [receiver.Completion, sender.Completion, awaitedReceive, awaitedSend];
        Assert.DoesNotContain(waiting, static task => task.IsCompleted);

        Assert.True(OtherNode().Delete(emptyName));
        Assert.True(OtherNode().Delete(fullName));

        if (Node.GetCapabilities().RemovedKeepsWorking)
        {
            empty.Send([1]);
            empty.Send([1]);
            Assert.True(full.TryReceive(new byte[128], out _, out _));
            Assert.True(full.TryReceive(new byte[128], out _, out _));
            await Task.WhenAll(waiting).WaitAsync(Patience);
        }
        else
        {
            foreach (Task task in waiting)
            {
                MqQueueRemovedException error = await Assert.ThrowsAsync<MqQueueRemovedException>(() => task.WaitAsync(Patience));
                Assert.Contains(error.Queue, new[] { emptyName, fullName });
                Assert.False(error.IsTransient);
            }

            Assert.Throws<MqQueueRemovedException>(() => empty.TrySend([2]));
            Assert.Throws<MqQueueRemovedException>(() => full.TryReceive(new byte[128], out _, out _));
        }

        Assert.Throws<MqQueueNotFoundException>(() => OpenExisting(emptyName));
    }

    [Fact]
    [Trait("Accepts", "P42")]
    public void A_new_queue_of_the_name_of_a_removed_one_is_another()
    {
        string name = NewName();
        using MqByteChannel removed = Create(name);
        removed.Send([1]);
        Node.Delete(name);
        using MqByteChannel successor = Create(name);
        Assert.Equal(0, successor.GetAttributes().Count);

        if (Node.GetCapabilities().RemovedKeepsWorking)
        {
            removed.Send([2]);
            Assert.Equal(2, removed.GetAttributes().Count);
        }
        else
        {
            Assert.Throws<MqQueueRemovedException>(() => removed.TrySend([2]));
        }

        Assert.Equal(0, successor.GetAttributes().Count);
        successor.Send([3]);
        byte[] buffer = new byte[successor.MaxMessageBytes];
        Assert.True(successor.TryReceive(buffer, out _, out _));
        Assert.Equal(3, buffer[0]);
    }
}
