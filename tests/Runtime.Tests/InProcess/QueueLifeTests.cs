using TypedMq.Transports;

namespace TypedMq.Tests.InProcess;

/// <summary>Queues come, are opened, lose their names and go as POSIX has it.</summary>
[Trait("Transport", "inprocess")]
[Trait("Layer", "typed")]
public sealed class QueueLifeTests : InProcessTest
{
    [Fact]
    [Trait("Accepts", "V3")]
    [Trait("Accepts", "P41")]
    [Trait("Accepts", "P42")]
    [Trait("Accepts", "C8")]
    public void Where_removed_queues_keep_working_their_holders_exchange_on_and_a_new_one_is_empty_and_distinct()
    {
        MqNode node = NewNode(options => options.Host = new() { RemovedKeepsWorking = true });
        Assert.True(node.GetCapabilities().RemovedKeepsWorking);
        using MqByteChannel first = Create(node);
        using MqByteChannel second = OpenExisting(node);
        first.Send([1]);
        Assert.True(node.Delete("q"));
        Assert.False(node.Delete("q"));
        Assert.Throws<MqQueueNotFoundException>(() => OpenExisting(node));

        using MqByteChannel successor = Create(node);
        Assert.Equal(0, successor.GetAttributes().Count);
        successor.Send([9]);
        first.Send([2]);
        Assert.Equal(((byte?)1, (byte?)2, (byte?)null), (Take(second), Take(second), Take(second)));
        Assert.Equal((byte)9, Take(successor));
    }

    [Fact]
    public async Task Unless_it_is_said_the_holders_of_a_removed_queue_are_told()
    {
        MqNode node = NewNode();
        MqByteChannel queue = Create(node);
        Task<int> blocked = Blocking(() => queue.Receive(new byte[16], out _));
        Task chosen = queue.ReceiveAsync(new byte[16], MqSelection.Exactly(3)).AsTask();
        Assert.True(node.Delete("q"));
        await Assert.ThrowsAsync<MqQueueRemovedException>(() => blocked.WaitAsync(Patience));
        await Assert.ThrowsAsync<MqQueueRemovedException>(() => chosen.WaitAsync(Patience));
        Assert.Throws<MqQueueRemovedException>(() => queue.TryPeek(0, new byte[16], out _, out _));
        Assert.Throws<MqQueueRemovedException>(() => queue.Notify(static () => { }));
        Assert.Throws<MqQueueRemovedException>(() => queue.GetAttributes());
    }

    [Fact]
    [Trait("Accepts", "P44")]
    public void Messages_stay_while_nobody_has_the_queue_open()
    {
        MqNode node = NewNode();
        using (MqByteChannel queue = Create(node))
        {
            queue.Send([1]);
        }

        using MqByteChannel later = OpenExisting(node);
        Assert.Equal((byte)1, Take(later));
    }

    [Fact]
    [Trait("Accepts", "P3")]
    [Trait("Accepts", "G23")]
    public void Each_handle_does_what_it_was_opened_for_and_there_may_be_several_of_each()
    {
        MqNode node = NewNode();
        using MqByteChannel both = Create(node);
        MqByteChannel[] senders = [OpenExisting(node, access: MqAccess.Send), OpenExisting(node, access: MqAccess.Send)];
        MqByteChannel[] receivers = [OpenExisting(node, access: MqAccess.Receive), OpenExisting(node, access: MqAccess.Receive)];
        foreach (MqByteChannel sender in senders)
        {
            sender.Send([1]);
            Assert.Throws<MqAccessDeniedException>(() => sender.TryReceive(new byte[16], out _, out _));
            Assert.Throws<MqAccessDeniedException>(() => sender.TryReceive(new byte[16], MqSelection.All, out _, out _));
            Assert.Throws<MqAccessDeniedException>(() => sender.TryPeek(0, new byte[16], out _, out _));
        }

        foreach (MqByteChannel receiver in receivers)
        {
            Assert.Equal((byte)1, Take(receiver));
            Assert.Throws<MqAccessDeniedException>(() => receiver.TrySend([1]));
        }

        both.Send([2]);
        Assert.Equal((byte)2, Take(both));
    }

    [Fact]
    [Trait("Accepts", "P7")]
    [Trait("Accepts", "V13")]
    public void Opening_adds_and_removes_nothing_and_a_geometry_that_does_not_suffice_is_reported()
    {
        MqNode node = NewNode();
        using MqByteChannel queue = Create(node, capacity: 3, size: 16);
        queue.Send([1], 2);
        using MqByteChannel other = node.OpenBytes("q", options => (options.Capacity, options.MaxMessageBytes) = (2, 8));
        Assert.Equal(new MqQueueAttributes(3, 16, 1), other.GetAttributes());
        Assert.Throws<MqQueueMismatchException>(() => node.OpenBytes("q", options => options.Capacity = 4));
        Assert.Equal(new MqQueueAttributes(3, 16, 1), queue.GetAttributes());
    }

    [Theory]
    [Trait("Accepts", "P1")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void The_rules_for_names_hold_wherever_a_name_is_given(string name)
    {
        InProcessFaults faults = new();
        MqNode node = NewNode(options => options.Faults = faults);
        Assert.Throws<MqConfigurationException>(() => node.OpenBytes(name));
        Assert.Throws<MqConfigurationException>(() => node.Delete(name));
        Assert.Throws<MqConfigurationException>(() => faults.Remove(name));
        Assert.Empty(node.List());
    }

    [Theory]
    [Trait("Accepts", "V9")]
    [InlineData(0, 16)]
    [InlineData(4, 0)]
    [InlineData(-1, 16)]
    [InlineData(4, -1)]
    public void Capacity_and_message_size_are_positive(int capacity, int size)
    {
        MqNode node = NewNode();
        Assert.Throws<MqConfigurationException>(() => Create(node, capacity: capacity, size: size));
        Assert.Empty(node.List());
    }

    [Fact]
    [Trait("Accepts", "P5")]
    public void What_is_not_asked_for_is_the_default()
    {
        using MqByteChannel queue = NewNode().OpenBytes("q");
        Assert.Equal(new MqQueueAttributes(1024, 8192, 0), queue.GetAttributes());
    }

    [Fact]
    [Trait("Accepts", "P6")]
    [Trait("Accepts", "V11")]
    [Trait("Accepts", "V12")]
    public void Of_many_who_create_exclusively_one_succeeds()
    {
        MqNode node = NewNode();
        Assert.Throws<MqQueueNotFoundException>(() => OpenExisting(node));
        int created = 0, refused = 0;
        Parallel.For(0, 16, _ =>
        {
            try
            {
                Create(node);
                Interlocked.Increment(ref created);
            }
            catch (MqQueueExistsException)
            {
                Interlocked.Increment(ref refused);
            }
        });
        Assert.Equal((1, 15), (created, refused));
    }

    [Fact]
    [Trait("Accepts", "P8")]
    [Trait("Accepts", "V10")]
    [Trait("Accepts", "V24")]
    public void Limits_of_the_host_are_errors_that_name_them_and_leave_no_name_behind()
    {
        MqNode node = NewNode(options => options.Host = new() { MaxQueues = 2, MaxCapacity = 10, MaxMessageBytes = 100 });
        Assert.Contains("MaxCapacity", Assert.Throws<MqLimitException>(() => Create(node, capacity: 11)).Limit, StringComparison.Ordinal);
        Assert.Equal("100", Assert.Throws<MqLimitException>(() => Create(node, size: 101)).Value);
        Assert.Empty(node.List());

        Create(node, "a", capacity: 10, size: 100);
        Assert.Equal(new MqQueueAttributes(10, 100, 0), node.OpenBytes("b").GetAttributes());
        MqLimitException error = Assert.Throws<MqLimitException>(() => Create(node, "c"));
        Assert.Contains("MaxQueues", error.Limit, StringComparison.Ordinal);
        Assert.False(error.IsTransient);

        node.OpenBytes("a").Dispose();
        node.Delete("b");
        Create(node, "c");
        Assert.Equal(["a", "c"], node.List().Order());
    }

    [Fact]
    [Trait("Accepts", "P12")]
    [Trait("Accepts", "P40")]
    public void A_closed_handle_is_refused_by_everything_and_closed_again_without_harm()
    {
        MqByteChannel queue = Create(NewNode());
        queue.Dispose();
        queue.Dispose();
        byte[] buffer = new byte[16];
        Assert.Throws<ObjectDisposedException>(() => queue.TrySend([1]));
        Assert.Throws<ObjectDisposedException>(() => queue.TryReceive(buffer, out _, out _));
        Assert.Throws<ObjectDisposedException>(() => queue.TryReceive(buffer, MqSelection.All, out _, out _));
        Assert.Throws<ObjectDisposedException>(() => queue.TryPeek(0, buffer, out _, out _));
        Assert.Throws<ObjectDisposedException>(() => queue.Notify(static () => { }));
        Assert.Throws<ObjectDisposedException>(() => queue.GetAttributes());
    }

    [Fact]
    public void Nodes_without_a_host_in_common_never_meet_and_scopes_keep_names_apart()
    {
        InProcessHost host = new();
        Create(NewNode()).Send([1]);
        Assert.Empty(NewNode().List());
        Create(NewService(host, InProcessUser.Root));
        Assert.Equal(["q"], NewService(host, InProcessUser.Root).List());
    }

    [Fact]
    [Trait("Accepts", "C10")]
    public void Queues_that_come_and_go_leave_nothing_behind()
    {
        MqNode node = NewNode();
        for (int i = 0; i < 10_000; i++)
        {
            string name = $"q{i * 7919}";
            using (MqByteChannel queue = Create(node, name))
            {
                queue.Send([(byte)i]);
                Assert.Equal((byte)i, Take(queue));
            }

            Assert.True(node.Delete(name));
        }

        Assert.Empty(node.List());
    }
}
