using System.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Conformance;

/// <summary>What kinds of queue there are, and that a queue is full, empty and in order exactly when it says so.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    public async Task A_one_to_one_queue_has_one_sender_one_receiver_and_keeps_the_order()
    {
        if (Refuses(Node.GetCapabilities().OneToOne, "Topology = OneToOne", OneToOne))
        {
            return;
        }

        const int Messages = 2000;
        string name = NewName();
        MqByteChannel sender = Node.OpenBytes(name, Small, MqAccess.Send);
        using MqByteChannel receiver = OtherNode().OpenBytes(name, Small, MqAccess.Receive);
        Assert.Throws<ArgumentOutOfRangeException>(() => sender.Send([1], priority: 1));

        MqLimitException second = Assert.Throws<MqLimitException>(() => OtherNode().OpenBytes(name, Small, MqAccess.Send));
        Assert.Equal((name, "1"), (second.Queue, second.Value));
        Assert.Throws<MqLimitException>(() => Node.OpenBytes(name, Small, MqAccess.Receive));
        Assert.Throws<MqLimitException>(() => Node.OpenBytes(name, Small));

        Task sending = Blocking(() =>
        {
            for (int i = 0; i < Messages; i++)
            {
                sender.Send(BitConverter.GetBytes(i));
            }
        });
        byte[] buffer = new byte[16];
        for (int i = 0; i < Messages; i++)
        {
            Assert.True(receiver.TryReceive(buffer, out int length, out int priority, Patience));
            Assert.Equal((4, 0, i), (length, priority, BitConverter.ToInt32(buffer)));
        }

        await sending.WaitAsync(Patience);

        // A place that was left can be taken.
        sender.Dispose();
        using MqByteChannel successor = OtherNode().OpenBytes(name, Small, MqAccess.Send);
        successor.Send([1]);
        Assert.Equal(1, receiver.Receive(buffer, out _));
        Assert.Throws<MqQueueMismatchException>(() => OtherNode().OpenBytes(name));

        static void OneToOne(MqChannelOptions options) => options.Topology = MqTopology.OneToOne;

        static void Small(MqChannelOptions options) => (options.Topology, options.Capacity, options.MaxMessageBytes) = (MqTopology.OneToOne, 4, 16);
    }

    [Fact]
    public void More_different_priorities_than_a_queue_has_room_for_are_a_limit_with_its_name()
    {
        int limit = Node.GetCapabilities().DistinctPriorities;
        using MqByteChannel channel = Create(NewName(), configure: options => options.MaxPriorities = 2);
        channel.Send([1], 0);
        channel.Send([2], 5);
        channel.Send([3], 5);
        if (limit == int.MaxValue)
        {
            channel.Send([4], 9);
            Assert.Equal([(9, 4), (5, 2), (5, 3), (0, 1)], ReceiveNumbers(channel));
            return;
        }

        MqLimitException error = Assert.Throws<MqLimitException>(() => channel.Send([4], 9));
        Assert.Equal("2", error.Value);
        Assert.Contains("MaxPriorities", error.Message, StringComparison.Ordinal);
        Assert.Throws<MqLimitException>(() => channel.TrySend([4], 9));
        Assert.Equal([(5, 2), (5, 3), (0, 1)], ReceiveNumbers(channel));
        channel.Send([5], 5);
        if (limit < 64)
        {
            Refuses(can: false, "MaxPriorities", options => options.MaxPriorities = limit + 1);
        }
    }

    [Fact]
    [Trait("Accepts", "G20")]
    [Trait("Accepts", "G29")]
    public void A_queue_agrees_with_a_model_of_it_over_thousands_of_random_operations()
    {
        // Messages are as large as they can be, so that also a queue that counts bytes holds its capacity and no more.
        using MqByteChannel channel = Create(NewName(), capacity: 6, size: 64);
        Random random = new(20);
        PriorityQueue<int, (int, int)> model = new();
        byte[] message = new byte[64];
        byte[] buffer = new byte[64];
        for (int i = 0; i < 5000; i++)
        {
            Assert.Equal(model.Count, channel.GetAttributes().Count);
            if (random.Next(2) == 0)
            {
                int priority = random.Next(4);
                BitConverter.TryWriteBytes(message, i);
                message[63] = (byte)(i * 7);
                Assert.Equal(model.Count < channel.Capacity, channel.TrySend(message, priority));
                if (model.Count < channel.Capacity)
                {
                    model.Enqueue(i, (-priority, i));
                }
            }
            else if (channel.TryReceive(buffer, out int length, out int priority))
            {
                Assert.True(model.TryDequeue(out int expected, out (int Priority, int) place));
                Assert.Equal((expected, -place.Priority, 64, (byte)(expected * 7)), (BitConverter.ToInt32(buffer), priority, length, buffer[63]));
            }
            else
            {
                Assert.Equal(0, model.Count);
            }
        }
    }

    [Fact]
    [Trait("Accepts", "G29")]
    public async Task What_a_queue_says_of_itself_can_be_asked_for_while_it_is_used()
    {
        const int Messages = 2000;
        using MqByteChannel channel = Create(NewName(), capacity: 4, size: 64);
        using MqByteChannel onlooker = OpenExisting(channel.Name);
        Task sending = Blocking(() =>
        {
            byte[] message = new byte[64];
            for (int i = 0; i < Messages; i++)
            {
                channel.Send(message, i % 3);
            }
        });
        Task receiving = Blocking(() =>
        {
            byte[] buffer = new byte[64];
            for (int i = 0; i < Messages; i++)
            {
                channel.Receive(buffer, out _);
            }
        });
        Task all = Task.WhenAll(sending, receiving);
        Stopwatch watch = Stopwatch.StartNew();
        while (!all.IsCompleted && watch.Elapsed < Patience)
        {
            MqQueueAttributes attributes = onlooker.GetAttributes();
            Assert.Equal((4, 64), (attributes.Capacity, attributes.MaxMessageBytes));
            Assert.InRange(attributes.Count, 0, 4);
        }

        await all.WaitAsync(Patience);
        Assert.Equal(0, onlooker.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G37")]
    public void Deleting_a_queue_leaves_nothing_of_its_name_behind()
    {
        string name = NewName();
        using (MqByteChannel channel = Create(name))
        {
            channel.Send([1]);
        }

        Assert.True(Node.Delete(name));
        EnumerationOptions everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 };
        foreach (string folder in new[] { "/dev/shm", "/dev/mqueue", Path.GetTempPath(), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "" }.Where(Directory.Exists))
        {
            Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder, "*", everywhere), entry => entry.Contains(name, StringComparison.Ordinal));
        }

        Assert.False(Node.Delete(name));
    }
}
