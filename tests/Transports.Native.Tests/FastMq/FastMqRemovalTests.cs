using TypedMq.Interop;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>Deleting a queue: everybody hears of it at once, nothing is left, and the next one of that name is another one.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqRemovalTests : FastMqTest
{
    public static TheoryData<MqTopology> Topologies => [MqTopology.ManyToMany, MqTopology.OneToOne];

    [Fact]
    [Trait("Accepts", "G2")]
    public void Deleting_what_is_not_there_says_so_and_is_no_error()
    {
        Assert.False(Transport.Delete(Name()));
        Open().Dispose();
        Assert.True(Transport.Delete(Name()));
        Assert.False(Transport.Delete(Name()));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    [Trait("Accepts", "S5")]
    public async Task Every_operation_of_every_holder_says_that_the_queue_is_removed(MqTopology topology)
    {
        MqQueue[] holders = [Open(Options() with { Topology = topology }), Open(Options() with { Topology = topology })];
        TrySend(holders[0], [1]);
        Assert.True(Transport.Delete(Name()));
        foreach (MqQueue queue in holders)
        {
            MqEnvelope envelope = default;
            Removed(() => queue.TryClaim(in envelope, 0, out _));
            Removed(() => queue.TryClaim(in envelope, 0, new MqClaim[2]));
            Removed(() => queue.TryReceive(out _));
            Removed(() => queue.TryReceive(new MqLease[2]));
            Removed(() => queue.TryPeek(0, new byte[100], out _, out _));
            Removed(() => queue.GetAttributes());
            Removed(() => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default));
            Removed(() => queue.Wait(MqDirection.Send, MqDeadline.Infinite, default));
            await Assert.ThrowsAsync<MqQueueRemovedException>(() => queue.WaitAsync(MqDirection.Receive, default).AsTask().WaitAsync(Bound));
            await Assert.ThrowsAsync<MqQueueRemovedException>(() => queue.WaitAsync(MqDirection.Send, default).AsTask().WaitAsync(Bound));
            if (topology == MqTopology.ManyToMany)
            {
                Removed(() => queue.TryDiscardOldest(0));
            }

            Assert.Equal((4, 100), (queue.Capacity, queue.MaxMessageBytes));
        }

        static void Removed(Func<object?> operation)
        {
            MqQueueRemovedException error = Assert.Throws<MqQueueRemovedException>(operation);
            Assert.Equal(Errno.EIDRM, error.Errno);
        }
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void What_was_claimed_before_can_be_aborted_and_what_was_received_can_be_settled(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Topology = topology });
        TrySend(queue, [1, 2]);
        MqLease lease = Receive(queue);
        MqClaim claim = Claim(queue);
        Transport.Delete(Name());
        claim.Payload.Fill(1);
        queue.Abort(ref claim);
        Assert.Equal([1, 2], lease.Payload.ToArray());
        queue.Complete(ref lease);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void What_was_claimed_before_cannot_be_sent_and_is_used_up(MqTopology topology)
    {
        MqQueue queue = Open(Options() with { Topology = topology });
        MqClaim claim = Claim(queue);
        Transport.Delete(Name());
        Assert.Throws<MqQueueRemovedException>(() => queue.TryCommit(ref claim, 1));
        Assert.Equal(0ul, claim.Token);
        queue.Abort(ref claim);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    [Trait("Accepts", "P42")]
    public void A_new_queue_of_the_same_name_is_another_one(MqTopology topology)
    {
        MqQueue old = Open(Options() with { Topology = topology });
        TrySend(old, [1]);
        Transport.Delete(Name());
        MqQueue other = Open(Options() with { Topology = topology, Capacity = 8 });
        Assert.Equal((8, 0), (other.Capacity, other.GetAttributes().Count));
        TrySend(other, [2]);
        Assert.Throws<MqQueueRemovedException>(() => old.TryReceive(out _));
        old.Dispose();
        Assert.Equal([2], TryReceive(other));
    }

    [Fact]
    [Trait("Accepts", "G37")]
    [Trait("Accepts", "C10")]
    public void Nothing_is_left_of_a_queue_neither_names_nor_descriptors_nor_memory()
    {
        Cycle();
        string[] names = Directory.GetFileSystemEntries(Folder);
        int descriptors = Descriptors(), mappings = CountMappings();
        for (int i = 0; i < 300; i++)
        {
            Cycle();
        }

        Assert.Equal(names, Directory.GetFileSystemEntries(Folder));
        Assert.Equal(mappings, CountMappings());
        Assert.InRange(Descriptors(), 0, descriptors + 20);

        void Cycle()
        {
            using FastMqTransport transport = new(new(MqScope.Default, Logger));
            using MqQueue first = transport.Open(Options());
            using MqQueue second = transport.Open(Options());
            TrySend(first, [1]);
            Assert.Equal([1], TryReceive(second));
            Assert.True(transport.Delete(Name()));
        }

        static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
    }

    [Fact]
    [Trait("Accepts", "G5")]
    public void What_was_deleted_cannot_be_opened()
    {
        Open();
        Transport.Delete(Name());
        Assert.Throws<MqQueueNotFoundException>(() => Transport.Open(Options() with { OpenMode = MqOpenMode.OpenExisting }));
        Assert.Null(FastMqAttributes.Read(Name().Value));
    }

    [Fact]
    public void A_queue_that_is_marked_as_removed_and_kept_its_name_is_replaced()
    {
        // Its deleter was killed in between.
        MqQueue old = Open();
        MarkRemoved();
        Assert.Throws<MqQueueRemovedException>(() => old.TryReceive(out _));
        Assert.Throws<MqQueueNotFoundException>(() => Transport.Open(Options() with { OpenMode = MqOpenMode.OpenExisting }));
        MqQueue other = Open(Options() with { OpenMode = MqOpenMode.CreateNew });
        Assert.True(TrySend(other, [1]));
        Assert.Throws<MqQueueRemovedException>(() => old.TryReceive(out _));
    }

    [Fact]
    [Trait("Accepts", "T12")]
    public void A_file_that_somebody_else_deletes_is_a_removed_queue_for_its_holders()
    {
        MqQueue queue = Open();
        File.Delete(FileOf());
        Assert.Throws<MqQueueRemovedException>(() => queue.Wait(MqDirection.Receive, MqDeadline.After(Bound), default));
        Assert.Throws<MqQueueRemovedException>(() => queue.TryReceive(out _));
        Assert.Contains(Logger.Entries, entry => entry.Text.Contains($"{FileOf()} was deleted from outside", StringComparison.Ordinal));
    }

    private unsafe void MarkRemoved() => FastMqFile.MarkRemoved(Map().Header);
}
