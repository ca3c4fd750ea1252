using System.Buffers.Binary;

namespace TypedMq.Conformance;

public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Accepts", "G6")]
    public void Eight_bytes_arrive_on_a_second_handle_as_they_were_sent()
    {
        string name = NewName();
        using MqByteChannel first = Create(name);
        using MqByteChannel second = OpenExisting(name);
        byte[] sent = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(sent, 0xDEADBEEFDEADBEEF);
        first.Send(sent);

        byte[] buffer = new byte[second.MaxMessageBytes];
        Assert.Equal(8, second.Receive(buffer, out int priority));
        Assert.Equal(sent, buffer[..8]);
        Assert.Equal(0, priority);
    }

    [Fact]
    [Trait("Accepts", "G8")]
    [Trait("Accepts", "C7")]
    public void What_lies_behind_a_received_message_is_left_alone()
    {
        using MqByteChannel channel = Create(NewName(), capacity: 1, size: 1024);
        byte[] message = new byte[512];
        Array.Fill(message, (byte)0xAB);
        channel.Send(message);

        byte[] buffer = new byte[1024];
        Array.Fill(buffer, (byte)0x55);
        Assert.Equal(512, channel.Receive(buffer, out _));
        Assert.Equal(message, buffer[..512]);
        Assert.All(buffer[512..], value => Assert.Equal(0x55, value));
    }

    [Fact]
    [Trait("Accepts", "P13")]
    public void An_empty_message_is_a_message()
    {
        using MqByteChannel channel = Create(NewName());
        channel.Send([]);
        Assert.True(channel.TryReceive(new byte[channel.MaxMessageBytes], out int length, out _));
        Assert.Equal(0, length);
    }

    [Fact]
    [Trait("Accepts", "G15")]
    [Trait("Accepts", "P14")]
    [Trait("Accepts", "P23")]
    [Trait("Accepts", "P25")]
    public void Messages_come_by_priority_and_in_the_order_of_sending_within_one()
    {
        int[] priorities = [8, 4, 7, 1, 0, 15, 2, 4];
        using MqByteChannel channel = Create(NewName(), capacity: 8, size: 16);
        for (int i = 0; i < priorities.Length; i++)
        {
            channel.Send([(byte)i], priorities[i]);
        }

        byte[] buffer = new byte[16];
        List<(int Priority, int Payload)> received = [];
        while (channel.TryReceive(buffer, out _, out int priority))
        {
            received.Add((priority, buffer[0]));
        }

        Assert.Equal([(15, 5), (8, 0), (7, 2), (4, 1), (4, 7), (2, 6), (1, 3), (0, 4)], received);
    }

    [Fact]
    [Trait("Accepts", "G27")]
    public void The_priority_of_every_send_without_one_is_0()
    {
        using MqByteChannel channel = Create(NewName());
        channel.Send([1]);
        channel.TrySend([2]);
        channel.Send([3], TimeSpan.Zero);
        Assert.True(channel.SendAsync(new byte[] { 4 }).IsCompletedSuccessfully);

        byte[] buffer = new byte[channel.MaxMessageBytes];
        for (int expected = 1; expected <= 4; expected++)
        {
            Assert.True(channel.TryReceive(buffer, out _, out int priority));
            Assert.Equal((expected, 0), (buffer[0], priority));
        }
    }

    [Fact]
    [Trait("Accepts", "P15")]
    public void The_highest_priority_is_taken_and_one_more_or_less_than_0_refused()
    {
        using MqByteChannel channel = Create(NewName());
        int highest = Node.GetCapabilities().MaxPriority;
        channel.Send([1], highest);
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.Send([1], highest + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.Send([1], -1));
        Assert.Equal(1, channel.GetAttributes().Count);
        channel.Receive(new byte[channel.MaxMessageBytes], out int priority);
        Assert.Equal(highest, priority);
    }

    [Fact]
    [Trait("Accepts", "G32")]
    [Trait("Accepts", "P13")]
    public void A_message_larger_than_the_queue_takes_is_refused_and_the_queue_unchanged()
    {
        using MqByteChannel channel = Create(NewName(), size: 64);
        MqMessageTooLargeException error = Assert.Throws<MqMessageTooLargeException>(() => channel.Send(new byte[65]));
        Assert.Equal((65, 64), (error.Size, error.Limit));
        Assert.False(error.IsTransient);
        Assert.Equal(0, channel.GetAttributes().Count);
        channel.Send(new byte[64]);
        Assert.Equal(1, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G33")]
    public void A_buffer_that_is_too_small_is_refused_and_the_message_stays_for_everybody()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name, size: 64);
        using MqByteChannel other = OpenExisting(name);
        channel.Send(new byte[40]);
        MqBufferTooSmallException error = Assert.Throws<MqBufferTooSmallException>(() => channel.TryReceive(new byte[39], out _, out _));
        Assert.Equal((39, 64), (error.Size, error.Required));
        Assert.Equal(1, channel.GetAttributes().Count);
        Assert.True(other.TryReceive(new byte[64], out int length, out _));
        Assert.Equal(40, length);
    }

    [Fact]
    [Trait("Accepts", "P24")]
    public void A_buffer_smaller_than_the_largest_message_is_refused_whatever_is_there()
    {
        using MqByteChannel channel = Create(NewName(), size: 64);
        channel.Send([1]);
        Assert.Throws<MqBufferTooSmallException>(() => channel.TryReceive(new byte[63], out _, out _));
        Assert.Throws<MqBufferTooSmallException>(() => channel.Receive(new byte[63], out _));
        Assert.True(channel.TryReceive(new byte[64], out int length, out _));
        Assert.Equal(1, length);
    }

    [Fact]
    [Trait("Accepts", "G34")]
    public void Closing_a_handle_leaves_others_alone_and_using_it_is_a_defined_error()
    {
        string name = NewName();
        using MqByteChannel stays = Create(name);
        MqByteChannel closed = OpenExisting(name);
        closed.Dispose();
        closed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => closed.TrySend([1]));
        Assert.Throws<ObjectDisposedException>(() => closed.TryReceive(new byte[closed.MaxMessageBytes], out _, out _));
        Assert.Throws<ObjectDisposedException>(() => closed.GetAttributes());
        stays.Send([1]);
        Assert.True(stays.TryReceive(new byte[stays.MaxMessageBytes], out _, out _));
    }

    [Fact]
    [Trait("Accepts", "G34")]
    public void A_closed_handle_reaches_no_queue_that_was_opened_after_it()
    {
        MqByteChannel closed = Create(NewName());
        closed.Dispose();
        MqByteChannel[] later = [.. Enumerable.Range(0, 4).Select(_ => Create(NewName()))];
        later[0].Send([1]);

        Assert.Throws<ObjectDisposedException>(() => closed.TrySend([2]));
        Assert.Throws<ObjectDisposedException>(() => closed.TryReceive(new byte[128], out _, out _));
        closed.Dispose();
        Assert.Equal([1, 0, 0, 0], later.Select(static channel => channel.GetAttributes().Count));
    }

    [Fact]
    [Trait("Accepts", "G21")]
    public async Task Four_writers_and_four_readers_exchange_every_message_with_its_own_priority()
    {
        const int PerWriter = 250;
        int priorities = Math.Min(100, Node.GetCapabilities().DistinctPriorities);
        using MqByteChannel channel = Create(NewName(), capacity: 8, size: 1024, options => options.MaxPriorities = priorities < 100 ? priorities : null);
        using CancellationTokenSource stop = new(Patience * 3);
        int received = 0;
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Blocking(() =>
        {
            byte[] buffer = new byte[1024];
            while (true)
            {
                int length = channel.Receive(buffer, out int priority, stop.Token);
                if (length == 0)
                {
                    return;
                }

                Assert.Equal((1024, priority), (length, buffer[0]));
                Interlocked.Increment(ref received);
            }
        }))];
        Task[] writers = [.. Enumerable.Range(0, 4).Select(seed => Blocking(() =>
        {
            Random random = new(seed);
            byte[] message = new byte[1024];
            for (int i = 0; i < PerWriter; i++)
            {
                int priority = random.Next(0, priorities);
                message[0] = (byte)priority;
                channel.Send(message, priority, stop.Token);
            }
        }))];
        await Task.WhenAll(writers);

        // The end comes with the lowest priority and last, so after everything else.
        for (int i = 0; i < readers.Length; i++)
        {
            channel.Send([], 0, stop.Token);
        }

        await Task.WhenAll(readers);
        Assert.Equal(4 * PerWriter, received);
    }

    [Fact]
    [Trait("Accepts", "P46")]
    public async Task Senders_and_receivers_on_several_queues_agree_on_counts_and_contents()
    {
        const int Queues = 3;
        const int Senders = 2;
        const int Messages = 200;
        using CancellationTokenSource stop = new(Patience * 3);
        int[,] received = new int[Queues, Senders * Messages];
        List<Task> tasks = [];
        for (int i = 0; i < Queues; i++)
        {
            int queue = i;
            string name = NewName();
            MqByteChannel channel = Create(name, size: 16);
            for (int j = 0; j < Senders; j++)
            {
                int first = j * Messages;
                MqByteChannel own = OpenExisting(name);
                tasks.Add(Blocking(() =>
                {
                    byte[] message = new byte[8];
                    for (int k = first; k < first + Messages; k++)
                    {
                        BinaryPrimitives.WriteInt32LittleEndian(message, queue);
                        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), k);
                        own.Send(message, k % 2, stop.Token);
                    }
                }));
                tasks.Add(Blocking(() =>
                {
                    byte[] buffer = new byte[16];
                    for (int k = 0; k < Messages; k++)
                    {
                        Assert.Equal(8, channel.Receive(buffer, out int priority, stop.Token));
                        int number = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(4));
                        Assert.Equal((queue, number % 2), (BinaryPrimitives.ReadInt32LittleEndian(buffer), priority));
                        Interlocked.Increment(ref received[queue, number]);
                    }
                }));
            }
        }

        await Task.WhenAll(tasks);
        Assert.All(received.Cast<int>(), static count => Assert.Equal(1, count));
    }
}
